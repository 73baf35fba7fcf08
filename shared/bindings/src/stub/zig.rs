//! The stub in Zig: an `export fn` for every function that the C header wants.

use super::{comment, exports, is_result};
use crate::header::{Function, Item, Type};
use crate::zig::{identifier, items, parameter_name, parameters, spelled, with_single_pointers};
use anyhow::Context as _;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use wit_bindgen_c::c_func_name;
use wit_parser::{FunctionKind, Resolve, WorldId};

/// The text of the source.
pub(super) fn stub(resolve: &Resolve, world: WorldId) -> anyhow::Result<String> {
    let items = items(resolve, world)?;
    let mut wanted: BTreeMap<&str, &Function> = BTreeMap::new();
    for item in &items {
        if let Item::Function(function) = item
            && function.wanted
        {
            wanted.insert(&function.name, function);
        }
    }
    // A parameter may not have the name of anything that is declared here.
    let taken: BTreeSet<String> =
        ["b", "std"].into_iter().chain(wanted.keys().copied()).map(str::to_owned).collect();
    let name = &resolve.worlds[world].name;
    let mut out = format!("//! The world `{name}` in Zig.\n");
    out += &comment(&resolve.worlds[world].docs, "//!");
    out += "\nconst std = @import(\"std\");\n// What is imported, and what is to be freed: `b.…`.\nconst b = @import(\"bindings\");\n";
    for group in exports(resolve, world) {
        for function in &group.functions {
            let c_name = c_func_name(false, resolve, name, group.key, function, &HashMap::new());
            let own = wanted
                .remove(c_name.as_str())
                .with_context(|| format!("the header does not declare `{c_name}`"))?;
            out += "\n";
            out += &comment(&function.docs, "///");
            let is_constructor = matches!(function.kind, FunctionKind::Constructor(_));
            let is_result = function.result.is_some_and(|ty| is_result(resolve, ty));
            let last = match () {
                () if is_constructor => "    @panic(\"not written yet\");\n".to_owned(),
                () => returned(&own.result, is_result),
            };
            one(&mut out, own, &taken, &last)?;
        }
    }
    for destructor in wanted.values() {
        out += "\n/// Called when the last handle is dropped.\n";
        one(&mut out, destructor, &taken, "")?;
    }
    let opaque: BTreeSet<String> = items
        .iter()
        .filter_map(|item| match item {
            Item::Opaque { name } => Some(format!("b.{}", identifier(name))),
            _ => None,
        })
        .collect();
    Ok(with_single_pointers(out, opaque.iter().map(String::as_str)))
}

/// A function that sets what it is to fill to zeros and uses nothing else.
fn one(out: &mut String, function: &Function, taken: &BTreeSet<String>, last: &str) -> anyhow::Result<()> {
    let (list, result) = (parameters(function, "b.", taken), spelled(&function.result, "b."));
    writeln!(out, "export fn {}({list}) {result} {{", identifier(&function.name))?;
    for parameter in &function.parameters {
        let own = identifier(&parameter_name(parameter, taken));
        match (parameter.name.as_str(), &parameter.ty) {
            ("ret" | "err", Type::Pointer(_)) => {
                writeln!(out, "    {own}.* = std.mem.zeroes(@TypeOf({own}.*));")?;
            }
            _ => writeln!(out, "    _ = {own};")?,
        }
    }
    writeln!(out, "{last}}}")?;
    Ok(())
}

/// Gives zeros; `true` is what says `ok`.
fn returned(ty: &Type, is_result: bool) -> String {
    match ty {
        Type::Named(name) if name == "void" => String::new(),
        Type::Named(name) if name == "bool" => format!("    return {is_result};\n"),
        Type::Named(name)
            if name.ends_with("_t") && (name.starts_with("uint") || name.starts_with("int")) =>
        {
            "    return 0;\n".to_owned()
        }
        Type::Named(name) if name == "float" || name == "double" => "    return 0;\n".to_owned(),
        ty => format!("    return std.mem.zeroes({});\n", spelled(ty, "b.")),
    }
}
