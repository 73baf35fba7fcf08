//! AssemblyScript: bindings written here, because wit-bindgen has none; strings cross as UTF-16.
//!
//! | WIT | AssemblyScript |
//! |---|---|
//! | integers, floats, `bool`, `string` | `u8` … `i64`, `f32`, `f64`, `bool`, `string` |
//! | `char` | `char`, a code point in a `u32` |
//! | `list<u8>` and other numbers | `Uint8Array` and so on; other lists `Array<T>` |
//! | record, tuple | a class; `Tuple2<A, B>` with fields `v0`, `v1` |
//! | variant | a class: `Shape.circle(1)`, `shape.isCircle`, `shape.asCircle` |
//! | enum, flags | an `enum`; flags are bits to combine by `\|` |
//! | `option<T>` | `T \| null` where T is an object, else `Option<T>` |
//! | `result<T, E>` | `Result<T, E>`; a `result` with nothing in it is a `bool`, true for ok |
//! | resource | a class with `drop()`; an exported one is written by the person |
//!
//! The component's source exports a namespace for each exported interface, with its functions and
//! classes, and plain functions for those of the world.

mod declare;
mod exports;
mod file;
mod finish;
mod flat;
mod generator;
mod imports;
mod lift;
mod lower;
mod names;
mod stub;
mod sum;
#[cfg(test)]
mod tests;

pub use finish::{export_names, finish};

use super::Generated;
use anyhow::Result;
use file::File;
use std::collections::{BTreeMap, BTreeSet};
use wit_parser::{InterfaceId, Resolve, SizeAlign, TypeDefKind, TypeId, WorldId, WorldKey};

/// The folder of the bindings in a project.
pub const FOLDER: &str = "bindings";
/// What AssemblyScript's compiler is told, in the page and on the server alike; where the module goes
/// is added. It starts where the project's files and [`FOLDER`] lie.
pub const ARGUMENTS: &[&str] = &[
    "bindings/exports.ts",
    // There is none: a project's own could name code for the compiler to run.
    "--config",
    "bindings/asconfig.json",
    // With a collector that runs by itself: commands may run for long.
    "--runtime",
    "incremental",
    "--optimizeLevel",
    "2",
    "--noColors",
    // Both would be imports from a host that components do not have.
    "--use",
    "abort=",
    "--use",
    "seed=",
];

/// Which side of which interface something belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Home {
    /// An interface that others implement.
    Import(InterfaceId),
    /// An interface that the component implements.
    Export(InterfaceId),
    /// The world itself.
    World,
}

/// What every file needs to know.
struct Generator<'a> {
    resolve: &'a Resolve,
    world: WorldId,
    sizes: SizeAlign,
    /// The names by which the world knows its interfaces.
    keys: BTreeMap<Home, WorldKey>,
    /// The types whose values take memory of their own when they are lowered.
    allocating: BTreeSet<TypeId>,
}

/// The bindings of `world`: files below [`FOLDER`], in which `component.ts` stands for the source
/// file `entry` of the project.
///
/// # Errors
/// When the world has what these bindings do not: asynchronous functions, streams, futures, maps.
pub fn bindings(resolve: &Resolve, world: WorldId, entry: &str) -> Result<Generated> {
    let generator = Generator::new(resolve, world)?;
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for home in generator.keys.keys().copied().chain([Home::World]) {
        let path = generator.path(home)?;
        let mut file = File::new(&generator, home, path.clone());
        declare::declare(&mut file)?;
        if !matches!(home, Home::Export(_)) {
            imports::declare(&mut file)?;
        }
        if home != Home::World || !file.text.is_empty() {
            files.insert(path, file.finish(&about(&generator.about(home))));
        }
    }
    files.insert(exports::PATH.to_owned(), exports::glue(&generator)?);
    let most = widest_tuple(resolve);
    files.insert("abi".to_owned(), include_str!("abi.ts").to_owned());
    files.insert("types".to_owned(), include_str!("types.ts").to_owned() + &tuples(most));
    let module = entry.strip_suffix(".ts").unwrap_or(entry);
    files.insert(
        "component".to_owned(),
        format!("// The component's source.\nexport * from \"../{module}\";\n"),
    );
    Ok(Generated {
        files: files
            .into_iter()
            .map(|(path, text)| (format!("{FOLDER}/{path}.ts"), text.into_bytes()))
            .collect(),
    })
}

/// A source that exports everything the world wants, each function with a body that traps, and that
/// compiles as it is.
///
/// # Errors
/// As [`bindings`].
pub fn stub(resolve: &Resolve, world: WorldId) -> Result<String> {
    stub::stub(&Generator::new(resolve, world)?)
}

/// What a file that nobody should change begins with.
fn about(what: &str) -> String {
    format!("// {what}\n// Made from the WIT: changes here are lost.")
}

/// The most fields that a tuple anywhere in the WIT has.
fn widest_tuple(resolve: &Resolve) -> usize {
    let widths = resolve.types.iter().map(|(_, definition)| match &definition.kind {
        TypeDefKind::Tuple(tuple) => tuple.types.len(),
        _ => 0,
    });
    widths.max().unwrap_or(0)
}

/// A class for each number of fields.
fn tuples(most: usize) -> String {
    let class = |width: usize| {
        let types: Vec<String> = (0..width).map(|index| format!("T{index}")).collect();
        let fields: Vec<String> = (0..width).map(|index| format!("public v{index}: T{index}")).collect();
        format!(
            "\n/** A tuple of {width}. */\nexport class Tuple{width}<{}> {{\n  constructor({}) {{}}\n}}\n",
            types.join(", "),
            fields.join(", ")
        )
    };
    (1..=most).map(class).collect()
}
