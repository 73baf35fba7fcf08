//! The compilers that run in the page, with types.

use crate::interop::json::{from_js, to_js};
use crate::interop::languages;
use diptych_shared::api::compile::{CompileEvent, CompileOutput};
use diptych_shared::project::Project;
use web_sys::AbortSignal;

/// What is heard of a compile in the page before it ends.
pub enum Heard {
    /// A stage begins.
    Event(CompileEvent),
    /// What it is doing, in words.
    Step(String),
}

/// Compiles a project in the languages worker; `on_event` hears where it is. The error is for people.
pub async fn compile(
    project: &Project,
    signal: &AbortSignal,
    on_event: impl Fn(Heard) + 'static,
) -> Result<CompileOutput, String> {
    let hear = move |text: String| {
        on_event(match CompileEvent::read(&text) {
            Ok(event) => Heard::Event(event),
            Err(_) => Heard::Step(text),
        });
    };
    from_js(&languages::compile(&to_js(project)?, signal, hear).await?)
}
