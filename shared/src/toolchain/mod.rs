//! Compile, encode, inspect, print and WAVE: what turns project files into a component and back into words.

pub mod wave;

use crate::api::compile::CompileOutput;
use crate::api::diagnostic::Diagnostic;
use crate::api::inspect::Inspection;
use crate::project::Project;

/// Why bytes cannot be inspected.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum InspectError {
    /// Neither a component nor a core module.
    #[error("these bytes are not WebAssembly: {0}")]
    NotWasm(String),
    /// WebAssembly that does not validate, or whose types cannot be read.
    #[error("this component is not valid: {0}")]
    Invalid(String),
}

/// Compiles a project whose language needs no server (WAT, a ready component), and checks its WIT.
///
/// A Rust project comes back with its WIT and manifest diagnostics only, and no component.
pub fn compile(_project: &Project) -> CompileOutput {
    CompileOutput::failed(vec![Diagnostic::error("not written yet")])
}

/// What a component is, asks for and offers.
pub fn inspect(_bytes: &[u8]) -> Result<Inspection, InspectError> {
    Err(InspectError::NotWasm("not written yet".into()))
}

/// The bytes as WebAssembly text.
pub fn print_wat(_bytes: &[u8]) -> Result<String, InspectError> {
    Err(InspectError::NotWasm("not written yet".into()))
}

/// Lower-case hex SHA-256.
pub fn sha256_hex(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
