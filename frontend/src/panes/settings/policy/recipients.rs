//! Whom the grants of a composition are for: all of its components, or one instance.

use super::PolicyForm;
use crate::flows::{Workbench, granting};
use crate::interop::dom;
use crate::panes::settings::RunForm;
use crate::state::policy_view::{Choice, Recipient, choices};
use crate::state::text::{count, visible_line};
use diptych_shared::project::Language;
use leptos::{html, prelude::*};

/// The instances that grants can be for; `None` where the project is no composition.
pub fn choices_of(bench: Workbench, form: RunForm) -> Memo<Option<Vec<Choice>>> {
    Memo::new(move |_| {
        let is_composition = bench.workspace.language() == Some(Language::Wac);
        let now = || {
            let composition = bench.composing.composition;
            composition.with(|composition| form.table.with(|table| choices(composition.as_ref(), table)))
        };
        is_composition.then(now)
    })
}

/// The choice, what it means, and what of the manifest names no instance.
#[component]
pub fn Recipients(
    bench: Workbench,
    policy: PolicyForm,
    choices: Memo<Option<Vec<Choice>>>,
    /// The section, which may be folded away when somebody points at it.
    section: NodeRef<html::Details>,
) -> impl IntoView {
    let select = NodeRef::<html::Select>::new();
    let pointed_at = bench.composing.grants_pointed_at;
    // What was pointed at before this was here is not news.
    let seen = StoredValue::new(pointed_at.get_untracked());
    Effect::new(move |_| {
        let now = pointed_at.get();
        if now == seen.get_value() {
            return;
        }
        seen.set_value(now);
        if let Some(section) = section.get_untracked() {
            // An attribute that can always be set.
            _ = section.set_attribute("open", "");
        }
        dom::scroll_into_view(".recipients");
        if let Some(select) = select.get_untracked() {
            _ = select.focus();
        }
    });
    let chosen = move || match policy.recipient.get() {
        Recipient::All => String::new(),
        Recipient::Instance(name) => name,
    };
    let options = move || {
        let chosen = chosen();
        choices.with(|choices| {
            let options = choices.iter().flatten().map(|choice| {
                let selected = choice.instance == chosen;
                view! { <option value=choice.instance.clone() selected=selected>{choice_words(choice)}</option> }
            });
            options.collect::<Vec<_>>()
        })
    };
    let choose = move |event| {
        let name = event_target_value(&event);
        bench.composing.grants_of.set((!name.is_empty()).then_some(name));
    };
    let words = move || match policy.recipient.get() {
        Recipient::All => "Every component of the composition is granted this.".to_owned(),
        Recipient::Instance(name) => format!(
            "Only {} is granted this, besides what all components have: that is changed, and taken away, under All components.",
            visible_line(&name)
        ),
    };
    let strangers = move || {
        choices.with(|choices| {
            let unknown = choices.iter().flatten().filter(|choice| !choice.is_known);
            unknown.map(|choice| view! { <Stranger bench choice=choice.clone()/> }).collect::<Vec<_>>()
        })
    };
    view! {
        <div class="recipients">
            <label>
                <span>"Grants for"</span>
                <select node_ref=select data-testid="grants-for" prop:value=chosen on:change=choose>
                    <option value="" selected=move || chosen().is_empty()>"All components"</option>
                    {options}
                </select>
            </label>
            <p class="note">{words}</p>
            {strangers}
        </div>
    }
}

/// An instance as the list says it.
fn choice_words(choice: &Choice) -> String {
    let name = visible_line(&choice.instance);
    match (choice.is_known, choice.grants) {
        (false, _) => format!("{name} (not in the composition)"),
        (true, 0) => name,
        (true, grants) => format!("{name} ({} of its own)", count(grants, "grant")),
    }
}

/// Grants for an instance that the composition does not have.
#[component]
fn Stranger(bench: Workbench, choice: Choice) -> impl IntoView {
    let name = visible_line(&choice.instance);
    let words = format!(
        " has {} in the manifest, and the composition has no instance of this name.",
        count(choice.grants, "grant")
    );
    view! {
        <div class="unknown stranger" data-testid="unknown-instance" role="note">
            <p><strong class="mono">{name.clone()}</strong> {words}</p>
            <button
                class="small"
                aria-label=format!("Remove the grants of {name}")
                on:click=move |_| granting::forget_instance(bench, &choice.instance)
            >
                "Remove"
            </button>
        </div>
    }
}
