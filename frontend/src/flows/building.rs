//! From the project as it is to a component: in the page's workers, or on the server for the languages it compiles.

use super::composing::{Asked, Effort, Outcome};
use super::{Workbench, checking, composing, server_watch, versions};
use crate::interop::page::now_ms;
use crate::services::languages::{self, Heard};
use crate::services::server::{self, ServerError};
use crate::services::toolchain;
use crate::state::compiling::{Compiled, Work, step_words};
use crate::state::offers::Where;
use crate::state::session::{Built, Composed};
use diptych_shared::api::compile::{CompileOutput, CompilePlace};
use diptych_shared::api::diagnostic::{Diagnostic, Severity};
use diptych_shared::project::Language;
use leptos::prelude::*;
use std::future::Future;
use std::sync::Arc;
use web_sys::{AbortController, AbortSignal};

/// The component of the project as it is now, built if it is not yet. The error is for people;
/// what is wrong with the sources is in the diagnostics.
pub async fn ensure_built(bench: Workbench) -> Result<Built, String> {
    let source = checking::source(bench);
    if let Some(built) = bench.session.built.get_untracked().filter(|built| built.source == source) {
        return Ok(built);
    }
    let language = checking::language(bench);
    if language == Some(Language::Pipeline) {
        return Err("A pipeline is no component itself: its components are in components/.".to_owned());
    }
    let place = match checking::place(bench) {
        Where::At(place) => place,
        Where::Unknown => CompilePlace::Server,
        Where::Nowhere(why) => {
            bench.session.diagnostics.set(vec![Diagnostic::error(why.clone())]);
            return Err(format!("Not run: {why}"));
        }
    };
    at_work(bench, place, async {
        match (place, language) {
            (CompilePlace::Server, _) => build_on_server(bench, source).await,
            (CompilePlace::Browser, Some(Language::Wac)) => compose_in_page(bench, source).await,
            (CompilePlace::Browser, Some(language)) if !language.compiles_as_typed() => {
                build_in_page(bench, source).await
            }
            (CompilePlace::Browser, _) => checking::check(bench).await.ok_or_else(|| problems(bench)),
        }
    })
    .await
}

/// The signal by which Stop ends the compile that begins.
pub(super) fn abortable(bench: Workbench) -> Result<AbortSignal, String> {
    let controller = AbortController::new().map_err(|_| "this browser is too old: update it".to_owned())?;
    let signal = controller.signal();
    bench.run.update_value(|run| run.compile = Some(controller));
    Ok(signal)
}

/// Shows that it is compiled at `place` for as long as `compile` takes.
pub(super) async fn at_work<T>(bench: Workbench, place: CompilePlace, compile: impl Future<Output = T>) -> T {
    let work = Work::begin(checking::language(bench), place, now_ms());
    let since_ms = work.since_ms;
    bench.session.work.set(Some(work));
    let compiled = compile.await;
    // After a stop the next compile may have begun already.
    if bench.session.work.with_untracked(|work| work.as_ref().is_some_and(|work| work.since_ms == since_ms)) {
        bench.session.work.set(None);
    }
    compiled
}

async fn build_on_server(bench: Workbench, source: (String, u64)) -> Result<Built, String> {
    let signal = abortable(bench)?;
    let project = bench.workspace.project.get_untracked();
    let since_ms = now_ms();
    let hear = |event| show_step(bench, step_words(&event));
    let answer = server::compile(project, &signal, hear, |hash| known(bench, hash)).await;
    // Of a compile that was stopped, the handle is that of the next one by now.
    if !signal.aborted() {
        bench.run.update_value(|run| run.compile = None);
    }
    let output = match answer {
        Ok(output) => output,
        Err(ServerError::Aborted) => return Err("Stopped while compiling.".into()),
        Err(ServerError::Away(why)) => {
            server_watch::went_away(bench, why);
            return Err(match checking::place(bench) {
                Where::Nowhere(why) => why,
                _ => "The server is away.".to_owned(),
            });
        }
        Err(error) => return Err(format!("The server did not compile it: {}", error.words())),
    };
    if let Some(hash) = &output.component_sha256 {
        let hash = hash.clone();
        bench.sent.update_value(|sent| {
            sent.insert(hash);
        });
    }
    take_in(bench, source, output, None, CompilePlace::Server, since_ms).await
}

/// A component that this page has, by its hash: what was built last or before, and the parts of a composition.
pub(super) fn known(bench: Workbench, sha256: &str) -> Option<Vec<u8>> {
    let of = |built: &Built| {
        if built.inspection.sha256 == sha256 {
            return Some(built.bytes.to_vec());
        }
        let mut parts = built.composed.iter().flat_map(|composed| composed.components.values());
        parts.find(|part| part.sha256 == sha256).map(|part| part.bytes.to_vec())
    };
    let last = bench.session.built.with_untracked(|built| built.as_ref().and_then(of));
    last.or_else(|| {
        bench
            .session
            .earlier
            .with_untracked(|earlier| [&earlier.previous, &earlier.first].into_iter().flatten().find_map(of))
    })
}

async fn build_in_page(bench: Workbench, source: (String, u64)) -> Result<Built, String> {
    let signal = abortable(bench)?;
    let project = bench.workspace.project.get_untracked();
    let since_ms = now_ms();
    let answer =
        languages::compile(&project, &signal, move |heard| show_step(bench, heard_words(heard))).await;
    if signal.aborted() {
        return Err("Stopped while compiling.".into());
    }
    bench.run.update_value(|run| run.compile = None);
    let output = answer.map_err(|why| format!("Not compiled in the browser: {why}"))?;
    take_in(bench, source, output, None, CompilePlace::Browser, since_ms).await
}

async fn compose_in_page(bench: Workbench, source: (String, u64)) -> Result<Built, String> {
    let signal = abortable(bench)?;
    let project = bench.workspace.project.get_untracked();
    let since_ms = now_ms();
    let told = |words| show_step(bench, Some(words));
    let asked = Asked { effort: Effort::All, signal: &signal, told: &told };
    let answer = composing::compose_project(bench, &project, &asked).await;
    if signal.aborted() {
        return Err("Stopped while compiling.".into());
    }
    bench.run.update_value(|run| run.compile = None);
    let Outcome { output, composed } = answer.map_err(|why| format!("Not composed: {why}"))?;
    take_in(bench, source, output, composed, CompilePlace::Browser, since_ms).await
}

/// What is heard of a compile in the page, in words.
pub(super) fn heard_words(heard: Heard) -> Option<String> {
    match heard {
        Heard::Event(event) => step_words(&event),
        Heard::Step(step) => Some(step),
    }
}

/// Shows where a compile is.
pub(super) fn show_step(bench: Workbench, step: Option<String>) {
    bench.session.work.update(|work| {
        if let (Some(work), Some(step)) = (work, step) {
            work.step = Some(step);
        }
    });
}

/// Shows what a compile made and said, and keeps the component.
async fn take_in(
    bench: Workbench,
    source: (String, u64),
    output: CompileOutput,
    composed: Option<Arc<Composed>>,
    place: CompilePlace,
    since_ms: f64,
) -> Result<Built, String> {
    // Checks that started before would overwrite what the compiler says now.
    bench.check_number.update_value(|number| *number += 1);
    bench.check_pause.cancel();
    bench.session.checking.set(false);
    bench.session.diagnostics.set(output.diagnostics.clone());
    let took_ns = ((now_ms() - since_ms) * 1e6) as u64;
    bench.session.compiled.set(Some(Compiled::of(source.clone(), &output, place, took_ns)));
    versions::tell(bench, &output.toolchain);
    checking::adopt(bench, source, output, composed).await.ok_or_else(|| problems(bench))
}

/// Why there is no component, when the diagnostics say what is wrong.
pub(super) fn problems(bench: Workbench) -> String {
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
