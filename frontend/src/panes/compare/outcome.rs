//! How a run ended: headline, reason, and for a trap the backtrace.

use super::cell;
use super::trace::denials::GrantButton;
use crate::flows::{Workbench, granting};
use crate::state::policy_view::Recipient;
use crate::state::session::{Side, outcome_words};
use crate::state::text::{size, visible, visible_line};
use diptych_shared::report::{CompositionKind, CompositionReport, Frame, Outcome};
use leptos::prelude::*;

/// One engine's outcome.
#[component]
pub fn OutcomeCell(bench: Workbench, side: Side) -> impl IntoView {
    let session = bench.session;
    let column = session.column(side);
    cell(side, format!("outcome-{}", side.id()), move || {
        let report = column.report.get()?;
        let (headline, detail) = outcome_words(&report.outcome);
        let good = matches!(report.outcome, Outcome::Returned | Outcome::Exited { code: 0 });
        let frames = match &report.outcome {
            Outcome::Trapped { backtrace, .. } => backtrace.clone(),
            _ => Vec::new(),
        };
        let grant = match &report.outcome {
            Outcome::Denied { .. } => missing_grant(bench, side),
            _ => None,
        };
        let composed = report.composition.as_ref().map(composition_words);
        let memory = report.peak_memory_bytes.map(|bytes| format!("peak memory {}", size(bytes)));
        Some(
            view! {
                <p class="headline" class:bad=!good>{visible_line(&headline)}</p>
                {(!detail.is_empty()).then(|| view! { <p class="detail">{visible(&detail)}</p> })}
                {grant.map(|(to, grant)| view! { <GrantButton bench to grant/> })}
                {(!frames.is_empty()).then(|| view! { <Backtrace frames/> })}
                {memory.map(|memory| view! { <p class="note">{memory}</p> })}
                {composed.map(|words| view! { <p class="note" data-testid="composed">{visible(&words)}</p> })}
            }
            .into_any(),
        )
    })
}

/// How a composition's parts were put together, and whether both ways gave the same.
fn composition_words(composition: &CompositionReport) -> String {
    let kind = |kind| match kind {
        CompositionKind::Linked => "linked part by part",
        CompositionKind::Static => "as one component",
    };
    let mut words = format!("traced {}", kind(composition.traced));
    if let Some(timed) = composition.timed {
        words += &format!(", timed {}", kind(timed));
    }
    match composition.agree {
        Some(true) => words += ": both gave the same",
        Some(false) => words += ": the two did not give the same",
        None => {}
    }
    match &composition.why {
        Some(why) => format!("{words}. {why}"),
        None => words,
    }
}

/// The grant that the call lacked which ended the run, and who called: the last denied one.
fn missing_grant(bench: Workbench, side: Side) -> Option<(Recipient, String)> {
    bench.session.trace.read(|data| {
        let calls = &data.sides[side.index()].calls;
        let last = calls.len().checked_sub(1).and_then(|last| calls.get(last))?;
        let grant = last.denied()?.grant?.to_owned();
        let caller = data.names.get(last.name()).and_then(|name| name.caller.as_deref());
        Some((granting::recipient(bench, caller), grant))
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
