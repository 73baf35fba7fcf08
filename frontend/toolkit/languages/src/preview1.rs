//! Modules that call WASI preview 1 to components, as the server encodes them.

use diptych_shared::toolchain::{Preview1Adapters, encode_with_world};
use wasi_preview1_component_adapter_provider::{
    WASI_SNAPSHOT_PREVIEW1_COMMAND_ADAPTER, WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER,
};

/// The component of a module that carries its world, or is a command; the error is for people.
pub fn component(module: &[u8]) -> Result<Vec<u8>, String> {
    let adapters = Preview1Adapters {
        command: WASI_SNAPSHOT_PREVIEW1_COMMAND_ADAPTER,
        reactor: WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER,
    };
    encode_with_world(module, Some(&adapters))
}
