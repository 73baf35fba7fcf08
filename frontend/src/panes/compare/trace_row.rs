//! One row of the trace: a host call on either side or both.

use super::trace::ROW_PX;
use crate::state::text::{duration, visible_line};
use crate::state::trace_view::{events, unversioned};
use diptych_shared::report::{RowKind, RunReport, TraceRow};
use diptych_shared::trace::{Decision, TraceEvent};
use leptos::prelude::*;
use std::sync::Arc;

/// The left and the right report, as far as they are there.
pub type Reports = (Option<Arc<RunReport>>, Option<Arc<RunReport>>);

/// Cells show this much of a value; the detail below the table shows it whole.
const CELL_CHARS: usize = 160;

/// The row at `position` of the shown ones.
#[component]
pub fn Row(
    position: usize,
    index: usize,
    rows: Memo<Arc<Vec<TraceRow>>>,
    reports: Memo<Reports>,
    divergence: Memo<Option<u32>>,
    selected: RwSignal<Option<usize>>,
    select: Callback<usize>,
) -> impl IntoView {
    let (left, right) = reports.get_untracked();
    let row = rows.with_untracked(|rows| rows.get(index).copied())?;
    let (left, right) = events(&row, left.as_deref(), right.as_deref());
    let event = left.or(right)?;
    let is_first_difference = move || divergence.get() == Some(index as u32);
    let is_selected = move || selected.get() == Some(position);
    let version = event.interface.split_once('@').map(|(_, version)| format!("@{}", visible_line(version)));
    let arguments = pair(left, right, |event| event.arguments.join(", "));
    let result = pair(left, right, result_text);
    Some(view! {
        <div
            class=format!("trace-row {}", kind_class(row.kind))
            class:divergent=is_first_difference
            class:selected=is_selected
            role="row"
            data-testid="trace-row"
            data-kind=kind_class(row.kind)
            aria-rowindex=(position + 2).to_string()
            aria-selected=move || is_selected().to_string()
            style=format!("transform: translateY({}px)", position as f64 * ROW_PX)
            on:click=move |_| select.run(position)
        >
            <span role="cell" class="number">{index + 1}</span>
            <span role="cell" class="name mono">
                <span class="interface">
                    {visible_line(unversioned(&event.interface))} <span class="version">{version}</span>
                </span>
                <span class="function">"#"{visible_line(&event.function)}</span>
            </span>
            <span role="cell" class="mono">{arguments}</span>
            <span role="cell" class="mono">{result}</span>
            <span role="cell" class="left side">{side(left)}</span>
            <span role="cell" class="right side">{side(right)}</span>
        </div>
    })
}

/// The name of a row's kind in the stylesheet.
fn kind_class(kind: RowKind) -> &'static str {
    match kind {
        RowKind::Same => "same",
        RowKind::Arguments => "arguments",
        RowKind::Result => "result",
        RowKind::Denial => "denial",
        RowKind::Order => "order",
        RowKind::OnlyLeft => "only-left",
        RowKind::OnlyRight => "only-right",
    }
}

/// A result, or why there is none.
pub fn result_text(event: &TraceEvent) -> String {
    match (&event.result, &event.interrupted) {
        (Some(result), _) => result.clone(),
        (None, Some(why)) => format!("✕ {why}"),
        (None, None) => String::new(),
    }
}

/// One text when the sides agree, both in their colours when not.
fn pair(
    left: Option<&TraceEvent>,
    right: Option<&TraceEvent>,
    text: impl Fn(&TraceEvent) -> String,
) -> AnyView {
    let texts = (left.map(&text), right.map(&text));
    match texts {
        (Some(left), Some(right)) if left != right => view! {
            <span class="left">{cut(&left)}</span>
            " ≠ "
            <span class="right">{cut(&right)}</span>
        }
        .into_any(),
        (Some(text), _) | (None, Some(text)) => cut(&text).into_any(),
        (None, None) => ().into_any(),
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(CELL_CHARS) {
        Some((at, _)) => format!("{}…", visible_line(&text[..at])),
        None => visible_line(text),
    }
}

fn side(event: Option<&TraceEvent>) -> AnyView {
    let Some(event) = event else {
        return view! { <span class="none" title="This engine did not make the call">"not called"</span> }
            .into_any();
    };
    let times = format!("{} +{}", duration(event.start_ns), duration(event.duration_ns));
    match &event.decision {
        Decision::Allowed => view! { <span title="allowed: start, duration">{times}</span> }.into_any(),
        Decision::Denied { capability, grant } => {
            let title =
                format!("denied: needs the grant {}", visible_line(grant.as_ref().unwrap_or(capability)));
            view! { <span class="denied" title=title>"denied"</span> {times} }.into_any()
        }
    }
}
