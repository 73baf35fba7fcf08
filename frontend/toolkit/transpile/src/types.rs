//! A project's WIT as TypeScript declarations of what its JavaScript may import, for the editor.

use diptych_shared::project::{Manifest, Project};
use diptych_shared::toolchain::wit;
use js_component_bindgen::TranspileOpts;
use std::collections::BTreeMap;

/// The most bytes of declarations that are made (limit `wit-types-bytes`).
const WIT_TYPES_BYTES: usize = 4 << 20;

/// Path to text of `.d.ts` files: an ambient module for each interface that the world imports, under its
/// full name (`wasi:cli/stdout@0.2.6`), and one for the world. Empty for a project without WIT.
///
/// # Errors
/// Says what is wrong with the WIT or that the declarations get too large.
pub fn types(project: &Project) -> Result<BTreeMap<String, String>, String> {
    let first = |diagnostics: Vec<diptych_shared::api::diagnostic::Diagnostic>| {
        diagnostics.into_iter().next().map(|diagnostic| diagnostic.message).unwrap_or_default()
    };
    let Some(folder) = wit::read(project).map_err(first)? else { return Ok(BTreeMap::new()) };
    let manifest: Manifest = project.manifest().map_err(|error| error.to_string())?;
    let world = wit::select_world(&folder, &manifest, project).map_err(|diagnostic| diagnostic.message)?;
    let options = TranspileOpts { name: "world".into(), guest: true, ..TranspileOpts::default() };
    let files = js_component_bindgen::generate_types("world", folder.resolve, world, options)
        .map_err(|error| format!("this world has no types in TypeScript: {error:#}"))?;
    let size: usize = files.iter().map(|(_, content)| content.len()).sum();
    if size > WIT_TYPES_BYTES {
        return Err(format!(
            "the world's types have {size} bytes; at most {WIT_TYPES_BYTES} are allowed (limit wit-types-bytes)"
        ));
    }
    let text = |(path, content): (String, Vec<u8>)| Some((path, String::from_utf8(content).ok()?));
    Ok(files.into_iter().filter_map(text).collect())
}
