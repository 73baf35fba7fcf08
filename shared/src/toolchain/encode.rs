//! A core module and a world to a component.

use super::wat::ParsedWat;
use super::wit::{WitFolder, select_world};
use super::{inspect, wat_spans};
use crate::api::diagnostic::Diagnostic;
use crate::project::{Manifest, Project};
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

/// Encodes a core module that carries its world, or needs none, as a component, and checks it.
/// `adapter` is the name and the module of an adapter for what the module imports.
///
/// # Errors
/// Says to the module's writer what does not fit.
pub fn encode_with_world(module: &[u8], adapter: Option<(&str, &[u8])>) -> Result<Vec<u8>, String> {
    let encoded = ComponentEncoder::default().validate(true).module(module).and_then(|mut encoder| {
        if let Some((name, bytes)) = adapter {
            encoder = encoder.adapter(name, bytes)?;
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
