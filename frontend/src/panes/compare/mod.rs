//! The comparison: a verdict, then both engines side by side, row by row, then every host call.

mod files;
mod outcome;
mod output;
mod timing;
mod trace;
mod values;
mod verdict;

use crate::components::elapsed::Elapsed;
use crate::components::icon::{DOWNLOAD, Icon};
use crate::flows::{Workbench, exporting, running};
use crate::state::server_status::ServerStatus;
use crate::state::session::{RunStatus, Session, Side};
use crate::state::text::visible_line;
use diptych_shared::api::run::{OutputStream, RunMode};
use leptos::prelude::*;

/// The pane.
#[component]
pub fn Compare(bench: Workbench) -> impl IntoView {
    let session = bench.session;
    let started = Memo::new(move |_| {
        Side::BOTH.into_iter().any(|side| session.column(side).status.get() != RunStatus::Idle)
    });
    let has_report =
        move || Side::BOTH.into_iter().any(|side| session.column(side).report.with(Option::is_some));
    let stale = Memo::new(move |_| {
        let now = (bench.workspace.id.get(), bench.workspace.revision.get());
        session.ran.with(|ran| ran.as_ref().is_some_and(|ran| *ran != now))
    });
    view! {
        <section class="pane compare" aria-label="Comparison" tabindex="-1">
            <header class="pane-head">
                <h2>"Comparison"</h2>
                {move || bench.stages.shown.get().map(|stage| view! {
                    <span class="tag" data-testid="stage-tag">"stage "{visible_line(&stage)}</span>
                })}
                <Show when=move || stale.get()>
                    <span class="tag" title="The project was edited after this run">"of an earlier version"</span>
                </Show>
                <ModeTag session/>
                <span class="grow"></span>
                <TraceDownload bench side=Side::Browser/>
                <TraceDownload bench side=Side::Wasmtime/>
                <button
                    class="small"
                    data-testid="download-report"
                    title="Both runs with their traces, and the comparison, as JSON"
                    disabled=move || !has_report()
                    on:click=move |_| exporting::download_report(bench)
                >
                    <Icon path=DOWNLOAD/>
                    "Report"
                </button>
            </header>
            <div id="link-bar"></div>
            <verdict::Verdict session cancel=Callback::new(move |()| running::stop(bench))/>
            <LiveNote session/>
            <Show when=move || started.get() fallback=move || (!session.running.get()).then(|| view! { <Nothing/> })>
                <div class="columns">
                    <span class="corner"></span>
                    <ColumnHead bench side=Side::Browser/>
                    <ColumnHead bench side=Side::Wasmtime/>
                    <h3>"Outcome"</h3>
                    <outcome::OutcomeCell bench side=Side::Browser/>
                    <outcome::OutcomeCell bench side=Side::Wasmtime/>
                    <values::ValueRow session/>
                    <output::OutputRow session stream=OutputStream::Stdout/>
                    <output::OutputRow session stream=OutputStream::Stderr/>
                </div>
                <trace::Trace bench/>
                <files::Files bench/>
                <timing::TimingRow session/>
            </Show>
        </section>
    }
}

/// Whether clocks and random of the run were made equal.
#[component]
fn ModeTag(session: Session) -> impl IntoView {
    let mode =
        Memo::new(move |_| session.settings.with(|settings| settings.as_ref().map(|settings| settings.mode)));
    move || {
        mode.get().map(|mode| match mode {
            RunMode::Deterministic => view! {
                <span class="tag" data-testid="mode-tag" title="Clocks advance by rule and random is seeded, the same on both engines: a difference that remains is real">
                    "deterministic"
                </span>
            },
            RunMode::Live => view! {
                <span class="tag live" data-testid="mode-tag" title="Each engine reads its own clocks and its own random">
                    "live"
                </span>
            },
        })
    }
}

/// What live mode means for the comparison.
#[component]
fn LiveNote(session: Session) -> impl IntoView {
    let is_live = Memo::new(move |_| {
        session
            .settings
            .with(|settings| settings.as_ref().is_some_and(|settings| settings.mode == RunMode::Live))
    });
    view! {
        <Show when=move || is_live.get()>
            <p class="live-note" data-testid="live-note">
                "Live mode: each engine reads its own clocks and random, so calls of these are expected to differ, and what follows from them. Deterministic mode leaves only what is real."
            </p>
        </Show>
    }
}

/// Downloads one engine's trace.
#[component]
fn TraceDownload(bench: Workbench, side: Side) -> impl IntoView {
    let column = bench.session.column(side);
    let id = side.id();
    view! {
        <Show when=move || column.report.with(Option::is_some)>
            <button
                class=format!("small trace-download {}", side.class())
                data-testid=format!("download-trace-{id}")
                title=format!("The host calls of {} with every value whole, as JSON", side.name())
                aria-label=format!("Download the trace of {}", side.name())
                on:click=move |_| exporting::download_trace(bench, side)
            >
                <Icon path=DOWNLOAD/>
                "Trace"
            </button>
        </Show>
    }
}

/// What will be here, and how to get it.
#[component]
fn Nothing() -> impl IntoView {
    let modifier = crate::flows::commands::modifier();
    view! {
        <div class="nothing">
            <p>"Nothing has been run yet."</p>
            <p class="note">
                "Press Run (" <kbd>{format!("{modifier}Enter")}</kbd>
                "): the component runs in this browser’s engine and in wasmtime on the server, and you see side by side how each ended, what it returned and wrote, where the time went, and every host call."
            </p>
        </div>
    }
}

/// An engine's name, what it is doing, or why it is not there.
#[component]
fn ColumnHead(bench: Workbench, side: Side) -> impl IntoView {
    let column = bench.session.column(side);
    let engine = move || {
        column.report.with(|report| {
            let engine = &report.as_ref()?.engine;
            let facts = [&engine.engine, &engine.version, &engine.host];
            let facts: Vec<String> = facts
                .into_iter()
                .filter(|fact| !fact.is_empty())
                .map(|fact| crate::state::text::visible_line(fact))
                .collect();
            (!facts.is_empty()).then(|| facts.join(" · "))
        })
    };
    let (id, class) = (side.id(), side.class());
    view! {
        <div class=format!("column-head {class}") data-testid=format!("column-{id}")>
            <strong>{move || bench.session.trace.label(side)}</strong>
            {move || match column.status.get() {
                RunStatus::Running { stage, since_ms } => view! {
                    <span class="stage" role="status">
                        <span class="pulse" aria-hidden="true"></span>
                        {crate::state::text::visible_line(&stage)}
                        " "
                        <Elapsed since_ms/>
                    </span>
                }
                .into_any(),
                RunStatus::Done => view! { <span class="note">{engine}</span> }.into_any(),
                RunStatus::Idle => view! { <span class="note">{idle_words(side, &bench.server.get())}</span> }.into_any(),
            }}
            {move || {
                let count = column.call_count.get();
                // Of linked parts the calls between them are among these.
                let sees_parts = column.report.with(|report| report.as_ref().is_some_and(|report| report.sees_parts()));
                let noun = if sees_parts { "call" } else { "host call" };
                (count > 0).then(|| view! { <span class="note calls">{crate::state::text::count(count, noun)}</span> })
            }}
        </div>
    }
}

fn idle_words(side: Side, server: &ServerStatus) -> String {
    match (side, server) {
        (Side::Wasmtime, ServerStatus::Away { .. }) => "the server is away; run again when it is back".into(),
        _ => "not in this run; choose “on both” beside Run to compare".into(),
    }
}

/// A cell of one engine: its content, or a dash while there is none.
pub fn cell(
    side: Side,
    testid: String,
    content: impl Fn() -> Option<AnyView> + Send + 'static,
) -> impl IntoView {
    view! {
        <div class=format!("cell {}", side.class()) data-testid=testid>
            {move || content().unwrap_or_else(|| view! { <span class="none">"–"</span> }.into_any())}
        </div>
    }
}

/// The heading of a row, marked when the sides differ.
pub fn row_head(
    name: &'static str,
    differs: impl Fn() -> Option<bool> + Send + Sync + Copy + 'static,
) -> impl IntoView {
    view! {
        <h3>
            {name}
            {move || differs().map(|differs| {
                if differs {
                    view! { <span class="mark differs">"differs"</span> }.into_any()
                } else {
                    view! { <span class="mark same">"same"</span> }.into_any()
                }
            })}
        </h3>
    }
}

/// Reads something of the comparison.
pub fn compared<T>(session: Session, read: impl Fn(&diptych_shared::report::Comparison) -> T) -> Option<T> {
    session.comparison.with(|comparison| comparison.as_deref().map(read))
}
