//! Bindings for Zig: the C header's declarations in Zig, beside the C bindings that implement them.

use crate::header::{Field, Function, Item, Type, parse};
use crate::{Generated, c};
use anyhow::Context as _;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use wit_parser::{Resolve, WorldId};

/// The file that Zig sources import as `bindings`.
const FILE: &str = "bindings.zig";

/// The C bindings and `bindings.zig`.
pub(crate) fn bindings(resolve: &Resolve, world: WorldId) -> anyhow::Result<Generated> {
    let mut generated = c::bindings(resolve, world)?;
    let zig = translate(&header(&generated)?)?;
    generated.files.insert(FILE.to_owned(), zig.into_bytes());
    Ok(generated)
}

/// What the C header of a world declares.
pub(crate) fn items(resolve: &Resolve, world: WorldId) -> anyhow::Result<Vec<Item>> {
    parse(&header(&c::bindings(resolve, world)?)?)
}

fn header(generated: &Generated) -> anyhow::Result<String> {
    let header = generated.files.iter().find(|(path, _)| path.ends_with(".h"));
    let (_, bytes) = header.context("wit-bindgen-c made no header")?;
    Ok(String::from_utf8(bytes.clone())?)
}

/// The header's declarations in Zig.
fn translate(header: &str) -> anyhow::Result<String> {
    let items = parse(header)?;
    let taken: BTreeSet<String> = items.iter().map(|item| name(item).to_owned()).collect();
    let opaque: BTreeSet<&str> =
        items.iter().filter(|item| matches!(item, Item::Opaque { .. })).map(name).collect();
    let mut out = "//! The world in Zig, from the C bindings of wit-bindgen. Do not edit.\n".to_owned();
    for item in &items {
        let name = identifier(name(item));
        match item {
            Item::Number { value, .. } => writeln!(out, "pub const {name} = {value};")?,
            Item::Struct { fields, .. } => {
                writeln!(out, "\npub const {name} = extern struct {{")?;
                for Field { name, ty } in fields {
                    writeln!(out, "    {}: {},", identifier(name), spelled(ty, ""))?;
                }
                out.push_str("};\n");
            }
            Item::Opaque { .. } => writeln!(out, "\npub const {name} = opaque {{}};")?,
            // A C pointer cannot point to what has no size.
            Item::Alias { target: Type::Pointer(to), .. } if matches!(&**to, Type::Named(to) if opaque.contains(to.as_str())) =>
            {
                writeln!(out, "pub const {name} = *{};", spelled(to, ""))?;
            }
            Item::Alias { target, .. } => writeln!(out, "pub const {name} = {};", spelled(target, ""))?,
            Item::Function(function) => {
                let (parameters, result) = (parameters(function, "", &taken), spelled(&function.result, ""));
                // What the sources export they do not import.
                let kind = if function.wanted { "// To be exported: fn" } else { "pub extern fn" };
                writeln!(out, "{kind} {name}({parameters}) {result};")?;
            }
        }
    }
    Ok(with_single_pointers(out, opaque.into_iter()))
}

/// Pointers to opaque types are Zig's single ones.
pub(crate) fn with_single_pointers<'a>(mut text: String, opaque: impl Iterator<Item = &'a str>) -> String {
    for name in opaque {
        for end in [",", ")", ";", " "] {
            text = text.replace(&format!("[*c]{name}{end}"), &format!("*{name}{end}"));
        }
    }
    text
}

fn name(item: &Item) -> &str {
    match item {
        Item::Number { name, .. }
        | Item::Struct { name, .. }
        | Item::Opaque { name }
        | Item::Alias { name, .. }
        | Item::Function(Function { name, .. }) => name,
    }
}

pub(crate) fn parameters(function: &Function, prefix: &str, taken: &BTreeSet<String>) -> String {
    let each = function.parameters.iter().map(|parameter| {
        format!("{}: {}", identifier(&parameter_name(parameter, taken)), spelled(&parameter.ty, prefix))
    });
    each.collect::<Vec<_>>().join(", ")
}

/// A parameter may not have the name of a declaration.
pub(crate) fn parameter_name(parameter: &Field, taken: &BTreeSet<String>) -> String {
    match taken.contains(&parameter.name) {
        true => format!("{}_", parameter.name),
        false => parameter.name.clone(),
    }
}

/// A type in Zig; the header's own names behind `prefix`.
pub(crate) fn spelled(ty: &Type, prefix: &str) -> String {
    match ty {
        Type::Named(name) => match name.as_str() {
            "uint8_t" => "u8".to_owned(),
            "int8_t" => "i8".to_owned(),
            "uint16_t" => "u16".to_owned(),
            "int16_t" => "i16".to_owned(),
            "uint32_t" => "u32".to_owned(),
            "int32_t" => "i32".to_owned(),
            "uint64_t" => "u64".to_owned(),
            "int64_t" => "i64".to_owned(),
            "float" => "f32".to_owned(),
            "double" => "f64".to_owned(),
            "size_t" => "usize".to_owned(),
            "bool" | "void" => name.clone(),
            "char" => "u8".to_owned(),
            _ => format!("{prefix}{}", identifier(name)),
        },
        Type::Pointer(to) => match spelled(to, prefix).as_str() {
            "void" => "?*anyopaque".to_owned(),
            "const void" => "?*const anyopaque".to_owned(),
            // Text in Zig's sources is constant.
            to => format!("[*c]{to}"),
        },
        Type::Const(of) => format!("const {}", spelled(of, prefix)),
        Type::Array(of, length) => format!("[{length}]{}", spelled(of, prefix)),
        Type::Union(fields) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|Field { name, ty }| format!("{}: {}", identifier(name), spelled(ty, prefix)))
                .collect();
            format!("extern union {{ {} }}", fields.join(", "))
        }
    }
}

/// A name as Zig takes it: its keywords and primitive types quoted.
pub(crate) fn identifier(name: &str) -> String {
    const WORDS: [&str; 63] = [
        "addrspace",
        "align",
        "allowzero",
        "and",
        "anyframe",
        "anytype",
        "asm",
        "async",
        "await",
        "break",
        "callconv",
        "catch",
        "comptime",
        "const",
        "continue",
        "defer",
        "else",
        "enum",
        "errdefer",
        "error",
        "export",
        "extern",
        "fn",
        "for",
        "if",
        "inline",
        "linksection",
        "noalias",
        "noinline",
        "nosuspend",
        "opaque",
        "or",
        "orelse",
        "packed",
        "pub",
        "resume",
        "return",
        "struct",
        "suspend",
        "switch",
        "test",
        "threadlocal",
        "try",
        "union",
        "unreachable",
        "usingnamespace",
        "var",
        "volatile",
        "while",
        "type",
        "bool",
        "void",
        "true",
        "false",
        "null",
        "undefined",
        "anyerror",
        "anyopaque",
        "noreturn",
        "usize",
        "isize",
        "comptime_int",
        "comptime_float",
    ];
    // `u8`, `i128`: integers of any width, and the floats.
    let number = name
        .strip_prefix(['u', 'i', 'f'])
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()));
    if number || WORDS.contains(&name) { format!("@\"{name}\"") } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::translate;

    #[test]
    fn a_header_in_zig() {
        let header = "\
            typedef struct {\n bool is_err;\n union {\n int32_t ok;\n w_string_t err;\n } val;\n} w_result_t;\n\
            typedef struct w_counter_t w_counter_t;\ntypedef w_counter_t* w_borrow_counter_t;\n\
            #define W_ACCESS_READ (1 << 0)\n\
            // Exported Functions from `b`\nbool b_divide(int32_t a, w_string_t *error);\n\
            // Helper Functions\nextern w_counter_t* w_counter_rep(w_own_counter_t handle);\n\
            void w_string_set(w_string_t *ret, const char*s);\n";
        let expected = "\
            //! The world in Zig, from the C bindings of wit-bindgen. Do not edit.\n\
            \n\
            pub const w_result_t = extern struct {\n    is_err: bool,\n    \
            val: extern union { ok: i32, err: w_string_t },\n};\n\
            \n\
            pub const w_counter_t = opaque {};\n\
            pub const w_borrow_counter_t = *w_counter_t;\n\
            pub const W_ACCESS_READ = (1 << 0);\n\
            // To be exported: fn b_divide(a: i32, @\"error\": [*c]w_string_t) bool;\n\
            pub extern fn w_counter_rep(handle: w_own_counter_t) *w_counter_t;\n\
            pub extern fn w_string_set(ret: [*c]w_string_t, s: [*c]const u8) void;\n";
        assert_eq!(translate(header).unwrap(), expected);
    }
}
