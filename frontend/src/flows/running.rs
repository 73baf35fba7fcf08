//! Run: both engines start at once, stream into their columns, and are compared when both reports are in.

use super::{Workbench, building, pipelines, saving, server_watch, tracing};
use crate::interop::page::now_ms;
use crate::interop::{browser_engine, links, transfer};
use crate::services::server::{self, ServerError};
use crate::services::traces;
use crate::state::preferences::{EngineChoice, Tab};
use crate::state::session::{Built, RunStatus, Side};
use crate::state::trace_batch;
use diptych_shared::api::composition::LinkedComposition;
use diptych_shared::api::error::ErrorCode;
use diptych_shared::api::inspect::BinaryKind;
use diptych_shared::api::run::{ComponentSource, RunEvent, RunRequest, RunSettings};
use diptych_shared::gather::Gather as _;
use diptych_shared::project::Language;
use diptych_shared::report::Outcome;
use js_sys::JsString;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeSet;
use std::sync::Arc;
use web_sys::AbortController;

/// Starts a run of the project as it is; a run under way is stopped first.
pub fn start(bench: Workbench) {
    stop(bench);
    saving::save_now(bench);
    super::keep_version(bench, "run");
    let mut number = 0;
    bench.run.update_value(|run| {
        run.number += 1;
        number = run.number;
    });
    let session = bench.session;
    session.clear_results();
    session.running.set(true);
    links::began();
    // The stages of a pipeline are beside its text.
    let is_pipeline = bench.workspace.language() == Some(Language::Pipeline);
    bench.tab.set(if is_pipeline { Tab::Editor } else { Tab::Compare });
    spawn_local(async move {
        let started = prepare_and_start(bench, number).await;
        if let (Err(why), true) = (started, is_current(bench, number)) {
            session.refused.set(Some(why));
            session.running.set(false);
            links::ended();
            bench.tab.set(Tab::Compare);
        }
    });
}

/// Stops whatever is under way; both columns say so at once.
pub fn stop(bench: Workbench) {
    bench.run.update_value(|run| {
        for controller in [run.compile.take(), run.server.take()].into_iter().flatten() {
            controller.abort();
        }
    });
    bench.pipeline.with_value(|pane| {
        if let Some(pane) = pane {
            pane.stop();
        }
    });
    // Outside of the update: the engine calls back with its report at once.
    let browser = bench.run.try_update_value(|run| run.browser.take()).flatten();
    if let Some(browser) = browser {
        browser.stop();
    }
    // The toolchain worker cannot be interrupted, so what it answers is not heard any more.
    if bench.session.work.get_untracked().is_some() {
        bench.run.update_value(|run| run.number += 1);
        bench.session.work.set(None);
        bench.session.running.set(false);
        links::ended();
        bench.session.refused.set(Some("Stopped while compiling.".into()));
    }
}

fn is_current(bench: Workbench, number: u64) -> bool {
    bench.run.with_value(|run| run.number == number)
}

async fn prepare_and_start(bench: Workbench, number: u64) -> Result<(), String> {
    let session = bench.session;
    if bench.workspace.language() == Some(Language::Pipeline) {
        let is_current = move || is_current(bench, number);
        return pipelines::run(bench, &sides(bench), is_current).await;
    }
    let built = building::ensure_built(bench).await?;
    if !is_current(bench, number) {
        return Ok(());
    }
    if built.inspection.kind == BinaryKind::CoreModule {
        let missing = built.inspection.missing.clone().unwrap_or_default();
        return Err(format!("Not run: this is a core module, and the engines run components. {missing}"));
    }
    let settings = bench
        .workspace
        .project
        .with_untracked(|project| project.run_settings())
        .map_err(|error| format!("Not run: {error}."))?;
    session.ran.set(Some(built.source.clone()));
    bench.run.update_value(|run| run.toolchain = built.toolchain.clone());
    session.settings.set(Some(settings.clone().into()));
    tracing::begin();
    let sides = sides(bench);
    for side in &sides {
        let status = RunStatus::Running { stage: "waiting".into(), since_ms: now_ms() };
        session.column(*side).status.set(status);
    }
    // The server first: its request travels while the browser starts.
    if sides.contains(&Side::Wasmtime) {
        let (built, settings) = (built.clone(), settings.clone());
        spawn_local(run_on_server(bench, number, built, settings));
    }
    if sides.contains(&Side::Browser) {
        run_in_browser(bench, number, &built, &settings);
    }
    Ok(())
}

/// The engines this run uses: those chosen, without the server while it is away.
fn sides(bench: Workbench) -> Vec<Side> {
    match bench.engines.get_untracked() {
        EngineChoice::Browser => vec![Side::Browser],
        EngineChoice::Server => vec![Side::Wasmtime],
        EngineChoice::Both if bench.server.get_untracked().is_away() => vec![Side::Browser],
        EngineChoice::Both => Side::BOTH.to_vec(),
    }
}

/// Takes in what an engine says: a batch of host calls goes on as it is, anything else is read here.
fn hear(bench: Workbench, side: Side, text: String, raw: Option<JsString>) -> Result<(), String> {
    if trace_batch::is_batch(&text) {
        let raw = raw.unwrap_or_else(|| JsString::from(text.as_str()));
        tracing::feed(bench, side, &raw, text);
        return Ok(());
    }
    let mut event = RunEvent::read(&text).map_err(|error| error.to_string())?;
    if let RunEvent::Report { report } = &mut event {
        // Engines get bytes: by which tools they were made is known here. A published report says it.
        if report.toolchain.is_empty() {
            report.toolchain = bench.run.with_value(|run| run.toolchain.clone());
        }
    }
    bench.session.column(side).accept(event, now_ms());
    Ok(())
}

/// Shows two runs of a link, the left one first, by what the engines said and under these labels.
pub fn show_said(bench: Workbench, lines: [Vec<JsString>; 2], labels: [String; 2]) {
    let session = bench.session;
    let ran = session.ran.get_untracked();
    session.clear_results();
    session.ran.set(ran);
    for (signal, label) in session.trace.labels.into_iter().zip(labels) {
        signal.set(label);
    }
    let settings = bench.workspace.project.with_untracked(|project| project.run_settings());
    session.settings.set(settings.ok().map(Arc::new));
    tracing::begin();
    replay(bench, lines);
}

/// Shows runs that are over by the lines that the engines said, the browser's first, and compares them.
pub(super) fn replay(bench: Workbench, lines: [Vec<JsString>; 2]) {
    let mut number = 0;
    bench.run.update_value(|run| {
        run.number += 1;
        number = run.number;
    });
    for (side, lines) in Side::BOTH.into_iter().zip(lines) {
        for line in lines {
            if let Err(why) = hear(bench, side, String::from(&line), Some(line)) {
                bench
                    .session
                    .refused
                    .set(Some(format!("What {} said could not be read: {why}", side.name())));
            }
        }
    }
    settle(bench, number);
}

fn run_in_browser(bench: Workbench, number: u64, built: &Built, settings: &RunSettings) {
    let column = bench.session.browser;
    let end = {
        let (sha256, settings) = (built.inspection.sha256.clone(), settings.clone());
        move |outcome| {
            column.end_without_report(Side::Browser, &sha256, &settings, outcome, now_ms());
            settle(bench, number);
        }
    };
    let availability = browser_engine::available();
    if !availability.ok {
        return end(Outcome::UnsupportedByEngine { why: availability.why });
    }
    let heard = end.clone();
    let on_event = move |raw: JsString| {
        if !is_current(bench, number) || column.report.with_untracked(Option::is_some) {
            return;
        }
        if bench.is_linked.get_value() {
            links::heard(Side::Browser.index(), &raw);
        }
        match hear(bench, Side::Browser, String::from(&raw), Some(raw)) {
            Ok(()) => settle(bench, number),
            Err(why) => heard(Outcome::EngineFailed { why }),
        }
    };
    let linked = linked(built, &BTreeSet::new());
    let lost = end.clone();
    let on_lost = move |why| {
        if is_current(bench, number) {
            lost(Outcome::EngineFailed { why });
        }
    };
    match browser_engine::run(&built.bytes, &built.inspection, settings, linked.as_ref(), on_event, on_lost) {
        Ok(run) => bench.run.update_value(|handles| handles.browser = Some(run)),
        Err(why) => end(Outcome::EngineFailed { why }),
    }
}

/// A component's bytes, or its hash where it has been `sent` before.
fn source(sha256: &str, bytes: &[u8], sent: &BTreeSet<String>) -> ComponentSource {
    match sent.contains(sha256) {
        true => ComponentSource::Sha256(sha256.to_owned()),
        false => ComponentSource::Base64(bytes.to_vec().into()),
    }
}

/// The parts of what was built, when it is a composition.
fn linked(built: &Built, sent: &BTreeSet<String>) -> Option<LinkedComposition> {
    let composed = built.composed.as_ref()?;
    let used = |name: &str| composed.composition.instances.iter().any(|instance| instance.component == name);
    let parts = composed.components.iter().filter(|(name, _)| used(name));
    Some(LinkedComposition {
        composition: composed.composition.clone(),
        components: parts
            .map(|(name, part)| (name.clone(), source(&part.sha256, &part.bytes, sent)))
            .gather(),
    })
}

/// What the server is asked; of what it has been `sent` it gets the hash.
fn request(built: &Built, settings: &RunSettings, sent: &BTreeSet<String>) -> RunRequest {
    RunRequest {
        component: source(&built.inspection.sha256, &built.bytes, sent),
        linked: linked(built, sent),
        settings: settings.clone(),
        // What was streamed is kept, so the report need not have it again.
        trace_in_report: false,
    }
}

async fn run_on_server(bench: Workbench, number: u64, built: Built, settings: RunSettings) {
    let column = bench.session.wasmtime;
    let sha256 = built.inspection.sha256.clone();
    let Ok(controller) = AbortController::new() else { return };
    let signal = controller.signal();
    bench.run.update_value(|run| run.server = Some(controller));
    let accept = move |line: &str| {
        if !is_current(bench, number) {
            return Ok(());
        }
        if bench.is_linked.get_value() {
            links::heard(Side::Wasmtime.index(), &line.into());
        }
        let heard = hear(bench, Side::Wasmtime, line.to_owned(), None);
        settle(bench, number);
        heard
    };
    let sent = bench.sent.get_value();
    let mut result = server::run(&request(&built, &settings, &sent), &signal, accept).await;
    if matches!(&result, Err(ServerError::Refused(error)) if error.code == ErrorCode::UnknownComponent) {
        result = server::run(&request(&built, &settings, &BTreeSet::new()), &signal, accept).await;
    }
    if !is_current(bench, number) {
        return;
    }
    let reported = column.report.with_untracked(Option::is_some);
    let end = |outcome| {
        column.end_without_report(Side::Wasmtime, &sha256, &settings, outcome, now_ms());
    };
    match result {
        Ok(()) | Err(_) if reported => {
            bench.sent.update_value(|sent| {
                sent.insert(sha256.clone());
                let parts = built.composed.iter().flat_map(|composed| composed.components.values());
                sent.extend(parts.map(|part| part.sha256.clone()));
            });
        }
        Ok(()) => end(Outcome::EngineFailed { why: "The server ended the stream without a report.".into() }),
        Err(ServerError::Aborted) => end(Outcome::Cancelled),
        Err(ServerError::Away(why)) => {
            let nothing_came = column.call_count.get_untracked() == 0
                && column.stdout.with_untracked(Vec::is_empty)
                && column.stderr.with_untracked(Vec::is_empty);
            server_watch::went_away(bench, why.clone());
            if nothing_came {
                column.clear();
            } else {
                end(Outcome::EngineFailed { why: format!("The connection to the server was lost: {why}.") });
            }
        }
        Err(error) => end(Outcome::Rejected { why: error.words() }),
    }
    settle(bench, number);
}

/// Ends the run when no column is running any more: compares both reports, then says that it is over.
fn settle(bench: Workbench, number: u64) {
    let session = bench.session;
    let is_running = |side| matches!(session.column(side).status.get_untracked(), RunStatus::Running { .. });
    if Side::BOTH.into_iter().any(is_running) || bench.run.with_value(|run| run.settled == number) {
        return;
    }
    bench.run.update_value(|run| run.settled = number);
    links::ended();
    match (session.browser.report.get_untracked(), session.wasmtime.report.get_untracked()) {
        (Some(left), Some(right)) => spawn_local(async move {
            tracing::all_read(bench).await;
            let compared = traces::compare(&left, &right).await;
            if is_current(bench, number) {
                match compared {
                    Ok(compared) => {
                        transfer::verdict(&bench.workspace.id.get_untracked(), &compared.comparison.verdict);
                        session.trace.change(|data| data.align(compared.rows));
                        session.comparison.set(Some(compared.comparison.into()));
                        session.trace.notify();
                    }
                    Err(why) => {
                        session.refused.set(Some(format!("The reports could not be compared: {why}")))
                    }
                }
                session.running.set(false);
            }
        }),
        (None, None) => {
            session.refused.set(Some(
                "Not run: the server is away. Choose the browser engine, or wait until the server is back."
                    .into(),
            ));
            session.running.set(false);
        }
        _ => session.running.set(false),
    }
}

/// Builds without running, so that the calls form knows the exports.
pub fn build_only(bench: Workbench) {
    spawn_local(async move {
        let built = match bench.workspace.language() {
            Some(Language::Pipeline) => pipelines::build(bench).await.map(drop),
            _ => building::ensure_built(bench).await.map(drop),
        };
        if let Err(why) = built {
            bench.notices.problem(why);
        }
    });
}
