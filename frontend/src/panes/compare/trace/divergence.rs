//! The first difference in words, with a way to it; and the known differences of this comparison.

use super::super::compared;
use crate::flows::Workbench;
use crate::state::text::{count, visible};
use crate::state::trace_view::{kind_name, kind_sentence};
use leptos::prelude::*;

/// What differs first; nothing when nothing does.
#[component]
pub fn Divergence(bench: Workbench) -> impl IntoView {
    let session = bench.session;
    let trace = session.trace;
    let first = move || {
        let (index, words) = compared(session, |comparison| {
            (comparison.trace.divergence, comparison.trace.explanation.clone())
        })?;
        (!words.is_empty()).then_some((index.map(|index| index as usize), words))
    };
    let content = move || {
        let (index, words) = first()?;
        let row = index.and_then(|index| trace.read(|data| data.row(index)));
        let known = row.and_then(|row| row.known).map(|known| known.entry());
        Some(view! {
            <div class="divergence" class:known=known.is_some()>
                <p class="divergence-head">
                    {if known.is_some() { "First difference, a known one" } else { "First difference" }}
                    {row.map(|row| view! {
                        <span class=format!("kind {}", kind_name(row.kind)) title=kind_sentence(row.kind)>{kind_name(row.kind)}</span>
                    })}
                    <span class="grow"></span>
                    {index.map(|index| view! {
                        <button class="small" data-testid="divergence-show" on:click=move |_| trace.go_to(index)>
                            {format!("Show row {}", diptych_shared::report::format_count(index as u64 + 1))}
                        </button>
                    })}
                </p>
                <p class="divergence-words" data-testid="divergence">{visible(&words)}</p>
                {known.map(|known| view! { <Known what=known.what why=known.why reference=known.reference/> })}
            </div>
        })
    };
    let others = move || {
        let first = first().and_then(|(index, _)| index).and_then(|index| trace.read(|data| data.row(index)));
        let first = first.and_then(|row| row.known).map(|known| known.entry().id);
        let used = trace.read(|data| data.known.clone());
        let shown: Vec<_> = used
            .into_iter()
            .map(|(known, rows)| (known.entry(), rows))
            .filter(|(known, _)| Some(known.id) != first)
            .map(|(known, rows)| {
                view! {
                    <div class="divergence known">
                        <p class="divergence-head">{format!("Known difference, {}", count(rows, "row"))}</p>
                        <Known what=known.what why=known.why reference=known.reference/>
                    </div>
                }
            })
            .collect();
        shown
    };
    view! { {content} {others} }
}

/// A known difference between hosts, and where it is written down.
#[component]
pub fn Known(what: &'static str, why: &'static str, reference: &'static str) -> impl IntoView {
    view! {
        <p class="known-words" data-testid="known">
            "Known: "
            <strong>{what}</strong>
            ": "
            {why}
            " "
            <a href=reference target="_blank" rel="noreferrer noopener">"Where it is written down"</a>
        </p>
    }
}
