//! Whom the grants of a composition or a pipeline are for: everything in it, or one instance or stage.

use super::PolicyForm;
use crate::flows::{Workbench, granting};
use crate::interop::dom;
use crate::panes::settings::RunForm;
use crate::state::policy_view::{Choice, Recipient, choices};
use crate::state::text::{count, visible_line};
use diptych_shared::project::Language;
use leptos::{html, prelude::*};

/// How the page speaks of whom grants can be for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Words {
    all: &'static str,
    every: &'static str,
    plural: &'static str,
    one: &'static str,
    whole: &'static str,
}

const OF_COMPOSITION: Words = Words {
    all: "All components",
    every: "Every component of the composition is granted this.",
    plural: "components",
    one: "instance",
    whole: "composition",
};

const OF_PIPELINE: Words = Words {
    all: "All stages",
    every: "Every stage of the pipeline is granted this.",
    plural: "stages",
    one: "stage",
    whole: "pipeline",
};

/// The words for the open project; `None` where it is one component, and all grants are its.
pub fn words_of(bench: Workbench) -> Option<Words> {
    match bench.workspace.language()? {
        Language::Wac => Some(OF_COMPOSITION),
        Language::Pipeline => Some(OF_PIPELINE),
        _ => None,
    }
}

/// The instances or stages that grants can be for; `None` where the project is one component.
pub fn choices_of(bench: Workbench, form: RunForm) -> Memo<Option<Vec<Choice>>> {
    Memo::new(move |_| {
        let known = match bench.workspace.language()? {
            Language::Wac => bench.composing.composition.with(|composition| {
                let instances = &composition.as_ref()?.instances;
                Some(instances.iter().map(|instance| instance.name.clone()).collect::<Vec<_>>())
            }),
            Language::Pipeline => bench.stages.all.with(|stages| {
                let names = stages.iter().map(|stage| stage.name.clone()).collect::<Vec<_>>();
                (!names.is_empty()).then_some(names)
            }),
            _ => return None,
        };
        let known: Option<Vec<&str>> = known.as_ref().map(|names| names.iter().map(String::as_str).collect());
        Some(form.table.with(|table| choices(known.as_deref(), table)))
    })
}

/// The choice, what it means, and what of the manifest names no instance.
#[component]
pub fn Recipients(
    bench: Workbench,
    policy: PolicyForm,
    words: Words,
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
                view! { <option value=choice.instance.clone() selected=selected>{choice_words(choice, words)}</option> }
            });
            options.collect::<Vec<_>>()
        })
    };
    let choose = move |event| {
        let name = event_target_value(&event);
        bench.composing.grants_of.set((!name.is_empty()).then_some(name));
    };
    let meaning = move || match policy.recipient.get() {
        Recipient::All => words.every.to_owned(),
        Recipient::Instance(name) => format!(
            "Only {} is granted this, besides what all {} have: that is changed, and taken away, under {}.",
            visible_line(&name),
            words.plural,
            words.all
        ),
    };
    let strangers = move || {
        choices.with(|choices| {
            let unknown = choices.iter().flatten().filter(|choice| !choice.is_known);
            unknown.map(|choice| view! { <Stranger bench words choice=choice.clone()/> }).collect::<Vec<_>>()
        })
    };
    view! {
        <div class="recipients">
            <label>
                <span>"Grants for"</span>
                <select node_ref=select data-testid="grants-for" prop:value=chosen on:change=choose>
                    <option value="" selected=move || chosen().is_empty()>{words.all}</option>
                    {options}
                </select>
            </label>
            <p class="note">{meaning}</p>
            {strangers}
        </div>
    }
}

/// An instance as the list says it.
fn choice_words(choice: &Choice, words: Words) -> String {
    let name = visible_line(&choice.instance);
    match (choice.is_known, choice.grants) {
        (false, _) => format!("{name} (not in the {})", words.whole),
        (true, 0) => name,
        (true, grants) => format!("{name} ({} of its own)", count(grants, "grant")),
    }
}

/// Grants for an instance or a stage that the project does not have.
#[component]
fn Stranger(bench: Workbench, words: Words, choice: Choice) -> impl IntoView {
    let name = visible_line(&choice.instance);
    let said = format!(
        " has {} in the manifest, and the {} has no {} of this name.",
        count(choice.grants, "grant"),
        words.whole,
        words.one
    );
    view! {
        <div class="unknown stranger" data-testid="unknown-instance" role="note">
            <p><strong class="mono">{name.clone()}</strong> {said}</p>
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
