//! The policy: what the component asks for, what it is granted, and what the last run used of that.

mod asked;
mod capability;
mod last_run;
mod presets;
mod proof;
mod scopes;

use super::RunForm;
use crate::flows::{Workbench, granting, running};
use crate::state::policy_view::{Asked, RunFacts};
use crate::state::server_status::ServerStatus;
use diptych_shared::api::inspect::Inspection;
use diptych_shared::policy::{Capability, Policy};
use leptos::prelude::*;
use std::sync::Arc;

/// What the rows read.
#[derive(Clone, Copy)]
pub struct PolicyForm {
    /// The run table, to read and to change.
    pub form: RunForm,
    /// The policy as the manifest has it.
    pub policy: Memo<Policy>,
    /// What the component asks for; `None` before there is one.
    pub asked: Memo<Option<Asked>>,
    /// What the last run did with its policy; `None` before a run.
    pub facts: Memo<Option<RunFacts>>,
    /// Whether the server's operator allows live HTTP; `None` while that is not known.
    pub live_http: Signal<Option<bool>>,
}

/// The section.
#[component]
pub fn PolicySection(
    bench: Workbench,
    form: RunForm,
    inspection: Memo<Option<Arc<Inspection>>>,
) -> impl IntoView {
    let asked = Memo::new(move |_| {
        inspection.with(|inspection| inspection.as_ref().map(|inspection| Asked::of(inspection)))
    });
    let policy = PolicyForm {
        form,
        policy: Memo::new(move |_| form.table.with(|table| table.grants.clone())),
        asked,
        // What was learned stays while the next run is under way, and so does the focus on its buttons.
        facts: Memo::new(move |last: Option<&Option<RunFacts>>| {
            let kept = || last.cloned().flatten().filter(|_| bench.session.running.get());
            granting::facts(bench).or_else(kept)
        }),
        live_http: Signal::derive(move || match bench.server.get() {
            ServerStatus::Up { live_http, .. } => Some(live_http),
            _ => None,
        }),
    };
    let is_asked = move |capability: &Capability| {
        asked.with(|asked| asked.as_ref().is_some_and(|asked| asked.capabilities.contains_key(capability)))
    };
    let rows = move |wanted: bool| {
        let all = Capability::ALL.into_iter();
        all.filter(|capability| is_asked(capability) == wanted).collect::<Vec<_>>()
    };
    // Not while a person changes grants: a row must not fold away under the hand that set it.
    let others_open = Memo::new(move |_| {
        asked.track();
        let granted = policy.policy.get_untracked();
        asked.with(Option::is_none)
            || rows(false).into_iter().any(|capability| granted.grants_any(capability))
    });
    view! {
        <details open class="section policy" data-testid="policy">
            <summary>"Policy"</summary>
            <p class="note">"What is not granted is denied, on both engines alike, and the trace says so."</p>
            <presets::Presets bench policy=policy.policy/>
            <last_run::LastRun bench policy/>
            <Show
                when=move || asked.with(Option::is_some)
                fallback=move || view! {
                    <div class="policy-empty" data-testid="policy-empty">
                        <p class="note">
                            "When the source compiles, what the component asks for stands here: the functions it imports, by capability, and what it cannot reach."
                        </p>
                        <button class="small" data-testid="build-policy" on:click=move |_| running::build_only(bench)>
                            "Build to see what it asks for"
                        </button>
                    </div>
                }
            >
                <proof::Proof inspection policy=policy.policy/>
                <asked::Unknown asked/>
                <h3 class="policy-head">"It asks for"</h3>
                <Show when=move || rows(true).is_empty()>
                    <p class="note">"Nothing that needs a grant."</p>
                </Show>
                <div class="capabilities" role="list" aria-label="Asked for">
                    <For each=move || rows(true) key=|capability| *capability let:capability>
                        <capability::CapabilityRow capability policy/>
                    </For>
                </div>
            </Show>
            <details class="others" open=others_open data-testid="other-capabilities">
                <summary>
                    {move || if asked.with(Option::is_some) { "It does not ask for" } else { "All capabilities" }}
                    <span class="note">{move || {
                        let rows = rows(false);
                        let granted = policy.policy.with(|policy| rows.iter().filter(|row| policy.grants_any(**row)).count());
                        if granted == 0 { rows.len().to_string() } else { format!("{}, {granted} granted", rows.len()) }
                    }}</span>
                </summary>
                <div class="capabilities" role="list" aria-label="Not asked for">
                    <For each=move || rows(false) key=|capability| *capability let:capability>
                        <capability::CapabilityRow capability policy/>
                    </For>
                </div>
            </details>
        </details>
    }
}
