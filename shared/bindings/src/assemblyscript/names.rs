//! How WIT names are spelled in AssemblyScript, and where each file of the bindings goes.

use crate::names::{lower_camel, upper_camel};

/// Words that cannot be names, and members that every class of the bindings has already.
const RESERVED: &[&str] = &[
    "abstract",
    "any",
    "arguments",
    "as",
    "async",
    "await",
    "bool",
    "boolean",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "constructor",
    "continue",
    "debugger",
    "declare",
    "default",
    "delete",
    "do",
    "drop",
    "else",
    "enum",
    "eval",
    "export",
    "extends",
    "f32",
    "f64",
    "false",
    "finally",
    "for",
    "from",
    "function",
    "get",
    "i16",
    "i32",
    "i64",
    "i8",
    "if",
    "implements",
    "import",
    "in",
    "infinity",
    "instanceof",
    "interface",
    "is",
    "isize",
    "keyof",
    "let",
    "load",
    "module",
    "namespace",
    "nan",
    "never",
    "new",
    "null",
    "number",
    "of",
    "package",
    "private",
    "protected",
    "prototype",
    "public",
    "readonly",
    "require",
    "return",
    "set",
    "static",
    "store",
    "string",
    "super",
    "switch",
    "symbol",
    "tag",
    "this",
    "throw",
    "true",
    "try",
    "type",
    "typeof",
    "u16",
    "u32",
    "u64",
    "u8",
    "undefined",
    "unreachable",
    "usize",
    "v128",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// Types that the bindings use by their plain names.
const TAKEN_TYPES: &[&str] = &[
    "Array",
    "ArrayBufferView",
    "Float32Array",
    "Float64Array",
    "Int16Array",
    "Int32Array",
    "Int64Array",
    "Int8Array",
    "Option",
    "Resource",
    "Result",
    "String",
    "Tuple",
    "Uint16Array",
    "Uint32Array",
    "Uint64Array",
    "Uint8Array",
    "Unit",
];

/// `move-by` as `moveBy`: functions, fields, parameters, namespaces.
pub(super) fn value(kebab: &str) -> String {
    let name = lower_camel(kebab);
    if RESERVED.contains(&name.as_str()) { format!("{name}_") } else { name }
}

/// `output-stream` as `OutputStream`: types.
pub(super) fn ty(kebab: &str) -> String {
    let name = upper_camel(kebab);
    if TAKEN_TYPES.contains(&name.as_str()) { format!("{name}_") } else { name }
}

/// What follows `import … from` in the file at `from` (relative to the bindings) to reach the file at
/// `to`, both without their ending.
pub(super) fn relative(from: &str, to: &str) -> String {
    match from.matches('/').count() {
        _ if from == super::stub::PATH => format!("./{}/{to}", super::FOLDER),
        0 => format!("./{to}"),
        depth => format!("{}{to}", "../".repeat(depth)),
    }
}

/// A comment of WIT's documentation, or nothing.
pub(super) fn docs(docs: &wit_parser::Docs, indent: &str) -> String {
    let Some(text) = docs.contents.as_deref().map(str::trim).filter(|text| !text.is_empty()) else {
        return String::new();
    };
    let text = text.replace("*/", "* /");
    let mut lines = text.lines();
    if let (Some(only), None) = (lines.next(), lines.next()) {
        return format!("{indent}/** {only} */\n");
    }
    let body: String = text
        .lines()
        .map(|line| if line.is_empty() { format!("{indent} *\n") } else { format!("{indent} * {line}\n") })
        .collect();
    format!("{indent}/**\n{body}{indent} */\n")
}

#[cfg(test)]
mod tests {
    use super::{relative, ty, value};

    #[test]
    fn words_that_mean_something_get_a_dash_below() {
        assert_eq!(value("move-by"), "moveBy");
        assert_eq!(value("HTTP-error"), "httpError");
        assert_eq!(value("type"), "type_");
        assert_eq!(value("drop"), "drop_");
        assert_eq!(ty("result"), "Result_");
        assert_eq!(ty("output-stream"), "OutputStream");
    }

    #[test]
    fn imports_go_up_as_far_as_needed() {
        assert_eq!(relative("exports", "abi"), "./abi");
        assert_eq!(relative("wasi/cli/stdout", "wasi/io/streams"), "../../wasi/io/streams");
    }
}
