// Zig for Monaco, which has no grammar of its own for it.

export const zig = {
  id: "zig",
  extensions: [".zig"],
  configuration: {
    comments: { lineComment: "//" },
    brackets: [["{", "}"], ["[", "]"], ["(", ")"]],
    autoClosingPairs: [
      { open: "{", close: "}" }, { open: "[", close: "]" }, { open: "(", close: ")" },
      { open: '"', close: '"', notIn: ["string", "comment"] }, { open: "'", close: "'", notIn: ["string", "comment"] },
    ],
    surroundingPairs: [{ open: "{", close: "}" }, { open: "[", close: "]" }, { open: "(", close: ")" }, { open: '"', close: '"' }],
    indentationRules: { increaseIndentPattern: /[{([]\s*(\/\/.*)?$/, decreaseIndentPattern: /^\s*[})\]]/ },
    wordPattern: /@?[A-Za-z_][A-Za-z0-9_]*/,
  },
  grammar: {
    defaultToken: "",
    keywords: [
      "addrspace", "align", "allowzero", "and", "anyframe", "anytype", "asm", "break", "callconv", "catch", "comptime", "const",
      "continue", "defer", "else", "enum", "errdefer", "error", "export", "extern", "fn", "for", "if", "inline", "linksection",
      "noalias", "noinline", "nosuspend", "opaque", "or", "orelse", "packed", "pub", "resume", "return", "struct", "suspend",
      "switch", "test", "threadlocal", "try", "union", "unreachable", "usingnamespace", "var", "volatile", "while",
    ],
    types: [
      "anyerror", "anyopaque", "bool", "c_char", "c_int", "c_long", "c_longlong", "c_short", "c_uint", "c_ulong", "c_ulonglong",
      "c_ushort", "comptime_float", "comptime_int", "f16", "f32", "f64", "f80", "f128", "isize", "noreturn", "type", "usize", "void",
    ],
    constants: ["true", "false", "null", "undefined"],
    tokenizer: {
      root: [
        [/\/\/[/!].*$/, "comment.doc"],
        [/\/\/.*$/, "comment"],
        [/\\\\.*$/, "string"],
        [/@"/, "variable.name", "@quotedName"],
        [/"/, "string", "@string"],
        [/'(?:[^'\\]|\\(?:x[\da-fA-F]{2}|u\{[\da-fA-F]+\}|.))'/, "string"],
        [/@[A-Za-z_]\w*/, "attribute"],
        [/0x[\da-fA-F_]+(\.[\da-fA-F_]+)?([pP][+-]?\d+)?|0[ob][0-7_]+|\d[\d_]*(\.\d[\d_]*)?([eE][+-]?\d+)?/, "number"],
        [/(fn)(\s+)([A-Za-z_]\w*)/, ["keyword", "", "variable.name"]],
        [/[iu]\d+\b/, "type"],
        [/[A-Za-z_]\w*/, { cases: { "@keywords": "keyword", "@types": "type", "@constants": "number", "@default": "" } }],
        [/[{}()[\],;.:]/, "delimiter"],
        [/[=><!~?&|+\-*/^%]+/, "operator"],
      ],
      string: [
        [/\\(?:[nrt\\'"]|x[\da-fA-F]{2}|u\{[\da-fA-F]+\})/, "string.escape"],
        [/\\./, "invalid"],
        [/"/, "string", "@pop"],
        // A string ends with its line, so that an open one does not colour the rest of the file.
        [/[^\\"]+$/, "string", "@pop"],
        [/[^\\"]+/, "string"],
      ],
      quotedName: [
        [/[^"\\]+$/, "variable.name", "@pop"],
        [/\\./, "string.escape"],
        [/"/, "variable.name", "@pop"],
        [/[^"\\]+/, "variable.name"],
      ],
    },
  },
};
