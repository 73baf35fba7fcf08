//! The functions a component imports: those of one capability, and those that no host supplies.

use crate::state::policy_view::{Asked, AskedFunction};
use crate::state::text::{count, visible_line};
use diptych_shared::policy::Capability;
use leptos::prelude::*;

/// The imported functions of one capability, by interface, folded away.
#[component]
pub fn AskedFunctions(capability: Capability, asked: Memo<Option<Asked>>) -> impl IntoView {
    let functions = Memo::new(move |_| {
        asked.with(|asked| {
            asked.as_ref().and_then(|asked| asked.capabilities.get(&capability).cloned()).unwrap_or_default()
        })
    });
    view! {
        <Show when=move || functions.with(|functions| !functions.is_empty())>
            <details class="asked" data-testid=format!("asked-{}", capability.name())>
                <summary>{move || functions.with(|functions| format!("imports {}", count(functions.len(), "function")))}</summary>
                {move || functions.with(|functions| by_interface(functions))}
            </details>
        </Show>
    }
}

fn by_interface(functions: &[AskedFunction]) -> Vec<impl IntoView + use<>> {
    functions
        .chunk_by(|one, other| one.interface == other.interface)
        .map(|chunk| {
            let interface = visible_line(&chunk[0].interface);
            let from = chunk[0].from.iter().map(|part| visible_line(part)).collect::<Vec<_>>().join(", ");
            let names = chunk.iter().map(|function| {
                let need = function.need.to_string();
                view! { <li><code>{visible_line(&function.function)}</code><span class="note">{need}</span></li> }
            });
            view! {
                <p class="mono asked-interface">
                    {interface}
                    {(!from.is_empty()).then(|| view! { <span class="note">{format!("from {from}")}</span> })}
                </p>
                <ul class="asked-functions">{names.collect::<Vec<_>>()}</ul>
            }
        })
        .collect()
}

/// What no host supplies: the run will be refused, whatever is granted.
#[component]
pub fn Unknown(asked: Memo<Option<Asked>>) -> impl IntoView {
    let unknown = Memo::new(move |_| {
        asked.with(|asked| asked.as_ref().map(|asked| asked.unknown.clone()).unwrap_or_default())
    });
    let rows = move || {
        unknown.with(|unknown| {
            unknown
                .iter()
                .map(|(interface, functions)| {
                    let functions: Vec<String> = functions.iter().map(|name| visible_line(name)).collect();
                    view! {
                        <li>
                            <code>{visible_line(interface)}</code>
                            <span class="note mono">{functions.join(", ")}</span>
                        </li>
                    }
                })
                .collect::<Vec<_>>()
        })
    };
    view! {
        <Show when=move || unknown.with(|unknown| !unknown.is_empty())>
            <div class="unknown" data-testid="unknown-imports" role="note">
                <p>
                    <strong>"Unknown"</strong>
                    " No host supplies these imports, and no grant can: Run will refuse the component."
                </p>
                <ul>{rows}</ul>
            </div>
        </Show>
    }
}
