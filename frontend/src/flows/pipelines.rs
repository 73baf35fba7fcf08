//! A pipeline: its text checked, its components compiled, its stages run by its pane, the chosen one shown as any run.

use super::composing::{Asked, Effort};
use super::{Workbench, building, checking, composing, running, tracing};
use crate::interop::json::{from_js, words};
use crate::interop::pipeline::StageLine;
use crate::interop::toolchain::{Argument, call};
use crate::services::compose::Parts;
use crate::services::toolchain;
use crate::state::session::Side;
use crate::state::stages::{Ran, Stage};
use diptych_shared::api::compile::{CompileOutput, CompilePlace};
use diptych_shared::api::diagnostic::{Diagnostic, Severity};
use diptych_shared::api::run::RunEvent;
use diptych_shared::pipeline::as_part;
use diptych_shared::project::Project;
use js_sys::{Array, JsString, Reflect};
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::JsValue;
use web_sys::AbortController;

/// Checks a pipeline's text and its components as far as that costs little; tells the pane of its stages.
pub async fn check(bench: Workbench, project: &Project) -> Result<CompileOutput, String> {
    let Ok(controller) = AbortController::new() else {
        return Err("this browser is too old: update it".to_owned());
    };
    // First: the stages are there while what never was compiled is.
    let read = read(bench, project).await?;
    let asked = Asked { effort: Effort::AsTyped, signal: &controller.signal(), told: &|_| {} };
    let (parts, mut diagnostics) = composing::compile_parts(bench, project, &asked).await?;
    diagnostics.extend(read);
    // Running says why one cannot be read.
    _ = inspect(bench, &parts).await;
    Ok(CompileOutput::failed(diagnostics))
}

/// What is wrong with the pipeline's text. Where nothing is, the pane shows its stages.
async fn read(bench: Workbench, project: &Project) -> Result<Vec<Diagnostic>, String> {
    let manifest = project.manifest().map_err(|error| error.to_string())?;
    let argument = Argument::new().with("project", project).with("entry", &manifest.source.entry);
    let answer = call("pipeline", argument).await?;
    let field = |name: &str| Reflect::get(&answer, &name.into()).map_err(|error| words(&error));
    let stages = field("stages")?;
    if !stages.is_undefined() && !stages.is_null() {
        let stage = |told: JsValue| from_js(&Reflect::get(&told, &"stage".into()).unwrap_or_default());
        let known = Array::from(&stages).iter().map(stage).collect::<Result<Vec<Stage>, String>>()?;
        if bench.stages.all.with_untracked(|before| *before != known) {
            bench.stages.all.set(known);
        }
        bench.pipeline.with_value(|pane| {
            if let Some(pane) = pane {
                pane.tell(&stages);
            }
        });
    }
    from_js(&field("diagnostics")?)
}

/// Learns what the components import, of those that changed. The error says why one cannot be read.
async fn inspect(bench: Workbench, parts: &Parts) -> Result<(), String> {
    let known = bench.stages.inspections;
    for (name, part) in parts {
        let is_known = known.with_untracked(|known| {
            known.get(name).is_some_and(|inspection| inspection.sha256 == part.sha256)
        });
        if !is_known {
            let inspection = Arc::new(toolchain::inspect(&part.bytes).await?);
            known.update(|known| drop(known.insert(name.clone(), inspection)));
        }
    }
    Ok(())
}

/// Compiles what is not compiled yet. The error says why nothing can run.
pub async fn build(bench: Workbench) -> Result<Parts, String> {
    let project = bench.workspace.project.get_untracked();
    let signal = building::abortable(bench)?;
    let told = |words| building::show_step(bench, Some(words));
    let asked = Asked { effort: Effort::All, signal: &signal, told: &told };
    let compile = composing::compile_parts(bench, &project, &asked);
    let (parts, mut diagnostics) = building::at_work(bench, CompilePlace::Browser, compile).await?;
    bench.run.update_value(|run| run.compile = None);
    diagnostics.extend(read(bench, &project).await?);
    let is_broken = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    bench.session.diagnostics.set(diagnostics);
    match is_broken {
        true => Err(building::problems(bench)),
        false => {
            inspect(bench, &parts).await?;
            Ok(parts)
        }
    }
}

/// Compiles what is not compiled yet and runs all stages, unless another run began meanwhile. The error says why
/// nothing ran.
pub async fn run(bench: Workbench, engines: &[Side], is_current: impl Fn() -> bool) -> Result<(), String> {
    bench.stages.forget_run();
    let source = checking::source(bench);
    let parts = build(bench).await?;
    if !is_current() {
        return Ok(());
    }
    let settings = bench
        .workspace
        .project
        .with_untracked(|project| project.run_settings())
        .map_err(|error| format!("Not run: {error}."))?;
    let pane =
        bench.pipeline.get_value().ok_or("Not run: the pipeline’s pane is not there yet. Try again.")?;
    bench.stages.ran.set_value(Some(Ran { source, settings: settings.clone() }));
    let ids: Vec<&str> = engines.iter().map(|side| side.id()).collect();
    let is_sent = |hash: &str| bench.sent.with_value(|sent| sent.contains(hash));
    let inspections = bench.stages.inspections.get_untracked();
    pane.run(&ids, &settings, &parts, &inspections, is_sent).await?;
    if engines.contains(&Side::Wasmtime) {
        bench.sent.update_value(|sent| sent.extend(parts.values().map(|part| part.sha256.clone())));
    }
    if is_current() {
        bench.session.running.set(false);
    }
    Ok(())
}

/// Shows what both engines said of one stage, as if it had just run.
pub fn show(bench: Workbench, name: String, lines: [Vec<JsString>; 2]) {
    let session = bench.session;
    session.clear_results();
    if let Some(Ran { source, settings }) = bench.stages.ran.get_value() {
        session.ran.set(Some(source));
        session.settings.set(Some(settings.into()));
    }
    let component = bench.stages.all.with_untracked(|stages| {
        let stage = stages.iter().find(|stage| stage.name == name);
        stage.map(|stage| stage.component.clone())
    });
    let part = component.and_then(|name| bench.composing.parts.with_value(|parts| parts.get(&name).cloned()));
    bench.run.update_value(|run| run.toolchain = part.map(|part| part.toolchain).unwrap_or_default());
    bench.stages.shown.set(Some(name));
    tracing::begin();
    running::replay(bench, lines);
}

/// Learns what each stage of a run that is over needed.
pub fn ended(bench: Workbench, lines: Vec<StageLine>) {
    let Some(Ran { settings, .. }) = bench.stages.ran.get_value() else { return };
    let part = |StageLine { stage, line }: StageLine| match RunEvent::read(&line).ok()? {
        RunEvent::Report { report } => Some(Arc::new(as_part(&stage, &settings.grants, *report))),
        _ => None,
    };
    bench.stages.reports.set(lines.into_iter().filter_map(part).collect());
}
