//! Where the time went, phase by phase; each figure says how it was got.

use super::compared;
use crate::state::session::{Session, Side};
use crate::state::text::{duration, visible_line};
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
    let rows = move || {
        let phases = phases.get();
        let longest = phases.iter().flat_map(|phase| [phase.left, phase.right]).flatten();
        let longest = longest.map(|figure| figure.median_ns).max().unwrap_or(1).max(1);
        phases
            .into_iter()
            .map(|phase| {
                view! {
                    <tr>
                        <th scope="row">{visible_line(&phase.name)}</th>
                        <td class="left">{figure(phase.left, longest)}</td>
                        <td class="right">
                            <span class="phase-verdict">{phase.verdict}</span>
                            {figure(phase.right, longest)}
                        </td>
                    </tr>
                }
            })
            .collect::<Vec<_>>()
    };
    let has_warm = move || phases.with(|phases| phases.iter().any(|phase| phase.name == "warm-call"));
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
            <tbody>{rows}</tbody>
        </table>
        <p class="note timing-note">
            {clocks}
            {move || has_warm().then_some(" Phases and warm calls are measured without tracing; warm calls as median (smallest–largest) of N.")}
        </p>
    }
}

fn clock(side: Side, report: Option<Arc<RunReport>>) -> Option<String> {
    let timing = &report?.timing;
    (timing.clock_resolution_ns > 0).then(|| {
        format!(
            "{}: clock step {}, traced run {}.",
            side.id(),
            duration(timing.clock_resolution_ns),
            duration(timing.total_ns)
        )
    })
}

fn figure(figure: Option<Figure>, longest_ns: u64) -> impl IntoView {
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
            <span class="note">{spread}{figure.cached.then_some(" cached")}</span>
            <span class="bar" aria-hidden="true"><span style=format!("width: {share:.1}%")></span></span>
        }
    })
}
