//! The toolchain's methods with their types: compile, inspect, link and archive codecs.

use crate::interop::json::from_js;
use crate::interop::toolchain::{Argument, call};
use diptych_shared::api::compile::CompileOutput;
use diptych_shared::api::inspect::Inspection;
use diptych_shared::project::Project;
use diptych_shared::report::OutputComparison;
use js_sys::Uint8Array;

/// Compiles or checks a project.
pub async fn compile(project: &Project) -> Result<CompileOutput, String> {
    from_js(&call("compile", Argument::new().with("project", project)).await?)
}

/// What a component asks for and offers.
pub async fn inspect(bytes: &[u8]) -> Result<Inspection, String> {
    from_js(&call("inspect", Argument::new().with_bytes("bytes", bytes)).await?)
}

/// A binary as WebAssembly text.
pub async fn print_wat(bytes: &[u8]) -> Result<String, String> {
    let text = call("print_wat", Argument::new().with_bytes("bytes", bytes)).await?;
    Ok(text.as_string().unwrap_or_default())
}

/// Two files' contents compared: aligned lines, or a hex dump's where one is not text.
pub async fn diff_bytes(left: &[u8], right: &[u8]) -> Result<OutputComparison, String> {
    let argument = Argument::new().with_bytes("left", left).with_bytes("right", right);
    from_js(&call("diff_bytes", argument).await?)
}

/// A project as the text after `#`.
pub async fn encode_link(project: &Project) -> Result<String, String> {
    let fragment = call("encode_link", Argument::new().with("project", project)).await?;
    fragment.as_string().ok_or_else(|| "the toolchain gave no link".to_owned())
}

/// The project in the text after `#`.
pub async fn decode_link(fragment: &str) -> Result<Project, String> {
    from_js(&call("decode_link", Argument::new().with("fragment", &fragment)).await?)
}

/// A project as an archive.
pub async fn to_zip(project: &Project) -> Result<Vec<u8>, String> {
    let bytes = call("to_zip", Argument::new().with("project", project)).await?;
    Ok(Uint8Array::new(&bytes).to_vec())
}
