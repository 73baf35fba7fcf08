//! What a language's source needs to implement a WIT world: bindings, and a stub to start from.
//!
//! Pure: a resolved world in, files out, natively and in wasm32. One file (or folder) a language.
#![deny(missing_docs)]

pub mod assemblyscript;
mod c;
mod go;
mod header;
pub mod names;
pub mod outside;
mod project;
mod python;
mod rust;
mod stub;
mod zig;

pub use outside::{Outside, outside};
pub use project::{component, readable};
pub use stub::stub;

use anyhow::bail;
use diptych_shared::project::Language;
use std::collections::BTreeMap;
use wit_bindgen_core::{Files, WorldGenerator};
use wit_parser::{Resolve, WorldId};

/// The version of wit-bindgen's generators for C and Go.
pub const VERSION: &str = "0.62.0";

/// Files by relative path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Generated {
    /// Path below the folder of the bindings (or the project, for a stub), and content.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// The bindings of `world` for `language`: what a compile step writes before compiling, and what a
/// person can read.
///
/// - C, C++: `<world>.h`, `<world>.c` and `<world>_component_type.o` of wit-bindgen-c. C++ uses the C
///   header: the C++ generator wants a library newer than the toolchains'.
/// - Zig: the same, and the header's declarations in Zig as `bindings.zig`.
/// - Go: the files of wit-bindgen-go: `go.mod`, `wit_bindings.go` and a package per interface.
/// - AssemblyScript: `bindings/`, see [`assemblyscript`], for the entry `main.ts`.
/// - Rust: what `wit_bindgen::generate!` expands to.
/// - Python: the modules of componentize-py, which makes them itself, for reading: signatures only.
///
/// # Errors
/// When the language has no bindings here (WAT, compiled components; JavaScript's and TypeScript's types
/// are the transpiler's to say), or its generator cannot express the world.
pub fn bindings(resolve: &Resolve, world: WorldId, language: Language) -> anyhow::Result<Generated> {
    match language {
        Language::C | Language::Cpp => c::bindings(resolve, world),
        Language::Zig => zig::bindings(resolve, world),
        Language::Go => go::bindings(resolve, world),
        Language::AssemblyScript => assemblyscript::bindings(resolve, world, "main.ts"),
        Language::Rust => rust::bindings(resolve, world),
        Language::Python => Ok(python::bindings(resolve, world)),
        _ => bail!("there are no bindings for {}", language.label()),
    }
}

/// What a generator of wit-bindgen makes of a world.
fn generate(
    generator: &mut dyn WorldGenerator,
    resolve: &Resolve,
    world: WorldId,
) -> anyhow::Result<Generated> {
    let mut files = Files::default();
    generator.generate(&mut resolve.clone(), world, &mut files)?;
    Ok(Generated { files: files.iter().map(|(path, content)| (path.to_owned(), content.to_vec())).collect() })
}
