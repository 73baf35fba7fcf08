//! What a component cannot do, whatever it tries, and why that is certain.

use crate::state::text::visible;
use diptych_shared::api::inspect::Inspection;
use diptych_shared::policy::{Policy, proof};
use leptos::prelude::*;
use std::sync::Arc;

/// The sentences.
#[component]
pub fn Proof(inspection: Memo<Option<Arc<Inspection>>>, policy: Memo<Policy>) -> impl IntoView {
    let sentences = Memo::new(move |_| {
        inspection.with(|inspection| {
            inspection
                .as_ref()
                .map(|inspection| policy.with(|policy| proof(inspection, policy)))
                .unwrap_or_default()
        })
    });
    view! {
        <Show when=move || sentences.with(|sentences| !sentences.is_empty())>
            <details class="proof" open data-testid="proof">
                <summary>"What it cannot do"</summary>
                <ul>
                    {move || sentences.with(|sentences| {
                        sentences.iter().map(|sentence| view! { <li>{with_code(sentence)}</li> }).collect::<Vec<_>>()
                    })}
                </ul>
            </details>
        </Show>
    }
}

/// A sentence whose names between backquotes are set as code.
fn with_code(sentence: &str) -> Vec<AnyView> {
    let parts = visible(sentence);
    parts
        .split('`')
        .enumerate()
        .map(|(index, part)| {
            let part = part.to_owned();
            if index % 2 == 1 { view! { <code>{part}</code> }.into_any() } else { part.into_any() }
        })
        .collect()
}
