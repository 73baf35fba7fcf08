// JSON for Monaco, highlighting only.

export const json = {
  id: "json",
  extensions: [".json"],
  configuration: {
    brackets: [["{", "}"], ["[", "]"]],
    autoClosingPairs: [{ open: "{", close: "}" }, { open: "[", close: "]" }, { open: '"', close: '"', notIn: ["string"] }],
  },
  grammar: {
    defaultToken: "",
    tokenizer: {
      root: [
        [/"(?:[^"\\]|\\.)*"(?=\s*:)/, "variable.name"],
        [/"(?:[^"\\]|\\.)*"/, "string"],
        [/-?\d+(\.\d+)?([eE][+-]?\d+)?/, "number"],
        [/\b(true|false|null)\b/, "keyword"],
        [/[{}[\],:]/, "delimiter"],
      ],
    },
  },
};
