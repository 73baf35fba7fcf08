//! Takes an export out of a component that a tool put there for itself.

use anyhow::{Result, bail};
use wasm_encoder::{
    Alias, Component, ComponentAliasSection, ComponentExportKind, ComponentExportSection, RawSection,
};
use wasmparser::{
    BinaryReader, ComponentAlias, ComponentAliasSectionReader, ComponentExportSectionReader,
    ComponentExternalKind,
};

/// The ids of the component sections that matter here.
const ALIASES: u8 = 6;
const EXPORTS: u8 = 11;

/// What `component` begins with: magic number and version.
const HEADER: usize = 8;

/// `component` without its exported function `name`. An export takes a place in the index space of
/// functions, so one more alias of the same function takes that place.
pub fn hide_function(component: &[u8], name: &str) -> Result<Vec<u8>> {
    let mut without = Component::new();
    let mut instance = None;
    let mut at = HEADER;
    while at < component.len() {
        let mut reader = BinaryReader::new(&component[at..], 0);
        let id = reader.read_u8()?;
        let size = reader.read_var_u32()? as usize;
        let start = at + reader.original_position() as usize;
        let Some(data) = component.get(start..start + size) else { bail!("a section is cut off") };
        at = start + size;
        match id {
            ALIASES => {
                for alias in ComponentAliasSectionReader::new(BinaryReader::new(data, 0))? {
                    if let ComponentAlias::InstanceExport { instance_index, name: exported, .. } = alias?
                        && exported == name
                    {
                        instance = Some(instance_index);
                    }
                }
                without.section(&RawSection { id, data });
            }
            EXPORTS => match (instance, exports_it(data, name)?) {
                (Some(instance), true) => exports_without(&mut without, data, name, instance)?,
                _ => {
                    without.section(&RawSection { id, data });
                }
            },
            _ => {
                without.section(&RawSection { id, data });
            }
        }
    }
    Ok(without.finish())
}

fn exports_it(section: &[u8], name: &str) -> Result<bool> {
    for export in ComponentExportSectionReader::new(BinaryReader::new(section, 0))? {
        if export?.name.name == name {
            return Ok(true);
        }
    }
    Ok(false)
}

fn exports_without(to: &mut Component, section: &[u8], name: &str, instance: u32) -> Result<()> {
    for export in ComponentExportSectionReader::new(BinaryReader::new(section, 0))? {
        let export = export?;
        let kind = match export.kind {
            ComponentExternalKind::Func => ComponentExportKind::Func,
            ComponentExternalKind::Instance => ComponentExportKind::Instance,
            ComponentExternalKind::Type => ComponentExportKind::Type,
            ComponentExternalKind::Component => ComponentExportKind::Component,
            _ => bail!("the component exports something unknown"),
        };
        if export.name.name == name {
            let mut aliases = ComponentAliasSection::new();
            aliases.alias(Alias::InstanceExport { instance, kind, name });
            to.section(&aliases);
        } else {
            if export.ty.is_some() {
                bail!("an export has a type of its own");
            }
            let mut exports = ComponentExportSection::new();
            exports.export(export.name.name, kind, export.index, None);
            to.section(&exports);
        }
    }
    Ok(())
}
