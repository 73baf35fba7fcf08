//! Policies by name: chosen with one press, taken back with another.

use super::PolicyForm;
use crate::flows::{Workbench, granting};
use crate::state::policy_view::Recipient;
use diptych_shared::policy::Preset;
use diptych_shared::project::MANIFEST_FILE;
use leptos::prelude::*;

/// A button for each preset, the one in force pressed; and the way to the policy's text.
#[component]
pub fn Presets(bench: Workbench, policy: PolicyForm) -> impl IntoView {
    let current = Memo::new(move |_| {
        let recipient = policy.recipient.get();
        let own = policy.own.get();
        let is_granted =
            |preset: &Preset| policy.composed.with(|policy| recipient.preset(*preset, policy) == own);
        Preset::ALL.into_iter().find(is_granted)
    });
    let buttons = Preset::ALL.map(|preset| {
        view! {
            <button
                class="small"
                data-testid=format!("preset-{}", preset.name().replace(' ', "-"))
                title=format!("Grant {}", preset.summary())
                aria-pressed=move || (current.get() == Some(preset)).to_string()
                on:click=move |_| granting::apply_preset(bench, &policy.recipient.get_untracked(), preset)
            >
                {preset.name()}
            </button>
        }
    });
    let as_text = move |_| {
        let text = bench.workspace.text_of(MANIFEST_FILE).unwrap_or_default();
        let start = match policy.recipient.get_untracked() {
            Recipient::All => "grants",
            Recipient::Instance(_) => "[run.component-grants",
        };
        let line = text.lines().position(|line| line.trim_start().starts_with(start)).unwrap_or(0);
        bench.reveal.set(Some((MANIFEST_FILE.to_owned(), line as u32 + 1, 1)));
    };
    view! {
        <div class="presets" role="group" aria-label="Presets">
            <span class="note">"Preset"</span>
            {buttons.into_iter().collect::<Vec<_>>()}
            <span class="grow"></span>
            <button class="link" data-testid="policy-as-text" title="The grants as lines of text in the manifest" on:click=as_text>
                "as text"
            </button>
        </div>
    }
}
