//! Compiling as one types: WAT, WIT and the manifest are checked in the toolchain worker after each pause.

use super::composing::{Asked, Effort};
use super::{Workbench, composing, pipelines, versions, worlds};
use crate::interop::page::now_ms;
use crate::services::toolchain;
use crate::state::compiling::Compiled;
use crate::state::offers::Where;
use crate::state::session::{Built, Composed};
use diptych_shared::api::compile::{CompileOutput, CompilePlace};
use diptych_shared::api::diagnostic::Diagnostic;
use diptych_shared::project::{Language, MANIFEST_FILE, Project};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;
use web_sys::AbortController;

/// Checks the project after each change.
pub fn start(bench: Workbench) {
    Effect::new(move |_| {
        bench.workspace.revision.track();
        bench.session.checking.set(true);
        bench.check_pause.later(move || {
            spawn_local(async move {
                check(bench).await;
            });
        });
    });
}

/// What the project is compiled from now: its id and revision.
pub fn source(bench: Workbench) -> (String, u64) {
    (bench.workspace.id.get_untracked(), bench.workspace.revision.get_untracked())
}

/// The project's language, when its manifest can be read.
pub fn language(bench: Workbench) -> Option<Language> {
    bench
        .workspace
        .manifest
        .with_untracked(|manifest| manifest.as_ref().ok().map(|manifest| manifest.source.language))
}

/// Where the project is compiled. A manifest that cannot be read is the page's to say so.
pub fn place(bench: Workbench) -> Where {
    let source = bench.workspace.manifest.with_untracked(|manifest| {
        manifest.as_ref().ok().map(|manifest| (manifest.source.language, manifest.source.profile))
    });
    match source {
        Some((language, profile)) => bench.offers.with_untracked(|offers| offers.place(language, profile)),
        None => Where::At(CompilePlace::Browser),
    }
}

/// Compiles or checks the project as it is now. An answer for an older project is dropped.
pub async fn check(bench: Workbench) -> Option<Built> {
    let session = bench.session;
    let number = bench.check_number.get_value() + 1;
    bench.check_number.set_value(number);
    bench.check_pause.cancel();
    let source = source(bench);
    let project = bench.workspace.project.get_untracked();
    let since_ms = now_ms();
    let (output, composed) = match language(bench) {
        Some(Language::Wac) => composed(bench, &project).await,
        Some(Language::Pipeline) => (pipelines::check(bench, &project).await, None),
        _ => (toolchain::compile(&project).await, None),
    };
    if bench.check_number.get_value() != number {
        return None;
    }
    session.checking.set(false);
    let output = output.unwrap_or_else(|why| CompileOutput::failed(vec![Diagnostic::error(why)]));
    let mut diagnostics = output.diagnostics.clone();
    let is_pipeline = language(bench) == Some(Language::Pipeline);
    let is_checked_only = |language: Language| !language.compiles_as_typed() && language != Language::Wac;
    if is_pipeline {
        // It is checked, stage by stage, and there is no component to tell of.
        session.compiled.set(None);
    } else if language(bench).is_some_and(is_checked_only) {
        // What the compiler said of the sources stays until the next build; manifest and WIT were checked here.
        let is_source = |diagnostic: &Diagnostic| {
            diagnostic.file.as_deref().is_some_and(|file| file != MANIFEST_FILE && !file.starts_with("wit/"))
        };
        diagnostics.extend(session.diagnostics.get_untracked().into_iter().filter(is_source));
    } else {
        let took_ns = ((now_ms() - since_ms) * 1e6) as u64;
        session.compiled.set(Some(Compiled::of(source.clone(), &output, CompilePlace::Browser, took_ns)));
        versions::tell(bench, &output.toolchain);
    }
    if output.component.is_none() && !is_pipeline {
        diagnostics.extend(worlds::unfit(bench, &source).await);
        if bench.check_number.get_value() != number {
            return None;
        }
    }
    session.diagnostics.set(diagnostics);
    adopt(bench, source, output, composed).await
}

/// A composition as it is now, of parts that need no server or were compiled before.
async fn composed(
    bench: Workbench,
    project: &Project,
) -> (Result<CompileOutput, String>, Option<Arc<Composed>>) {
    let Ok(controller) = AbortController::new() else {
        return (Err("this browser is too old: update it".to_owned()), None);
    };
    let asked = Asked { effort: Effort::AsTyped, signal: &controller.signal(), told: &|_| {} };
    match composing::compose_project(bench, project, &asked).await {
        Ok(outcome) => (Ok(outcome.output), outcome.composed),
        Err(why) => (Err(why), None),
    }
}

/// Inspects what a compile made and keeps it as the project's component.
pub async fn adopt(
    bench: Workbench,
    source: (String, u64),
    output: CompileOutput,
    composed: Option<Arc<Composed>>,
) -> Option<Built> {
    let bytes = output.component?.0;
    let inspected = toolchain::inspect(&bytes).await;
    // Another project may have been opened meanwhile: what this one imports says nothing of that.
    if bench.workspace.id.get_untracked() != source.0 {
        return None;
    }
    match inspected {
        Ok(inspection) => {
            let built = Built {
                source,
                bytes: Arc::new(bytes),
                inspection: Arc::new(inspection),
                toolchain: output.toolchain,
                composed,
            };
            let replaced = bench.session.built.get_untracked();
            bench.session.earlier.update(|earlier| earlier.note(replaced, &built));
            bench.session.built.set(Some(built.clone()));
            Some(built)
        }
        Err(why) => {
            bench.session.diagnostics.update(|diagnostics| diagnostics.push(Diagnostic::error(why)));
            None
        }
    }
}
