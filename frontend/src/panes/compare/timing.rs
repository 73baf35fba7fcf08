//! Where the time went, phase by phase; each figure says how it was got.

use super::compared;
use crate::state::session::{Session, Side};
use crate::state::text::{count, duration, visible_line};
use diptych_shared::report::{Figure, PhaseComparison, RunReport};
use leptos::prelude::*;
use std::sync::Arc;

/// A side's phases as figures, for when there is nothing to compare them with.
fn phases_of_one(report: &RunReport, left: bool) -> Vec<PhaseComparison> {
    let row = |name: &str, figure: Figure| PhaseComparison {
        name: name.to_owned(),
        left: left.then_some(figure),
        right: (!left).then_some(figure),
        verdict: String::new(),
    };
    let single = |ns: u64, cached: bool| Figure { median_ns: ns, spread_ns: (ns, ns), samples: 1, cached };
    let mut rows: Vec<PhaseComparison> = report
        .timing
        .phases
        .iter()
        .map(|phase| row(&phase.name, single(phase.duration_ns, phase.cached)))
        .collect();
    let mut warm = report.timing.warm_ns.clone();
    warm.sort_unstable();
    if let (Some(first), Some(last)) = (warm.first(), warm.last()) {
        let figure = Figure {
            median_ns: warm[warm.len() / 2],
            spread_ns: (*first, *last),
            samples: warm.len() as u32,
            cached: false,
        };
        rows.push(row("warm-call", figure));
    }
    rows
}

/// The table of phases.
#[component]
pub fn TimingRow(session: Session) -> impl IntoView {
    let reports = move || (session.browser.report.get(), session.wasmtime.report.get());
    let phases = Memo::new(move |_| {
        compared(session, |comparison| comparison.phases.clone()).unwrap_or_else(|| match reports() {
            (Some(left), None) => phases_of_one(&left, true),
            (None, Some(right)) => phases_of_one(&right, false),
            _ => Vec::new(),
        })
    });
    // Without warm calls nothing was measured apart, and the phases are those of the traced run.
    let measured = move || {
        let (left, right) = reports();
        let is_measured =
            |report: Option<Arc<RunReport>>| report.is_some_and(|report| !report.timing.warm_ns.is_empty());
        [is_measured(left), is_measured(right)]
    };
    let rows = move || {
        let phases = phases.get();
        let measured = measured();
        let longest = phases.iter().flat_map(|phase| [phase.left, phase.right]).flatten();
        let longest = longest.map(|figure| figure.median_ns).max().unwrap_or(1).max(1);
        phases
            .into_iter()
            .map(|phase| {
                let how = measured.map(|measured| instrumentation(&phase.name, measured));
                view! {
                    <tr>
                        <th scope="row">{visible_line(&phase.name)}</th>
                        <td class="left">{figure(phase.left, longest, how[0])}</td>
                        <td class="right">
                            <span class="phase-verdict">{phase.verdict}</span>
                            {figure(phase.right, longest, how[1])}
                        </td>
                    </tr>
                }
            })
            .collect::<Vec<_>>()
    };
    let has_warm = move || phases.with(|phases| phases.iter().any(|phase| phase.name == "warm-call"));
    let traced = move || {
        let (left, right) = reports();
        let calls = session.trace.read(|data| {
            Side::BOTH.map(|side| {
                let own = &data.sides[side.index()];
                (own.calls.len(), own.host_ns)
            })
        });
        let cell = |report: Option<Arc<RunReport>>, (calls, host_ns): (usize, u64)| {
            report.map(|report| {
                let total = duration(report.timing.total_ns);
                let host = match calls {
                    0 => "no host calls".to_owned(),
                    calls => format!("of it {} in {}", duration(host_ns), count(calls, "host call")),
                };
                view! { <span class="figure">{total}</span> " " <span class="note">{host}</span> }
            })
        };
        view! {
            <tr class="traced" data-testid="traced-run">
                <th scope="row" title="The whole run that was recorded: from request to outcome, slowed by the recording">"traced run"</th>
                <td class="left">{cell(left, calls[0])}</td>
                <td class="right">{cell(right, calls[1])}</td>
            </tr>
        }
    };
    let clocks = move || {
        let (left, right) = reports();
        let sentences: Vec<String> = [(Side::Browser, left), (Side::Wasmtime, right)]
            .into_iter()
            .filter_map(|(side, report)| clock(side, report))
            .collect();
        sentences.join(" ")
    };
    view! {
        <table class="timing" aria-label="Timing">
            <thead>
                <tr>
                    <th scope="col">"Timing"</th>
                    <th scope="col" class="left"><span class="unseen">"browser"</span></th>
                    <th scope="col" class="right"><span class="unseen">"wasmtime"</span></th>
                </tr>
            </thead>
            <tbody>{rows}{traced}</tbody>
        </table>
        <p class="note timing-note">
            {clocks}
            {move || has_warm().then_some(" Untraced figures are of calls made apart, without the recorder; warm calls as median (smallest–largest) of N.")}
        </p>
    }
}

fn clock(side: Side, report: Option<Arc<RunReport>>) -> Option<String> {
    let timing = &report?.timing;
    (timing.clock_resolution_ns > 0)
        .then(|| format!("{}: clock step {}.", side.id(), duration(timing.clock_resolution_ns)))
}

/// Whether a phase was timed with the recorder at work; empty where it plays no part.
fn instrumentation(phase: &str, measured: bool) -> &'static str {
    match (phase, measured) {
        ("warm-call", _) | ("instantiate" | "first-call", true) => "untraced",
        ("instantiate" | "first-call", false) => "traced",
        _ => "",
    }
}

fn figure(figure: Option<Figure>, longest_ns: u64, how: &'static str) -> impl IntoView {
    figure.map(|figure| {
        let share = figure.median_ns as f64 / longest_ns as f64 * 100.0;
        let spread = (figure.samples > 1).then(|| {
            format!(
                "({}–{}) N={}",
                duration(figure.spread_ns.0),
                duration(figure.spread_ns.1),
                figure.samples
            )
        });
        view! {
            <span class="figure">{duration(figure.median_ns)}</span>
            " "
            <span class="note">{how} " " {spread}{figure.cached.then_some(" cached")}</span>
            <span class="bar" aria-hidden="true"><span style=format!("width: {share:.1}%")></span></span>
        }
    })
}
