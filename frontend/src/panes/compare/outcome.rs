//! How a run ended: headline, reason, and for a trap the backtrace.

use super::cell;
use crate::state::session::{Session, Side, outcome_words};
use crate::state::text::{size, visible, visible_line};
use diptych_shared::report::{Frame, Outcome};
use leptos::prelude::*;

/// One engine's outcome.
#[component]
pub fn OutcomeCell(session: Session, side: Side) -> impl IntoView {
    let column = session.column(side);
    cell(side, format!("outcome-{}", side.id()), move || {
        let report = column.report.get()?;
        let (headline, detail) = outcome_words(&report.outcome);
        let good = matches!(report.outcome, Outcome::Returned | Outcome::Exited { code: 0 });
        let frames = match &report.outcome {
            Outcome::Trapped { backtrace, .. } => backtrace.clone(),
            _ => Vec::new(),
        };
        let memory = report.peak_memory_bytes.map(|bytes| format!("peak memory {}", size(bytes)));
        Some(
            view! {
                <p class="headline" class:bad=!good>{visible_line(&headline)}</p>
                {(!detail.is_empty()).then(|| view! { <p class="detail">{visible(&detail)}</p> })}
                {(!frames.is_empty()).then(|| view! { <Backtrace frames/> })}
                {memory.map(|memory| view! { <p class="note">{memory}</p> })}
            }
            .into_any(),
        )
    })
}

#[component]
fn Backtrace(frames: Vec<Frame>) -> impl IntoView {
    let rows: Vec<_> = frames
        .into_iter()
        .map(|frame| {
            let module = frame.module.map(|module| format!("{} ", visible_line(&module))).unwrap_or_default();
            let offset = frame.offset.map(|offset| format!(" {module}+0x{offset:x}")).unwrap_or(module);
            view! { <li><span class="mono">{visible_line(&frame.function)}</span> <span class="note mono">{offset}</span></li> }
        })
        .collect();
    view! { <ol class="backtrace" aria-label="Backtrace, innermost first">{rows}</ol> }
}
