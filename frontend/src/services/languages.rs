//! The compilers that run in the page, with types.

use crate::interop::json::{from_js, to_js};
use crate::interop::languages;
use diptych_shared::api::compile::{CompileEvent, CompileOutput};
use diptych_shared::project::Project;
use web_sys::AbortSignal;

/// Compiles a project in the languages worker; `on_event` hears where it is. The error is for people.
pub async fn compile(
    project: &Project,
    signal: &AbortSignal,
    on_event: impl Fn(CompileEvent) + 'static,
) -> Result<CompileOutput, String> {
    let hear = move |text: String| {
        if let Ok(event) = serde_json::from_str(&text) {
            on_event(event);
        }
    };
    from_js(&languages::compile(&to_js(project)?, signal, hear).await?)
}
