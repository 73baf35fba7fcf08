// TOML for Monaco: enough for `diptych.toml`.

export const toml = {
  id: "toml",
  extensions: [".toml"],
  configuration: {
    comments: { lineComment: "#" },
    brackets: [["[", "]"], ["{", "}"]],
    autoClosingPairs: [{ open: "[", close: "]" }, { open: "{", close: "}" }, { open: '"', close: '"', notIn: ["string", "comment"] }],
    surroundingPairs: [{ open: "[", close: "]" }, { open: '"', close: '"' }],
  },
  grammar: {
    defaultToken: "",
    tokenizer: {
      root: [
        [/#.*$/, "comment"],
        [/^\s*\[\[?[^\]]*\]\]?/, "type"],
        [/([A-Za-z0-9_-]+|"[^"]*"|'[^']*')(\s*)(?==)/, ["variable.name", ""]],
        [/([A-Za-z0-9_-]+)(\.)(?=[A-Za-z0-9_."'-]+\s*=)/, ["variable.name", "delimiter"]],
        [/"""/, "string", "@multiline"],
        [/'''/, "string", "@literal"],
        [/"/, "string", "@string"],
        [/'[^']*'/, "string"],
        [/\d{4}-\d\d-\d\d([T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?)?/, "number"],
        [/[+-]?(0x[\da-fA-F_]+|0o[0-7_]+|0b[01_]+|\d[\d_]*(\.[\d_]+)?([eE][+-]?\d+)?|inf|nan)\b/, "number"],
        [/\b(true|false)\b/, "keyword"],
        [/[[\]{},=.]/, "delimiter"],
      ],
      string: [
        [/\\(?:[btnfre"\\]|x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8})/, "string.escape"],
        [/\\./, "invalid"],
        [/"/, "string", "@pop"],
        [/[^\\"]+$/, "string", "@pop"],
        [/[^\\"]+/, "string"],
      ],
      multiline: [
        [/"""/, "string", "@pop"],
        [/\\./, "string.escape"],
        [/[^\\"]+/, "string"],
        [/["\\]/, "string"],
      ],
      literal: [
        [/'''/, "string", "@pop"],
        [/[^']+/, "string"],
        [/'/, "string"],
      ],
    },
  },
};
