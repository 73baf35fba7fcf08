//! From the project as it is to a component: in the toolchain worker, or on the server for Rust.

use super::{Workbench, checking, server_watch};
use crate::interop::page::now_ms;
use crate::services::server::{self, ServerError};
use crate::services::toolchain;
use crate::state::session::{Built, Work};
use diptych_shared::api::compile::CompileRequest;
use diptych_shared::api::diagnostic::Severity;
use diptych_shared::project::Language;
use leptos::prelude::*;
use web_sys::AbortController;

/// The component of the project as it is now, built if it is not yet. The error is for people;
/// what is wrong with the sources is in the diagnostics.
pub async fn ensure_built(bench: Workbench) -> Result<Built, String> {
    let source = checking::source(bench);
    if let Some(built) = bench.session.built.get_untracked().filter(|built| built.source == source) {
        return Ok(built);
    }
    let stage = match checking::language(bench) {
        Some(Language::Rust) => "Compiling Rust on the server",
        _ => "Compiling in the browser",
    };
    bench.session.work.set(Some(Work { stage: stage.to_owned(), since_ms: now_ms() }));
    let built = match checking::language(bench) {
        Some(Language::Rust) => build_rust(bench, source).await,
        _ => checking::check(bench).await.ok_or_else(|| problems(bench)),
    };
    bench.session.work.set(None);
    built
}

async fn build_rust(bench: Workbench, source: (String, u64)) -> Result<Built, String> {
    let controller = AbortController::new().map_err(|_| "this browser is too old: update it".to_owned())?;
    let signal = controller.signal();
    bench.run.update_value(|run| run.compile = Some(controller));
    let request = CompileRequest { project: bench.workspace.project.get_untracked() };
    let answer = server::compile(&request, &signal).await;
    bench.run.update_value(|run| run.compile = None);
    let output = match answer {
        Ok(output) => output,
        Err(ServerError::Aborted) => return Err("Stopped while compiling.".into()),
        Err(ServerError::Away(why)) => {
            server_watch::went_away(bench, why);
            return Err("Rust is compiled on the server, and the server is away. WAT projects still compile and run in the browser.".into());
        }
        Err(error) => return Err(format!("The server did not compile it: {}", error.words())),
    };
    // Checks that started before would overwrite what the compiler says now.
    bench.check_number.update_value(|number| *number += 1);
    bench.check_pause.cancel();
    bench.session.checking.set(false);
    bench.session.diagnostics.set(output.diagnostics.clone());
    if let Some(hash) = &output.component_sha256 {
        let hash = hash.clone();
        bench.sent.update_value(|sent| {
            sent.insert(hash);
        });
    }
    checking::adopt(bench, source, output).await.ok_or_else(|| problems(bench))
}

fn problems(bench: Workbench) -> String {
    let errors = bench.session.diagnostics.with_untracked(|diagnostics| {
        diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count()
    });
    match errors {
        0 => "Nothing was built. Change the source and run again.".to_owned(),
        1 => "Not run: the source has 1 error. Click it under Problems to go there.".to_owned(),
        many => format!("Not run: the source has {many} errors. Click one under Problems to go there."),
    }
}

/// The component as WebAssembly text, for looking at a compiled file.
pub async fn wat_of(bytes: &[u8]) -> Result<String, String> {
    toolchain::print_wat(bytes).await
}
