//! A core module and a world to a component.

use super::wat::ParsedWat;
use super::wit::{WitFolder, select_world};
use super::{inspect, wat_spans};
use crate::api::diagnostic::Diagnostic;
use crate::project::{Manifest, Project};
use wasmparser::{Parser, Payload};
use wit_component::{ComponentEncoder, embed_component_metadata};
use wit_parser::WorldId;

pub use wit_component::StringEncoding;

/// The version of the encoder.
pub const VERSION: &str = "0.259.0";

/// Encodes the core module `parsed` as a component of the manifest's world.
pub(super) fn module(
    parsed: &ParsedWat,
    entry: &str,
    text: &str,
    folder: Option<&WitFolder>,
    manifest: &Manifest,
    project: &Project,
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let start = wat_spans::first_keyword(text);
    let about_module =
        |message: String| vec![Diagnostic::error(message).in_file(entry).at(text, start.start, start.end)];
    let Some(folder) = folder else {
        return Err(about_module(format!(
            "this is a core module, and there is no `wit/` folder to say which component it makes. {}",
            inspect::describe_core_module(&parsed.bytes)
        )));
    };
    let world = select_world(folder, manifest, project).map_err(|diagnostic| vec![diagnostic])?;
    encode(&parsed.bytes, folder, world, StringEncoding::UTF8).map_err(about_module)
}

/// Encodes a core module that carries no world as a component of `world`, and checks it.
///
/// # Errors
/// Says to the module's writer in what it does not fit the world.
pub fn encode(
    module: &[u8],
    folder: &WitFolder,
    world: WorldId,
    strings: StringEncoding,
) -> Result<Vec<u8>, String> {
    let world_name = &folder.resolve.worlds[world].name;
    let mut bytes = module.to_vec();
    embed_component_metadata(&mut bytes, &folder.resolve, world, strings)
        .map_err(|error| format!("the world `{world_name}` cannot be encoded: {error:#}"))?;
    encode_with_world(&bytes, None)
        .map_err(|why| format!("this module does not fit the world `{world_name}`: {why}"))
}

/// The adapters of WASI preview 1. They are large, so whoever needs them brings them along.
#[derive(Clone, Copy, Debug)]
pub struct Preview1Adapters<'a> {
    /// For programs with a start of their own.
    pub command: &'a [u8],
    /// For all others.
    pub reactor: &'a [u8],
}

/// The name under which modules import WASI preview 1.
const PREVIEW1: &str = "wasi_snapshot_preview1";

impl<'a> Preview1Adapters<'a> {
    /// The adapter that `module` needs; none when it does not call WASI preview 1.
    fn of(&self, module: &[u8]) -> wasmparser::Result<Option<&'a [u8]>> {
        let mut is_called = false;
        let mut adapter = self.reactor;
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        is_called |= import?.module == PREVIEW1;
                    }
                }
                Payload::ExportSection(section) => {
                    for export in section {
                        if export?.name == "_start" {
                            adapter = self.command;
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(is_called.then_some(adapter))
    }
}

/// Encodes a core module that carries its world, or needs none, as a component, and checks it. One that calls
/// WASI preview 1 gets the adapter that it needs.
///
/// # Errors
/// Says to the module's writer what does not fit.
pub fn encode_with_world(module: &[u8], adapters: Option<&Preview1Adapters<'_>>) -> Result<Vec<u8>, String> {
    let adapter = match adapters {
        Some(adapters) => adapters.of(module).map_err(|error| error.to_string())?,
        None => None,
    };
    let encoded = ComponentEncoder::default().validate(true).module(module).and_then(|mut encoder| {
        if let Some(adapter) = adapter {
            encoder = encoder.adapter(PREVIEW1, adapter)?;
        }
        encoder.encode()
    });
    encoded.map_err(|error| {
        let why = format!("{error:#}");
        // The encoder's own steps say nothing to the module's writer.
        let why = why.strip_prefix("failed to decode world from module: ").unwrap_or(&why);
        why.strip_prefix("module was not valid: ").unwrap_or(why).to_owned()
    })
}

/// Whether a module carries a world, as bindings' macros put one into it.
pub fn carries_world(module: &[u8]) -> bool {
    Parser::new(0).parse_all(module).any(|payload| {
        matches!(payload, Ok(Payload::CustomSection(section)) if section.name().starts_with("component-type"))
    })
}
