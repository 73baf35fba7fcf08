//! The stub in C, and in the C that is C++ too: a definition of every function the header asks for.

use super::{comment, exports, is_result};
use crate::c::bindings;
use anyhow::Context as _;
use diptych_shared::project::Language;
use std::collections::HashMap;
use std::fmt::Write as _;
use wit_bindgen_c::c_func_name;
use wit_parser::{Docs, Function, FunctionKind, Resolve, Stability, WorldId, WorldKey};

/// The text of the source.
pub(super) fn stub(resolve: &Resolve, world: WorldId, language: Language) -> anyhow::Result<String> {
    let generated = bindings(resolve, world)?;
    let (header_name, header) = generated
        .files
        .iter()
        .find(|(path, _)| path.ends_with(".h"))
        .context("the generator made no header")?;
    let header = String::from_utf8_lossy(header);
    let name = &resolve.worlds[world].name;
    let mut text = format!("// The world `{name}` in {}.\n", language.label());
    text += &comment(&resolve.worlds[world].docs, "//");
    text += "// The header, made from `wit/`, declares what is imported and what is to be freed.\n";
    write!(text, "#include \"{header_name}\"\n#include <stdlib.h>\n#include <string.h>\n")?;
    if !resolve.worlds[world].exports.is_empty() {
        text +=
            "\n// Until the parameters are used.\n#pragma clang diagnostic ignored \"-Wunused-parameter\"\n";
    }
    for group in exports(resolve, world) {
        for destructor in group.resource.iter().filter_map(|resource| {
            let name = resolve.types[*resource].name.as_deref().unwrap_or_default();
            let interface = group.key?;
            let prefix = resource_prefix(resolve, world, interface, name);
            header.lines().find(|line| line.starts_with(&format!("void {prefix}_destructor(")))
        }) {
            let (_, rest) = destructor.split_once('(').context("a destructor has a parameter")?;
            let ty = rest.trim_end_matches("*rep);").trim();
            writeln!(text, "\n// What a handle stands for.\nstruct {ty} {{\n    int unused;\n}};")?;
            writeln!(text, "\n{} {{\n    free(rep);\n}}", destructor.trim_end_matches(';'))?;
        }
        for function in group.functions {
            let c_name = c_func_name(false, resolve, name, group.key, function, &HashMap::new());
            let declaration = header
                .lines()
                .find(|line| line.ends_with(");") && line.contains(&format!(" {c_name}(")))
                .with_context(|| format!("the header does not declare `{c_name}`"))?;
            let (returned, _) = declaration.split_once(&format!(" {c_name}(")).unwrap_or_default();
            let signature = declaration.trim_end_matches(';');
            text += "\n";
            text += &comment(&function.docs, "//");
            let body = match &function.kind {
                FunctionKind::Constructor(resource) if returned != "bool" => {
                    let resource = resolve.types[*resource].name.as_deref().unwrap_or_default();
                    let interface = group.key.context("resources belong to interfaces")?;
                    let prefix = resource_prefix(resolve, world, interface, resource);
                    format!("    return {prefix}_new(({prefix}_t *) calloc(1, sizeof({prefix}_t)));\n")
                }
                _ => {
                    let is_result = function.result.is_some_and(|ty| is_result(resolve, ty));
                    body(returned.trim_start_matches("extern ").trim(), signature, is_result, language)
                }
            };
            writeln!(text, "{} {{\n{body}}}", signature.trim_start_matches("extern "))?;
        }
    }
    Ok(text)
}

/// What the C names of an exported resource start with.
fn resource_prefix(resolve: &Resolve, world: WorldId, interface: &WorldKey, name: &str) -> String {
    let function = Function {
        name: name.to_owned(),
        kind: FunctionKind::Freestanding,
        params: Vec::new(),
        result: None,
        docs: Docs::default(),
        stability: Stability::default(),
        span: Default::default(),
        external_id: None,
    };
    c_func_name(false, resolve, &resolve.worlds[world].name, Some(interface), &function, &HashMap::new())
}

/// Sets what the result's pointers lead to to zeros and gives zeros; `true` is what says `ok`.
fn body(returned: &str, signature: &str, is_result: bool, language: Language) -> String {
    let mut body = String::new();
    let parameters = signature.split_once('(').map_or("", |(_, rest)| rest);
    for pointer in ["ret", "err"] {
        if parameters.contains(&format!("*{pointer}")) {
            body += &format!("    memset({pointer}, 0, sizeof(*{pointer}));\n");
        }
    }
    match returned {
        "void" => {}
        "bool" if is_result => body += "    return true;\n",
        "bool" => body += "    return false;\n",
        "float" | "double" => body += "    return 0;\n",
        ty if ty.starts_with("uint") || ty.starts_with("int") => body += "    return 0;\n",
        // In C++ the cast would not do, nor would the other in C of before 2023.
        _ if language == Language::Cpp => body += "    return {};\n",
        ty => body += &format!("    return ({ty}){{0}};\n"),
    }
    body
}
