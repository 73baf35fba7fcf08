//! Modules that call WASI preview 1 to components, as the server encodes them.

use diptych_shared::toolchain::encode_with_world;
use wasi_preview1_component_adapter_provider::{
    WASI_SNAPSHOT_PREVIEW1_ADAPTER_NAME, WASI_SNAPSHOT_PREVIEW1_COMMAND_ADAPTER,
    WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER,
};
use wasmparser::{Parser, Payload};

/// The component of a module that carries its world, or is a command; the error is for people.
pub fn component(module: &[u8]) -> Result<Vec<u8>, String> {
    let (imports_preview1, is_command) = look(module).map_err(|error| error.to_string())?;
    let adapter = match is_command {
        true => WASI_SNAPSHOT_PREVIEW1_COMMAND_ADAPTER,
        false => WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER,
    };
    let adapter = imports_preview1.then_some((WASI_SNAPSHOT_PREVIEW1_ADAPTER_NAME, adapter));
    encode_with_world(module, adapter)
}

/// Whether it calls WASI preview 1, and whether it is a program with a start of its own.
fn look(module: &[u8]) -> wasmparser::Result<(bool, bool)> {
    let (mut imports_preview1, mut is_command) = (false, false);
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    imports_preview1 |= import?.module == WASI_SNAPSHOT_PREVIEW1_ADAPTER_NAME;
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    is_command |= export?.name == "_start";
                }
            }
            _ => {}
        }
    }
    Ok((imports_preview1, is_command))
}
