//! After a run: what it used against what is granted, what it was denied, and the two ways on from there.

use super::{PolicyForm, proposal};
use crate::flows::{Workbench, granting};
use crate::state::policy_view::{Fit, Recipient};
use crate::state::text::{count, visible_line};
use diptych_shared::policy::Capability;
use leptos::prelude::*;

/// The most denied needs shown; a guest can try thousands.
const SHOWN: usize = 12;

/// The summary, with Tighten and a Grant for each denied need.
#[component]
pub fn LastRun(bench: Workbench, policy: PolicyForm) -> impl IntoView {
    let (facts, last_run) = (policy.facts, policy.last_run);
    let proposes = bench.composing.proposes_least;
    let is_composed =
        Memo::new(move |_| last_run.with(|run| run.as_ref().is_some_and(|run| run.composed.is_some())));
    let is_least = Memo::new(move |_| {
        last_run.with(|run| {
            let Some(run) = run else { return false };
            policy.composed.with(|policy| match &run.composed {
                Some(composed) => *policy == composed.least,
                None => policy.whole == run.all.least,
            })
        })
    });
    let denied = Memo::new(move |_| {
        let recipient = policy.recipient.get();
        last_run.with(|run| run.as_ref().map(|run| run.denied(&recipient)).unwrap_or_default())
    });
    let summary = move || {
        let fits = facts.with(|facts| {
            let facts = facts.as_ref()?;
            let fit = |capability| policy.policy.with(|policy| facts.fit(capability, policy));
            Some(Capability::ALL.map(fit))
        })?;
        Some(summary_words(&fits, denied.with(Vec::len)))
    };
    let needs = move || {
        let denied = denied.get();
        let more = denied.len().saturating_sub(SHOWN);
        let rows = denied.into_iter().take(SHOWN).map(|(to, need)| {
            let text = need.to_string();
            let shown = visible_line(&text);
            let whom = match &to {
                Recipient::All => None,
                Recipient::Instance(name) => Some(visible_line(name)),
            };
            let label = match &whom {
                None => format!("Grant {shown}"),
                Some(name) => format!("Grant {shown} to {name}"),
            };
            let granted = {
                let to = to.clone();
                move || policy.composed.with(|policy| to.policy(policy).allows(&need))
            };
            view! {
                <li data-testid="denied-need">
                    <span class="denied-word">"denied"</span>
                    {whom.map(|name| view! { <span class="parts">{name}</span> })}
                    <code>{shown}</code>
                    <button
                        class="small"
                        data-testid="grant-need"
                        aria-label=label
                        title="Adds exactly this grant to the policy and runs again"
                        disabled=granted
                        on:click=move |_| granting::grant(bench, &to, &text)
                    >
                        "Grant"
                    </button>
                </li>
            }
        });
        view! {
            {rows.collect::<Vec<_>>()}
            {(more > 0).then(|| view! { <li class="note">{format!("and {more} more; the report has all of them")}</li> })}
        }
    };
    let press = move |_| match is_composed.get_untracked() {
        true => proposes.update(|proposes| *proposes = !*proposes),
        false => granting::tighten(bench),
    };
    view! {
        <Show when=move || facts.with(Option::is_some)>
            <div class="last-run" data-testid="last-run">
                <p>
                    <strong>"Last run"</strong>
                    " "
                    <span data-testid="last-run-summary">{summary}</span>
                </p>
                <button
                    class="small"
                    data-testid="tighten"
                    title=move || match is_composed.get() {
                        true => "Shows the least grants that each component needed in the last run",
                        false => "Writes the least policy that the last run needed, and runs again",
                    }
                    disabled=is_least
                    aria-expanded=move || is_composed.get().then(|| proposes.get().to_string())
                    on:click=press
                >
                    {move || if is_composed.get() { "Tighten…" } else { "Tighten" }}
                </button>
                <Show when=move || is_composed.get() && proposes.get()>
                    <proposal::Proposal bench policy/>
                </Show>
                <Show when=move || denied.with(|denied| !denied.is_empty())>
                    <ul class="denied-needs" aria-label="Denied needs">{needs}</ul>
                </Show>
            </div>
        </Show>
    }
}

/// One sentence over all capabilities.
fn summary_words(fits: &[Fit], denied: usize) -> String {
    let number = |wanted: Fit| fits.iter().filter(|fit| **fit == wanted).count();
    let parts = [
        (number(Fit::Exact), "used exactly"),
        (number(Fit::Wider), "used less than granted"),
        (number(Fit::Unused), "granted, not used"),
        (number(Fit::Withdrawn), "used, no longer granted"),
    ];
    let mut words: Vec<String> = parts
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, words)| format!("{number} {words}"))
        .collect();
    if denied > 0 {
        words.push(format!("{} denied", count(denied, "need")));
    }
    match words.is_empty() {
        true => "needed no grant and had none.".to_owned(),
        false => format!("{}.", words.join("; ")),
    }
}

#[cfg(test)]
mod tests {
    use super::summary_words;
    use crate::state::policy_view::Fit;

    #[test]
    fn the_summary_counts_capabilities_and_needs() {
        let fits = [Fit::Exact, Fit::Nothing, Fit::Unused, Fit::Exact];
        assert_eq!(summary_words(&fits, 1), "2 used exactly; 1 granted, not used; 1 need denied.");
        assert_eq!(summary_words(&[Fit::Nothing], 0), "needed no grant and had none.");
    }
}
