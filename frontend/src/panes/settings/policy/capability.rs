//! One capability: how it stands, how much of it is granted, and what the last run used of it.

use super::PolicyForm;
use super::asked::AskedFunctions;
use super::scopes::{Scopes, starting_scopes};
use crate::state::policy_view::{Fit, Recipient, Standing};
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
    let grants = Memo::new(move |_| policy.own.with(|own| own.of(capability).cloned().collect::<Vec<_>>()));
    let inherited = Memo::new(move |_| {
        policy.inherited.with(|inherited| inherited.of(capability).cloned().collect::<Vec<_>>())
    });
    // All have all of it, so there is nothing to add for one.
    let is_settled = Memo::new(move |_| {
        grants.with(Vec::is_empty) && inherited.with(|grants| grants.contains(&Grant::whole(capability)))
    });
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
        policy.change(move |own, table| {
            let grants = match chosen {
                Extent::Off => Vec::new(),
                Extent::Whole => vec![Grant::whole(capability)],
                Extent::Scoped => starting_scopes(capability, table),
            };
            own.remove_all(capability);
            for grant in grants {
                own.insert(grant);
            }
        });
    };
    let standing = Memo::new(move |_| {
        policy.asked.with(|asked| {
            let asked = asked.as_ref()?;
            Some(policy.deciding.with(|policy| asked.standing(capability, policy)))
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
                    disabled=is_settled
                    on:change=move |event| set(Extent::from_name(&event_target_value(&event)))
                >
                    <option value="off" prop:selected=move || extent.get() == Extent::Off>
                        {move || if is_settled.get() { "inherited" } else { "off" }}
                    </option>
                    {option("whole", Extent::Whole)}
                    {can_be_scoped.then(|| option("scoped", Extent::Scoped))}
                </select>
            </div>
            <Show when=move || extent.get() == Extent::Scoped>
                <Scopes capability policy grants own_change/>
            </Show>
            <Inherited grants=inherited/>
            <GivenToSome capability policy/>
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

/// What an instance has of a capability because all have it.
#[component]
fn Inherited(grants: Memo<Vec<Grant>>) -> impl IntoView {
    let words = move || grants.with(|grants| grants.iter().map(grant_code).collect::<Vec<_>>());
    view! {
        <Show when=move || grants.with(|grants| !grants.is_empty())>
            <p class="used" data-testid="inherited" title="Choose All components above to change it">
                <span class="used-word">"all components have"</span>
                {words}
            </p>
        </Show>
    }
}

/// Which instances have something of a capability besides what all have.
#[component]
fn GivenToSome(capability: Capability, policy: PolicyForm) -> impl IntoView {
    let given = move || {
        if policy.recipient.with(|recipient| *recipient != Recipient::All) {
            return Vec::new();
        }
        policy.composed.with(|composed| {
            let grants = composed.own.iter().map(|(name, own)| {
                let grants: Vec<_> = own.of(capability).map(grant_code).collect();
                (!grants.is_empty()).then(|| {
                    let word = format!("{} has", visible_line(name));
                    view! { <p class="used" data-testid="given"><span class="used-word">{word}</span> {grants}</p> }
                })
            });
            grants.flatten().collect()
        })
    };
    view! { {given} }
}

fn grant_code(grant: &Grant) -> impl IntoView + use<> {
    view! { <code>{visible_line(&grant.to_string())}</code> }
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
