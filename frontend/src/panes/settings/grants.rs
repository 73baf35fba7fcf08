//! What the component may use. Nothing is granted unless it is ticked.

use super::RunForm;
use diptych_shared::api::inspect::Inspection;
use diptych_shared::policy::{Capability, Grant, need};
use leptos::prelude::*;
use std::sync::Arc;

/// Whether the component imports something that needs `capability`.
fn asks_for(inspection: &Inspection, capability: Capability) -> bool {
    inspection.imports.iter().any(|import| {
        let needs = |function: &str| need(&import.name, function).capability() == Some(capability);
        import.functions.iter().any(|function| needs(&function.name))
    })
}

/// A checkbox per capability; those the component asks for are marked.
#[component]
pub fn Grants(form: RunForm, inspection: Memo<Option<Arc<Inspection>>>) -> impl IntoView {
    let boxes = Capability::ALL.map(|capability| {
        let granted = move || form.table.with(|table| table.grants.grants_any(capability));
        let asked = Memo::new(move |_| {
            inspection.with(|inspection| inspection.as_ref().is_some_and(|inspection| asks_for(inspection, capability)))
        });
        view! {
            <label class="grant" class:asked=asked>
                <input
                    type="checkbox"
                    data-testid=format!("grant-{}", capability.name())
                    prop:checked=granted
                    on:change=move |event| {
                        let on = event_target_checked(&event);
                        form.change(move |table| {
                            if on {
                                table.grants.insert(Grant::whole(capability));
                            } else {
                                table.grants.remove_all(capability);
                            }
                        });
                    }
                />
                <span>
                    <strong>{capability.name()}</strong>
                    <span class="note">{capability.description().summary}</span>
                </span>
                <Show when=move || asked.get()>
                    <span class="tag" title="The component imports functions that need this">"asked for"</span>
                </Show>
            </label>
        }
    });
    view! {
        <details open class="section">
            <summary>"Grants"</summary>
            <p class="note">"What is not granted is denied, on both engines alike, and the trace says so."</p>
            <div class="grants">{boxes.into_iter().collect::<Vec<_>>()}</div>
        </details>
    }
}
