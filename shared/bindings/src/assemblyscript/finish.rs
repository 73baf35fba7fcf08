//! The compiled module with the names that the canonical ABI wants.

use super::Generator;
use super::exports::Export;
use anyhow::{Context as _, Result, bail};
use std::collections::BTreeMap;
use wasm_encoder::{ExportKind, ExportSection, Module, RawSection};
use wasmparser::{ExternalKind, Parser, Payload};
use wit_parser::{Resolve, WorldId};

/// What the compiler calls the exports of [`super::bindings()`], and how the canonical ABI wants them called.
///
/// # Errors
/// When the world cannot be expressed: the message is for people.
pub fn export_names(resolve: &Resolve, world: WorldId) -> Result<BTreeMap<String, String>> {
    let generator = Generator::new(resolve, world)?;
    let mut names = BTreeMap::from([
        ("memory".to_owned(), "memory".to_owned()),
        ("cabi_realloc".to_owned(), "cabi_realloc".to_owned()),
    ]);
    for (index, export) in generator.exports().iter().enumerate() {
        let name = generator.core_name(export)?;
        if matches!(export, Export::Function(..)) {
            names.insert(format!("cabi_post_{index}"), format!("cabi_post_{name}"));
        }
        names.insert(format!("cabi_export_{index}"), name);
    }
    Ok(names)
}

/// The module that AssemblyScript's compiler made of [`super::bindings()`], with its exports named for
/// `world` and nothing else exported. Strings in it are UTF-16.
///
/// # Errors
/// When it is no module, or imports what no component may: the message is for people.
pub fn finish(module: &[u8], resolve: &Resolve, world: WorldId) -> Result<Vec<u8>> {
    let names = export_names(resolve, world)?;
    let mut renamed = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload.context("the compiler made no valid module")?;
        match &payload {
            Payload::ImportSection(imports) => {
                for import in imports.clone().into_imports() {
                    let import = import?;
                    if import.module == "env" {
                        bail!(
                            "the source uses something of AssemblyScript's own host, `{}`, which no component has: \
                             import an interface in the world instead",
                            import.name
                        );
                    }
                }
            }
            Payload::ExportSection(exports) => {
                let mut section = ExportSection::new();
                for export in exports.clone() {
                    let export = export?;
                    let kind = match export.kind {
                        ExternalKind::Func => ExportKind::Func,
                        ExternalKind::Memory => ExportKind::Memory,
                        _ => continue,
                    };
                    if let Some(name) = names.get(export.name) {
                        section.export(name, kind, export.index);
                    }
                }
                renamed.section(&section);
                continue;
            }
            _ => {}
        }
        if let Some((id, range)) = payload.as_section() {
            let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
            renamed.section(&RawSection { id, data: &module[range] });
        }
    }
    Ok(renamed.finish())
}
