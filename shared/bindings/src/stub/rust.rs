//! The stub in Rust: `wit_bindgen::generate!` and an implementation of every trait it makes.

use super::comment;
use crate::generate;
use std::fmt::Write as _;
use wit_bindgen_rust::Opts;
use wit_parser::{Resolve, WorldId, WorldItem};

/// The text of the library.
pub(super) fn stub(resolve: &Resolve, world: WorldId) -> anyhow::Result<String> {
    let options = Opts { format: true, generate_all: true, stubs: true, ..Opts::default() };
    let generated = generate(&mut options.build(), resolve, world)?;
    let bindings: String =
        generated.files.values().map(|content| String::from_utf8_lossy(content).into_owned()).collect();
    let name = &resolve.worlds[world].name;
    let mut text = format!("//! The world `{name}` in Rust.\n");
    text += &comment(&resolve.worlds[world].docs, "//!");
    let has_exports = !resolve.worlds[world].exports.is_empty();
    if has_exports {
        text += "\n// Until the parameters are used.\n#![allow(unused_variables)]\n";
    }
    write!(text, "\nwit_bindgen::generate!({{ world: {name:?}, path: \"wit\", generate_all }});\n")?;
    for item in resolve.worlds[world].imports.values() {
        // What only has types is named where they are used.
        if let WorldItem::Interface { id, .. } = item
            && let Some(name) = resolve.id_of(*id)
            && !resolve.interfaces[*id].functions.is_empty()
        {
            let path = name.split('@').next().unwrap_or_default().replace([':', '/'], "::").replace('-', "_");
            writeln!(text, "// To call: use {path};")?;
        }
    }
    if has_exports {
        text += "\nstruct Component;\n";
        for implementation in implementations(&bindings) {
            text += "\n";
            text += &filled(&implementation);
        }
        text += "\nexport!(Component);\n";
    }
    Ok(text)
}

/// The `impl … for Stub` blocks of the formatted bindings: each starts and ends at a line's start.
fn implementations(bindings: &str) -> Vec<Vec<&str>> {
    let mut found = Vec::new();
    let mut lines = bindings.lines();
    while let Some(line) = lines.next() {
        if !line.starts_with("impl ") || !line.contains(" for Stub {") {
            continue;
        }
        let mut block = vec![line];
        if !line.ends_with('}') {
            for line in lines.by_ref() {
                block.push(line);
                if line.starts_with('}') {
                    break;
                }
            }
        }
        found.push(block);
    }
    found
}

/// The block with our own name, and with results.
fn filled(block: &[&str]) -> String {
    /// What the bindings write out, and what means the same at the top of a crate.
    const SHORTER: [(&str, &str); 7] = [
        ("_rt::String", "String"),
        ("_rt::Vec<", "Vec<"),
        ("::core::option::Option<", "Option<"),
        ("::core::result::Result<", "Result<"),
        (" -> () {", " {"),
        (" for Stub ", " for Component "),
        ("= Stub;", "= Component;"),
    ];
    let mut text = String::new();
    let mut signature = String::new();
    for line in block {
        let line = SHORTER.iter().fold((*line).to_owned(), |line, (long, short)| line.replace(long, short));
        let code = line.trim();
        if code.starts_with("#[allow(") {
            signature.clear();
        } else if code.contains("unreachable!()") {
            text += &result(returned(&signature), &line_indent(&line));
        } else {
            signature += code;
            text += &line;
            text.push('\n');
        }
    }
    text
}

fn line_indent(line: &str) -> String {
    line.chars().take_while(|character| *character == ' ').collect()
}

/// The type after the arrow of a signature that ends with its block's brace.
fn returned(signature: &str) -> &str {
    let signature = signature.trim_end_matches('{').trim_end();
    match signature.rfind(')').zip(signature.find("->")) {
        Some(_) => signature.split_once("->").map_or("", |(_, ty)| ty.trim()),
        None => "",
    }
}

/// A body that gives a plain value of `ty`.
fn result(ty: &str, indent: &str) -> String {
    match value(ty) {
        Some(value) if value.is_empty() => String::new(),
        Some(value) => format!("{indent}{value}\n"),
        None => format!("{indent}unimplemented!()\n"),
    }
}

/// A plain value of a type as the bindings write it; `None` when only its writer can make one.
fn value(ty: &str) -> Option<String> {
    let ty = ty.trim();
    let inner = |start: &str| ty.strip_prefix(start).and_then(|rest| rest.strip_suffix('>'));
    Some(match ty {
        "" | "()" => String::new(),
        "Self" => "Component".into(),
        "bool" => "false".into(),
        "char" => "' '".into(),
        "String" => "String::new()".into(),
        "f32" | "f64" => "0.0".into(),
        "u8" | "u16" | "u32" | "u64" | "i8" | "i16" | "i32" | "i64" => "0".into(),
        _ if inner("Vec<").is_some() => "Vec::new()".into(),
        _ if inner("Option<").is_some() => "None".into(),
        _ => {
            if let Some(types) = inner("Result<") {
                let ok = value(split(types).first()?)?;
                return Some(format!("Ok({})", if ok.is_empty() { "()" } else { &ok }));
            }
            let types = ty.strip_prefix('(')?.strip_suffix(')')?;
            let values = split(types)
                .into_iter()
                .filter(|ty| !ty.is_empty())
                .map(value)
                .collect::<Option<Vec<_>>>()?;
            format!("({}{})", values.join(", "), if values.len() == 1 { "," } else { "" })
        }
    })
}

/// The types of a list, at its top level.
fn split(types: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0_usize, 0, Vec::new());
    for (offset, character) in types.char_indices() {
        match character {
            '<' | '(' | '[' => depth += 1,
            '>' | ')' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                found.push(types[start..offset].trim());
                start = offset + 1;
            }
            _ => {}
        }
    }
    found.push(types[start..].trim());
    found
}
