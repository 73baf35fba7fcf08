// WIT, the component model's interface language, for Monaco.

export const wit = {
  id: "wit",
  extensions: [".wit"],
  configuration: {
    comments: { lineComment: "//", blockComment: ["/*", "*/"] },
    // Not `<` and `>`: the latter is half of an arrow.
    brackets: [["{", "}"], ["(", ")"]],
    autoClosingPairs: [{ open: "{", close: "}" }, { open: "(", close: ")" }, { open: "<", close: ">" }],
    surroundingPairs: [{ open: "{", close: "}" }, { open: "(", close: ")" }, { open: "<", close: ">" }],
    wordPattern: /%?[A-Za-z][A-Za-z0-9-]*/,
  },
  grammar: {
    defaultToken: "",
    keywords: [
      "package", "interface", "world", "import", "export", "include", "use", "as", "with", "from", "type", "func",
      "async", "static", "constructor", "resource", "record", "variant", "enum", "flags",
    ],
    types: [
      "bool", "s8", "u8", "s16", "u16", "s32", "u32", "s64", "u64", "f32", "f64", "char", "string", "list", "option",
      "result", "tuple", "borrow", "own", "future", "stream", "error-context", "map",
    ],
    tokenizer: {
      root: [
        [/\/\/\/.*$/, "comment.doc"],
        [/\/\/.*$/, "comment"],
        [/\/\*/, "comment", "@block"],
        [/@(since|unstable|deprecated)\b/, "attribute"],
        [/@\d+\.\d+\.\d+[-+.0-9A-Za-z]*/, "number"],
        [/\d+\.\d+\.\d+[-+.0-9A-Za-z]*/, "number"],
        [/\d+/, "number"],
        // The name that a declaration gives.
        [/(interface|world|resource|record|variant|enum|flags|type)(\s+)(%?[A-Za-z][A-Za-z0-9-]*)/, ["keyword", "", "type"]],
        [/(%?[A-Za-z][A-Za-z0-9-]*)(\s*)(:)(?=\s*(?:async\s+)?(?:static\s+)?(?:async\s+)?func\b)/, ["variable.name", "", "delimiter"]],
        [/[A-Za-z][A-Za-z0-9-]*/, { cases: { "@keywords": "keyword", "@types": "type", "@default": "" } }],
        [/%[A-Za-z][A-Za-z0-9-]*/, ""],
        [/->/, "operator"],
        [/[{}()<>]/, "delimiter"],
        [/[,;:=./_*]/, "delimiter"],
      ],
      block: [
        [/\/\*/, "comment", "@push"],
        [/\*\//, "comment", "@pop"],
        [/[^/*]+/, "comment"],
        [/[/*]/, "comment"],
      ],
    },
  },
};
