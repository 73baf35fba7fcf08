// WebAssembly text for Monaco: core modules and components.

export const KEYWORDS = [
  "module", "component", "core", "func", "param", "result", "local", "type", "import", "export", "memory", "table",
  "global", "elem", "data", "start", "instance", "instantiate", "alias", "canon", "lift", "lower", "with", "resource",
  "rep", "outer", "mut", "item", "offset", "declare", "rec", "sub", "final", "struct", "array", "field", "ref", "null",
  "tag", "definition", "value", "eq", "realloc", "post-return", "string-encoding=utf8", "string-encoding=utf16",
  "string-encoding=latin1+utf16", "async", "callback",
];
const CONTROL = [
  "block", "loop", "if", "then", "else", "end", "br", "br_if", "br_table", "return", "return_call", "call",
  "call_indirect", "call_ref", "unreachable", "nop", "drop", "select", "try_table", "catch", "catch_all", "throw", "throw_ref",
];
export const TYPES = [
  "i8", "i16", "i32", "i64", "f32", "f64", "v128", "funcref", "externref", "anyref", "eqref", "i31ref", "structref",
  "arrayref", "exnref", "bool", "s8", "u8", "s16", "u16", "s32", "u32", "s64", "u64", "float32", "float64", "char",
  "string", "list", "option", "tuple", "record", "variant", "enum", "flags", "own", "borrow", "error", "case",
  "future", "stream", "error-context",
];

export const wat = {
  id: "wat",
  extensions: [".wat"],
  configuration: {
    comments: { lineComment: ";;", blockComment: ["(;", ";)"] },
    brackets: [["(", ")"]],
    autoClosingPairs: [{ open: "(", close: ")" }, { open: '"', close: '"', notIn: ["string", "comment"] }],
    surroundingPairs: [{ open: "(", close: ")" }, { open: '"', close: '"' }],
    wordPattern: /[$@]?[^\s"(),;[\]{}]+/,
  },
  grammar: {
    defaultToken: "",
    keywords: KEYWORDS,
    control: CONTROL,
    types: TYPES,
    tokenizer: {
      root: [
        [/;;.*$/, "comment"],
        [/\(;/, "comment", "@block"],
        [/"/, "string", "@string"],
        [/\$"/, "variable.name", "@quotedName"],
        [/\$[^\s"(),;[\]{}]+/, "variable.name"],
        [/\(@[^\s"(),;[\]{}]+/, "attribute"],
        [/[+-]?(0x[\da-fA-F_]+(\.[\da-fA-F_]*)?([pP][+-]?\d+)?|\d[\d_]*(\.[\d_]*)?([eE][+-]?\d+)?|inf|nan(:0x[\da-fA-F_]+|:canonical|:arithmetic)?)(?=[\s();]|$)/, "number"],
        [/(offset|align)(=)(\w+)/, ["keyword", "operator", "number"]],
        // Instructions: i32.add, memory.grow, local.get, v128.load …
        [/[a-z][a-z0-9]*(_[a-z0-9]+)*\.[a-z0-9_.]+/, "type"],
        [/[a-z][^\s"(),;[\]{}]*/, { cases: { "@control": "keyword", "@keywords": "keyword", "@types": "type", "@default": "" } }],
        [/[()]/, "delimiter"],
      ],
      block: [
        [/\(;/, "comment", "@push"],
        [/;\)/, "comment", "@pop"],
        [/[^(;]+/, "comment"],
        [/[(;]/, "comment"],
      ],
      string: [
        [/\\(?:[nrt\\'"]|u\{[\da-fA-F_]+\}|[\da-fA-F]{2})/, "string.escape"],
        [/\\./, "invalid"],
        [/"/, "string", "@pop"],
        [/[^\\"]+/, "string"],
      ],
      quotedName: [
        [/\\./, "string.escape"],
        [/"/, "variable.name", "@pop"],
        [/[^\\"]+/, "variable.name"],
      ],
    },
  },
};
