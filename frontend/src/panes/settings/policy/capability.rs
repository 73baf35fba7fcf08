//! One capability: how it stands, how much of it is granted, and what the last run used of it.

use super::PolicyForm;
use super::asked::AskedFunctions;
use super::scopes::{Scopes, starting_scopes};
use crate::state::policy_view::{Fit, Standing};
use crate::state::text::visible_line;
use diptych_shared::policy::{Capability, Grant, Scope, ScopeForm};
use leptos::prelude::*;

/// How much of a capability is granted, as the row's list says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    Off,
    Whole,
    Scoped,
}

impl Extent {
    fn from_name(name: &str) -> Extent {
        match name {
            "whole" => Extent::Whole,
            "scoped" => Extent::Scoped,
            _ => Extent::Off,
        }
    }
}

/// The row.
#[component]
pub fn CapabilityRow(capability: Capability, policy: PolicyForm) -> impl IntoView {
    let description = capability.description();
    let name = description.name;
    let can_be_scoped = description.scope != ScopeForm::Whole;
    let grants =
        Memo::new(move |_| policy.policy.with(|policy| policy.of(capability).cloned().collect::<Vec<_>>()));
    // Scoped with no scope yet is something the manifest cannot say.
    let opened = RwSignal::new(false);
    // Whether the row itself made the change under way: only another's change may fold it up.
    let own_change = StoredValue::new(false);
    Effect::new(move |_| {
        let own = own_change.get_value();
        own_change.set_value(false);
        if grants.with(Vec::is_empty) && !own {
            opened.set(false);
        }
    });
    let extent = Memo::new(move |_| {
        grants.with(|grants| match grants.as_slice() {
            [] if opened.get() => Extent::Scoped,
            [] => Extent::Off,
            grants if grants.iter().any(|grant| grant.scope == Scope::Whole) => Extent::Whole,
            _ => Extent::Scoped,
        })
    });
    let set = move |chosen: Extent| {
        opened.set(chosen == Extent::Scoped);
        own_change.set_value(true);
        policy.form.change(move |table| {
            let grants = match chosen {
                Extent::Off => Vec::new(),
                Extent::Whole => vec![Grant::whole(capability)],
                Extent::Scoped => starting_scopes(capability, table),
            };
            table.grants.remove_all(capability);
            for grant in grants {
                table.grants.insert(grant);
            }
        });
    };
    let standing = Memo::new(move |_| {
        policy.asked.with(|asked| {
            let asked = asked.as_ref()?;
            Some(policy.policy.with(|policy| asked.standing(capability, policy)))
        })
    });
    let fit = Memo::new(move |_| {
        policy.facts.with(|facts| {
            let facts = facts.as_ref()?;
            Some(policy.policy.with(|policy| facts.fit(capability, policy)))
        })
    });
    let option = move |value: &'static str, meaning: Extent| {
        view! { <option value=value prop:selected=move || extent.get() == meaning>{value}</option> }
    };
    view! {
        <div
            class="capability"
            role="listitem"
            data-testid=format!("capability-{name}")
            data-standing=move || standing.get().map_or("", Standing::word)
            data-fit=move || fit.get().map_or("", Fit::class)
        >
            <div class="capability-head">
                <span class="capability-name">
                    <strong>{name}</strong>
                    <span class="note">{description.summary}</span>
                </span>
                {move || standing.get().filter(|standing| !standing.word().is_empty()).map(|standing| view! {
                    <span class=format!("tag {}", standing.word()) title=standing.meaning()>{standing.word()}</span>
                })}
                <select
                    data-testid=format!("grant-{name}")
                    aria-label=format!("Grant of {name}")
                    title=format!("Granted: {}. Not granted: {}.", description.granted, description.denied)
                    on:change=move |event| set(Extent::from_name(&event_target_value(&event)))
                >
                    {option("off", Extent::Off)}
                    {option("whole", Extent::Whole)}
                    {can_be_scoped.then(|| option("scoped", Extent::Scoped))}
                </select>
            </div>
            <Show when=move || extent.get() == Extent::Scoped>
                <Scopes capability form=policy.form grants own_change/>
            </Show>
            <Show when=move || capability == Capability::Http>
                <p class="note" data-testid="live-http">{move || live_http_words(policy.live_http.get())}</p>
            </Show>
            {move || fit.get().filter(|fit| *fit != Fit::Nothing).map(|fit| view! {
                <UsedLine capability policy fit/>
            })}
            <AskedFunctions capability asked=policy.asked/>
        </div>
    }
}

/// Whether a request can leave for the network, in words.
fn live_http_words(allowed: Option<bool>) -> &'static str {
    match allowed {
        Some(true) => {
            "Recorded answers first. In live mode other requests go out: the server’s operator allows it."
        }
        Some(false) => "Recorded answers only: the server’s operator does not allow live requests.",
        None => {
            "Recorded answers only, while the server is not there to say whether live requests are allowed."
        }
    }
}

/// How what was used fits the grants, with the needs themselves.
#[component]
fn UsedLine(capability: Capability, policy: PolicyForm, fit: Fit) -> impl IntoView {
    let used = move || {
        policy.facts.with(|facts| {
            facts.iter().flat_map(|facts| facts.used_of(capability)).cloned().collect::<Vec<_>>()
        })
    };
    // A filesystem walk can use hundreds of paths.
    const SHOWN: usize = 6;
    view! {
        <p class=format!("used {}", fit.class()) data-testid=format!("used-{}", capability.name())>
            <span class="used-word">{fit.words()}</span>
            {move || {
                let used = used();
                let more = used.len().saturating_sub(SHOWN);
                let shown = used.into_iter().take(SHOWN).map(|need| view! { <code>{visible_line(&need)}</code> });
                view! {
                    {shown.collect::<Vec<_>>()}
                    {(more > 0).then(|| view! { <span class="note">{format!("and {more} more")}</span> })}
                }
            }}
        </p>
    }
}
