//! The sentence on top.

use crate::panes::compile_status::WorkLine;
use crate::state::session::{Session, Side, outcome_words};
use crate::state::text::visible;
use leptos::prelude::*;

/// What is known so far, in a sentence.
#[component]
pub fn Verdict(
    session: Session,
    /// Stops a compile.
    cancel: Callback<()>,
) -> impl IntoView {
    let alone = move || {
        let reports = Side::BOTH.map(|side| session.column(side).report.get().map(|report| (side, report)));
        match reports {
            [Some((side, report)), None] | [None, Some((side, report))] => {
                Some(format!("Only {} ran: {}.", side.name(), outcome_words(&report.outcome).0))
            }
            _ => None,
        }
    };
    let content = move || {
        if let Some(why) = session.refused.get() {
            return view! { <p class="verdict refused">{visible(&why)}</p> }.into_any();
        }
        if let Some(work) = session.work.get() {
            return view! { <div class="verdict working"><WorkLine work cancel testid="cancel"/></div> }
                .into_any();
        }
        if session.running.get() {
            return view! { <p class="verdict working"><span class="pulse" aria-hidden="true"></span>"Running…"</p> }.into_any();
        }
        if let Some(comparison) = session.comparison.get() {
            let class = if comparison.same { "verdict same" } else { "verdict differs" };
            return view! { <p class=class>{visible(&comparison.verdict)}</p> }.into_any();
        }
        match alone() {
            Some(sentence) => view! { <p class="verdict">{sentence}</p> }.into_any(),
            None => ().into_any(),
        }
    };
    view! { <div class="verdict-place" role="status" aria-live="polite" data-testid="verdict">{content}</div> }
}
