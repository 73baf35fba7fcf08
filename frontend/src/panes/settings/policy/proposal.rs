//! What *Tighten* would change for each part of a composition, shown before it is done.

use super::PolicyForm;
use crate::flows::{Workbench, granting};
use crate::state::policy_view::{PolicyChange, Recipient, changes};
use crate::state::text::visible_line;
use diptych_shared::policy::Grant;
use leptos::prelude::*;

/// The changes, part by part, with the buttons that make them or leave them.
#[component]
pub fn Proposal(bench: Workbench, policy: PolicyForm) -> impl IntoView {
    let proposed = Memo::new(move |_| {
        policy.last_run.with(|run| {
            let least = &run.as_ref()?.composed.as_ref()?.least;
            let moves_to_parts = !least.own.is_empty();
            Some((policy.composed.with(|now| changes(now, least)), moves_to_parts))
        })
    });
    let is_least = move || {
        proposed.with(|proposed| {
            let nothing = |change: &PolicyChange| change.gone.is_empty() && change.new.is_empty();
            proposed.as_ref().is_none_or(|(changes, _)| changes.iter().all(nothing))
        })
    };
    let parts = move || {
        proposed.with(|proposed| {
            let changes = proposed.iter().flat_map(|(changes, _)| changes);
            changes.map(|change| view! { <Part change=change.clone()/> }).collect::<Vec<_>>()
        })
    };
    view! {
        <div class="proposal" data-testid="tighten-proposal" role="group" aria-label="What Tighten would change">
            <p class="note">"What one component alone used becomes its own; what several used stays with all; what none used goes."</p>
            <Show when=move || !is_least() fallback=|| view! { <p>"These are the least grants already."</p> }>
                <ul>{parts}</ul>
                <Show when=move || proposed.with(|proposed| matches!(proposed, Some((_, true))))>
                    <p class="note">"With grants of single components the timed calls are linked too."</p>
                </Show>
            </Show>
            <p class="proposal-actions">
                <button
                    class="small"
                    data-testid="tighten-apply"
                    title="Writes these grants into the manifest in one step, and runs again"
                    disabled=is_least
                    on:click=move |_| granting::tighten_parts(bench)
                >
                    "Apply and run again"
                </button>
                <button class="small" on:click=move |_| bench.composing.proposes_least.set(false)>"Cancel"</button>
            </p>
        </div>
    }
}

/// One part's changes.
#[component]
fn Part(change: PolicyChange) -> impl IntoView {
    let name = match &change.recipient {
        Recipient::All => view! { <strong>"All components"</strong> }.into_any(),
        Recipient::Instance(name) => view! { <strong class="mono">{visible_line(name)}</strong> }.into_any(),
    };
    let lines = |grants: Vec<Grant>, class: &'static str, sign: &'static str, word: &'static str| {
        let line = move |grant: Grant| {
            view! {
                <li class=class>
                    <span class="proposal-sign" role="img" aria-label=word title=word>{sign}</span>
                    <code>{visible_line(&grant.to_string())}</code>
                </li>
            }
        };
        grants.into_iter().map(line).collect::<Vec<_>>()
    };
    view! {
        <li data-testid="proposal-part">
            {name}
            <ul class="proposal-grants">
                {lines(change.gone, "gone", "−", "goes")}
                {lines(change.new, "new", "+", "comes")}
                {lines(change.stays, "stays", "=", "stays")}
            </ul>
        </li>
    }
}
