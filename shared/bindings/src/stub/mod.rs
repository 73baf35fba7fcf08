//! Sources to start from: every export of a world there to fill in, and its imports ready to call.

mod c;
mod go;
mod javascript;
mod python;
mod rust;
mod typescript;
mod wat;
mod zig;

use crate::{Generated, assemblyscript};
use anyhow::bail;
use diptych_shared::project::Language;
use std::collections::BTreeMap;
use wit_parser::{
    Docs, Function, InterfaceId, Resolve, Type, TypeDefKind, TypeId, WorldId, WorldItem, WorldKey,
};

/// A project's source that compiles as it is: the entry, in Go a file for each further package, and in
/// Python one for each interface with resources.
///
/// Its exports give a plain value (zero, nothing, an empty list, `ok`) where their type has one, and trap
/// where it has none; in AssemblyScript all of them trap.
///
/// # Errors
/// When the language has no sources (compiled components), or cannot express the world.
pub fn stub(resolve: &Resolve, world: WorldId, language: Language) -> anyhow::Result<Generated> {
    let (path, text) = match language {
        Language::Wat => ("main.wat", wat::stub(resolve, world)?),
        Language::Rust => ("lib.rs", rust::stub(resolve, world)?),
        Language::C => ("main.c", c::stub(resolve, world, Language::C)?),
        Language::Cpp => ("main.cpp", c::stub(resolve, world, Language::Cpp)?),
        Language::Zig => ("main.zig", zig::stub(resolve, world)?),
        Language::JavaScript => ("main.js", javascript::stub(resolve, world, language)),
        Language::TypeScript => ("main.ts", javascript::stub(resolve, world, language)),
        Language::Python => return Ok(several(python::stub(resolve, world))),
        Language::Go => return Ok(several(go::stub(resolve, world)?)),
        Language::AssemblyScript => ("main.ts", assemblyscript::stub(resolve, world)?),
        Language::Component | Language::Wac | Language::Pipeline => {
            bail!("there is no stub in {}", language.label())
        }
    };
    Ok(Generated { files: [(path.to_owned(), text.into_bytes())].into() })
}

fn several(files: BTreeMap<String, String>) -> Generated {
    Generated { files: files.into_iter().map(|(path, text)| (path, text.into_bytes())).collect() }
}

/// Functions that are exported together: those of the world, of an interface, or of one of its resources.
struct Group<'a> {
    /// What they are exported under; `None` for the world itself.
    key: Option<&'a WorldKey>,
    resource: Option<TypeId>,
    functions: Vec<&'a Function>,
}

/// Every exported function: the world's own first, then each interface's resources and functions.
fn exports(resolve: &Resolve, world: WorldId) -> Vec<Group<'_>> {
    let world = &resolve.worlds[world];
    let own = world.exports.values().filter_map(|item| match item {
        WorldItem::Function(function) => Some(function),
        _ => None,
    });
    let mut groups = vec![Group { key: None, resource: None, functions: own.collect() }];
    for (key, item) in &world.exports {
        let WorldItem::Interface { id, .. } = item else { continue };
        for resource in resources(resolve, *id).map(Some).chain([None]) {
            let functions = resolve.interfaces[*id].functions.values();
            let functions = functions.filter(|function| function.kind.resource() == resource).collect();
            groups.push(Group { key: Some(key), resource, functions });
        }
    }
    groups
}

/// The resources that an interface defines.
fn resources(resolve: &Resolve, interface: InterfaceId) -> impl Iterator<Item = TypeId> {
    resolve.interfaces[interface]
        .types
        .values()
        .copied()
        .filter(|id| matches!(resolve.types[*id].kind, TypeDefKind::Resource))
}

/// Documentation as line comments, each after `start`.
fn comment(docs: &Docs, start: &str) -> String {
    let lines = docs.contents.as_deref().unwrap_or_default().trim().lines();
    lines.map(|line| format!("{}\n", format!("{start} {}", line.trim()).trim_end())).collect()
}

/// Whether a type is a `result`, by whatever name.
fn is_result(resolve: &Resolve, ty: Type) -> bool {
    let Type::Id(id) = ty else { return false };
    match resolve.types[id].kind {
        TypeDefKind::Result(_) => true,
        TypeDefKind::Type(aliased) => is_result(resolve, aliased),
        _ => false,
    }
}
