//! The policy: what the component asks for, what it is granted, and what the last run used of that.

mod asked;
mod capability;
mod last_run;
mod presets;
mod proof;
mod proposal;
mod recipients;
mod scopes;

use super::RunForm;
use crate::flows::{Workbench, granting, running};
use crate::state::policy_view::{
    Asked, LastRunFacts, Recipient, RunFacts, composed_policy, imports_of, set_composed_policy,
};
use crate::state::server_status::ServerStatus;
use crate::state::text::visible_line;
use diptych_shared::api::inspect::Inspection;
use diptych_shared::policy::{Capability, ComposedPolicy, Policy};
use diptych_shared::project::{Language, RunTable};
use leptos::{html, prelude::*};
use std::sync::Arc;

/// What the rows read.
#[derive(Clone, Copy)]
pub struct PolicyForm {
    /// The run table, to read and to change.
    pub form: RunForm,
    /// Whom the grants are for.
    pub recipient: Memo<Recipient>,
    /// All grants, as the manifest has them.
    pub composed: Memo<ComposedPolicy>,
    /// What was granted to exactly whom the grants are for: what the rows edit.
    pub own: Memo<Policy>,
    /// What an instance has because all have it; nothing where the grants are for all.
    pub inherited: Memo<Policy>,
    /// Both together.
    pub policy: Memo<Policy>,
    /// What calls are decided by: of all, that includes what single instances have.
    pub deciding: Memo<Policy>,
    /// What is asked for; `None` before there is a component.
    pub asked: Memo<Option<Asked>>,
    /// The last run; `None` before one.
    pub last_run: Memo<Option<LastRunFacts>>,
    /// What whom the grants are for did with their policy in it.
    pub facts: Memo<Option<RunFacts>>,
    /// Whether the server's operator allows live HTTP; `None` while that is not known.
    pub live_http: Signal<Option<bool>>,
}

impl PolicyForm {
    /// Changes the grants of whom they are for, and with them the manifest's text.
    pub fn change(self, change: impl FnOnce(&mut Policy, &RunTable) + Send + Sync + 'static) {
        let recipient = self.recipient.get_untracked();
        self.form.change(move |table| {
            let before = composed_policy(table);
            let mut own = recipient.own(&before).cloned().unwrap_or_default();
            change(&mut own, table);
            set_composed_policy(table, recipient.with(&before, own));
        });
    }
}

/// The section.
#[component]
pub fn PolicySection(
    bench: Workbench,
    form: RunForm,
    inspection: Memo<Option<Arc<Inspection>>>,
) -> impl IntoView {
    let choices = recipients::choices_of(bench, form);
    let recipient = Memo::new(move |_| {
        let chosen = bench.composing.grants_of.get();
        let chosen = chosen.filter(|name| {
            choices.with(|choices| choices.iter().flatten().any(|choice| choice.instance == *name))
        });
        chosen.map_or(Recipient::All, Recipient::Instance)
    });
    let inspection = Memo::new(move |_| {
        if bench.workspace.language() == Some(Language::Pipeline) {
            return recipient.with(|recipient| match recipient {
                Recipient::All => bench.stages.asks_for(None),
                Recipient::Instance(name) => bench.stages.asks_for(Some(name)),
            });
        }
        let whole = inspection.get()?;
        match recipient.get() {
            Recipient::All => Some(whole),
            Recipient::Instance(name) => bench
                .composing
                .composition
                .with(|composition| Some(Arc::new(imports_of(&whole, composition.as_ref()?, &name)))),
        }
    });
    let asked = Memo::new(move |_| {
        inspection.with(|inspection| inspection.as_ref().map(|inspection| Asked::of(inspection)))
    });
    let composed = Memo::new(move |_| form.table.with(composed_policy));
    let of_recipient = move |of: fn(&Recipient, &ComposedPolicy) -> Policy| {
        Memo::new(move |_| recipient.with(|recipient| composed.with(|policy| of(recipient, policy))))
    };
    // What was learned stays while the next run is under way, and so does the focus on its buttons.
    let last_run = Memo::new(move |last: Option<&Option<LastRunFacts>>| {
        let kept = || last.cloned().flatten().filter(|_| bench.session.running.get());
        granting::facts(bench).or_else(kept)
    });
    let policy = PolicyForm {
        form,
        recipient,
        composed,
        own: of_recipient(|recipient, policy| recipient.own(policy).cloned().unwrap_or_default()),
        inherited: of_recipient(Recipient::inherited),
        policy: of_recipient(Recipient::policy),
        deciding: of_recipient(|recipient, policy| match recipient {
            Recipient::All => policy.of_any(),
            Recipient::Instance(name) => policy.of(name),
        }),
        asked,
        last_run,
        facts: Memo::new(move |_| {
            let recipient = recipient.get();
            last_run.with(|last_run| last_run.as_ref()?.about(&recipient).cloned())
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
        recipient.track();
        let granted = policy.own.get_untracked();
        asked.with(Option::is_none)
            || rows(false).into_iter().any(|capability| granted.grants_any(capability))
    });
    let keyed = move |wanted: bool| {
        let recipient = recipient.get();
        rows(wanted).into_iter().map(move |row| (recipient.clone(), row)).collect::<Vec<_>>()
    };
    let section = NodeRef::<html::Details>::new();
    let words = Memo::new(move |_| recipients::words_of(bench));
    view! {
        <details open class="section policy" data-testid="policy" node_ref=section>
            <summary>"Policy"</summary>
            <p class="note">"What is not granted is denied, on both engines alike, and the trace says so."</p>
            {move || words.get().map(|words| view! {
                <recipients::Recipients bench policy words choices section/>
            })}
            <presets::Presets bench policy/>
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
                <proof::Proof inspection policy=policy.deciding/>
                <asked::Unknown asked/>
                <h3 class="policy-head">
                    {move || match recipient.get() {
                        Recipient::All => "It asks for".to_owned(),
                        Recipient::Instance(name) => format!("{} asks for", visible_line(&name)),
                    }}
                </h3>
                <Show when=move || rows(true).is_empty()>
                    <p class="note">"Nothing that needs a grant."</p>
                </Show>
                <div class="capabilities" role="list" aria-label="Asked for">
                    <For each=move || keyed(true) key=Clone::clone let((_, capability))>
                        <capability::CapabilityRow capability policy/>
                    </For>
                </div>
            </Show>
            <details class="others" open=others_open data-testid="other-capabilities">
                <summary>
                    {move || if asked.with(Option::is_some) { "It does not ask for" } else { "All capabilities" }}
                    <span class="note">{move || {
                        let rows = rows(false);
                        let granted = policy.own.with(|policy| rows.iter().filter(|row| policy.grants_any(**row)).count());
                        if granted == 0 { rows.len().to_string() } else { format!("{}, {granted} granted", rows.len()) }
                    }}</span>
                </summary>
                <div class="capabilities" role="list" aria-label="Not asked for">
                    <For each=move || keyed(false) key=Clone::clone let((_, capability))>
                        <capability::CapabilityRow capability policy/>
                    </For>
                </div>
            </details>
        </details>
    }
}
