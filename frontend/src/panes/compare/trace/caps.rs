//! What the trace does not keep, and which limit says so: never silent.

use crate::flows::Workbench;
use crate::state::session::Side;
use diptych_shared::report::format_count;
use leptos::prelude::*;

/// One sentence for each engine whose trace was cut, or one for both.
#[component]
pub fn Caps(bench: Workbench) -> impl IntoView {
    let session = bench.session;
    let words = move || {
        let kept =
            session.trace.read(|data| Side::BOTH.map(|side| data.sides[side.index()].calls.len() as u64));
        let limits = session.settings.with(|settings| settings.as_ref().map(|settings| settings.limits))?;
        let cut: Vec<(Side, u64, u64)> = Side::BOTH
            .into_iter()
            .filter_map(|side| {
                let total =
                    session.column(side).report.with(|report| Some(report.as_ref()?.trace.total_calls))?;
                let kept = kept[side.index()];
                (total > kept).then_some((side, kept, total))
            })
            .collect();
        let sentence = |who: &str, kept: u64, total: u64| {
            let limit = if kept >= limits.trace_events {
                format!("trace-events = {}", format_count(limits.trace_events))
            } else {
                format!("trace-bytes = {}", format_count(limits.trace_bytes))
            };
            format!(
                "The trace keeps the first {} of {} calls{who} (limit {limit}).",
                format_count(kept),
                format_count(total)
            )
        };
        let mut out = match cut.as_slice() {
            [] => return None,
            [(_, kept, total), (_, other_kept, other_total)]
                if (kept, total) == (other_kept, other_total) =>
            {
                sentence(" of each engine", *kept, *total)
            }
            cut => {
                let sentences = cut
                    .iter()
                    .map(|(side, kept, total)| sentence(&format!(" of {}", side.name()), *kept, *total));
                sentences.collect::<Vec<_>>().join(" ")
            }
        };
        out += " Later calls ran and were counted. To see them raise the limit under Run settings, or let the component make fewer calls.";
        Some(out)
    };
    move || words().map(|words| view! { <p class="caps" role="note" data-testid="trace-caps">{words}</p> })
}
