// WAC, the language of compositions, for Monaco.

export const wac = {
  id: "wac",
  extensions: [".wac"],
  configuration: {
    comments: { lineComment: "//", blockComment: ["/*", "*/"] },
    brackets: [["{", "}"], ["[", "]"], ["(", ")"]],
    autoClosingPairs: [
      { open: "{", close: "}" }, { open: "[", close: "]" }, { open: "(", close: ")" },
      { open: '"', close: '"', notIn: ["string", "comment"] },
    ],
    surroundingPairs: [{ open: "{", close: "}" }, { open: "[", close: "]" }, { open: "(", close: ")" }, { open: '"', close: '"' }],
    indentationRules: { increaseIndentPattern: /[{([]\s*(\/\/.*)?$/, decreaseIndentPattern: /^\s*[})\]]/ },
    wordPattern: /%?[A-Za-z][A-Za-z0-9-]*/,
  },
  grammar: {
    defaultToken: "",
    keywords: [
      "package", "targets", "import", "export", "let", "new", "as", "with", "interface", "world", "use", "include", "type",
      "resource", "record", "variant", "flags", "enum", "func", "static", "constructor", "async",
    ],
    types: [
      "u8", "s8", "u16", "s16", "u32", "s32", "u64", "s64", "f32", "f64", "char", "bool", "string", "tuple", "list", "option",
      "result", "borrow", "stream", "future",
    ],
    tokenizer: {
      root: [
        [/\/\/.*$/, "comment"],
        [/\/\*/, "comment", "@comment"],
        [/"[^"]*"/, "string"],
        [/[A-Za-z][\w-]*:[A-Za-z][\w-]*(\/[A-Za-z][\w-]*)?(@[\w.+-]+)?/, "type.identifier"],
        [/%[A-Za-z][\w-]*/, "identifier"],
        [/[A-Za-z][\w-]*/, { cases: { "@keywords": "keyword", "@types": "type", "@default": "identifier" } }],
        [/\.\.\.|[{}()[\];:=,.]/, "delimiter"],
      ],
      comment: [[/\*\//, "comment", "@pop"], [/[^*]+/, "comment"], [/\*/, "comment"]],
    },
  },
};
