//! `list<T>`: its elements in order, added at the end, removed anywhere.

use super::{Binding, WaveForm};
use crate::components::icon::{CROSS, Icon, PLUS};
use diptych_shared::api::types::WitType;
use diptych_shared::toolchain::wave::{Value, default_value};
use leptos::prelude::*;

/// Longer lists are edited as WAVE text.
const FORM_ELEMENTS: usize = 64;

/// The form of a list.
pub fn list(
    element: WitType,
    binding: Binding,
    label: String,
    handles: Signal<Vec<(String, String)>>,
) -> impl IntoView {
    let items = move || match binding.value.get_untracked() {
        Value::List(items) => items,
        _ => Vec::new(),
    };
    let length = Memo::new(move |_| {
        binding.value.with(|value| match value {
            Value::List(items) => items.len(),
            _ => 0,
        })
    });
    let fresh = element.clone();
    let add = move |_| {
        let mut changed = items();
        changed.push(default_value(&fresh));
        binding.set.run(Value::List(changed));
    };
    let remove = move |index: usize| {
        let mut changed = items();
        if index < changed.len() {
            changed.remove(index);
            binding.set.run(Value::List(changed));
        }
    };
    let row = move |index: usize| {
        view! {
            <div class="wave-item">
                <span class="wave-name">{index}</span>
                <WaveForm ty=element.clone() binding=binding.part(index) label=format!("element {index}") handles/>
                <button class="quiet" aria-label=format!("Remove element {index}") on:click=move |_| remove(index)>
                    <Icon path=CROSS/>
                </button>
            </div>
        }
        .into_any()
    };
    view! {
        <div class="wave-list" role="group" aria-label=label>
            <For each=move || 0..length.get().min(FORM_ELEMENTS) key=|index| *index children=row/>
            <Show when=move || { length.get() > FORM_ELEMENTS }>
                <p class="note">{move || format!("{} elements: the rest is in the WAVE text.", length.get())}</p>
            </Show>
            <button class="small" on:click=add>
                <Icon path=PLUS/>
                "Add element"
            </button>
        </div>
    }
}
