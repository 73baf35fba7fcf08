//! What a component cannot do, whatever it tries, and why that is certain.

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
                        sentences.iter().map(|sentence| view! { <li>{crate::state::text::visible(sentence)}</li> }).collect::<Vec<_>>()
                    })}
                </ul>
            </details>
        </Show>
    }
}
