//! What the component may use. Nothing is granted unless it is ticked.

use super::RunForm;
use diptych_shared::api::inspect::Inspection;
use diptych_shared::policy::{Capability, Need, need};
use leptos::prelude::*;
use std::sync::Arc;

/// What each capability opens, in a few words.
fn meaning(capability: Capability) -> &'static str {
    match capability {
        Capability::Stdio => "stdin, stdout, stderr",
        Capability::Arguments => "command-line arguments",
        Capability::Environment => "environment variables",
        Capability::WallClock => "date and time",
        Capability::MonotonicClock => "measuring time, sleeping",
        Capability::Random => "random numbers",
        Capability::Filesystem => "the virtual files",
        Capability::Sockets => "the network",
    }
}

/// Whether the component imports something that needs `capability`.
fn asks_for(inspection: &Inspection, capability: Capability) -> bool {
    inspection.imports.iter().any(|import| {
        let needs = |function: &str| need(&import.name, function) == Some(Need::Capability(capability));
        import.functions.iter().any(|function| needs(&function.name))
    })
}

/// A checkbox per capability; those the component asks for are marked.
#[component]
pub fn Grants(form: RunForm, inspection: Memo<Option<Arc<Inspection>>>) -> impl IntoView {
    let boxes = Capability::ALL.map(|capability| {
        let granted = move || form.table.with(|table| table.grants.contains(&capability));
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
                                table.grants.insert(capability);
                            } else {
                                table.grants.remove(&capability);
                            }
                        });
                    }
                />
                <span>
                    <strong>{capability.name()}</strong>
                    <span class="note">{meaning(capability)}</span>
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
