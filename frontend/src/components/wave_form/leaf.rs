//! Fields without parts: a checkbox, a line of text or number, flags, a handle.

use super::Binding;
use crate::state::text::visible_line;
use crate::state::value_path::{bounds, field_text, read_field};
use diptych_shared::api::types::WitType;
use diptych_shared::toolchain::wave::Value;
use leptos::prelude::*;

/// A `bool`.
pub fn checkbox(binding: Binding, label: String) -> impl IntoView {
    let checked = move || binding.value.with(|value| *value == Value::Bool(true));
    view! {
        <label class="wave-check">
            <input
                type="checkbox"
                aria-label=label
                prop:checked=checked
                on:change=move |event| binding.set.run(Value::Bool(event_target_checked(&event)))
            />
            {move || if checked() { "true" } else { "false" }}
        </label>
    }
}

/// A number, character or string: one line, with what it accepts said when it does not fit. What a
/// person types stays as typed; only a change from elsewhere replaces it.
pub fn line(ty: WitType, binding: Binding, label: String) -> impl IntoView {
    let draft = RwSignal::new(binding.value.with_untracked(field_text));
    let read = {
        let ty = ty.clone();
        move |text: &str| read_field(&ty, text)
    };
    let problem = {
        let read = read.clone();
        Memo::new(move |_| draft.with(|text| read(text).err()))
    };
    Effect::new({
        let read = read.clone();
        move |_| {
            let value = binding.value.get();
            let same = draft.with_untracked(|text| {
                read(text).is_ok_and(|typed| field_text(&typed) == field_text(&value))
            });
            if !same {
                draft.set(field_text(&value));
            }
        }
    });
    let on_input = move |event| {
        let text = event_target_value(&event);
        let typed = read(&text);
        draft.set(text);
        if let Ok(value) = typed {
            binding.set.run(value);
        }
    };
    let hint = bounds(&ty).unwrap_or_default();
    let multiline = ty == WitType::String;
    let invalid = move || problem.with(Option::is_some).to_string();
    let field = if multiline {
        let rows = move || draft.with(|text| text.matches('\n').count().min(7) + 1).to_string();
        view! {
            <textarea aria-label=label rows=rows spellcheck="false" prop:value=draft on:input=on_input></textarea>
        }
        .into_any()
    } else {
        view! {
            <input
                type="text"
                class="mono"
                aria-label=label
                aria-invalid=invalid
                title=hint
                spellcheck="false"
                autocomplete="off"
                prop:value=draft
                on:input=on_input
            />
        }
        .into_any()
    };
    view! {
        <span class="wave-line">
            {field}
            {move || problem.get().map(|problem| view! { <span class="field-error" role="alert">{problem}</span> })}
        </span>
    }
}

/// `flags`: a checkbox each.
pub fn flags(binding: Binding, label: String, names: Vec<String>) -> impl IntoView {
    let order = StoredValue::new(names.clone());
    let has = move |name: &str| match binding.value.get() {
        Value::Flags(set) => set.iter().any(|other| other == name),
        _ => false,
    };
    let boxes: Vec<_> = names
        .into_iter()
        .map(|name| {
            let (own, shown) = (name.clone(), visible_line(&name));
            let checked = move || has(&own);
            let toggle = move |event| {
                let on = event_target_checked(&event);
                let Value::Flags(set) = binding.value.get_untracked() else { return };
                let keep = |other: &String| if *other == name { on } else { set.contains(other) };
                binding.set.run(Value::Flags(
                    order.with_value(|order| order.iter().filter(|n| keep(n)).cloned().collect()),
                ));
            };
            view! {
                <label class="wave-check">
                    <input type="checkbox" prop:checked=checked on:change=toggle/>
                    {shown}
                </label>
            }
        })
        .collect();
    view! { <div class="wave-flags" role="group" aria-label=label>{boxes}</div> }
}

/// A resource handle: one of those that earlier calls return.
pub fn handle(
    binding: Binding,
    label: String,
    resource: String,
    handles: Signal<Vec<(String, String)>>,
) -> impl IntoView {
    let current = move || match binding.value.get() {
        Value::Handle(name) => name,
        _ => String::new(),
    };
    let options = move || {
        let current = current();
        let mut offered = handles.get();
        if !offered.iter().any(|(name, _)| *name == current) {
            offered.insert(0, (current.clone(), "no such call yet".into()));
        }
        offered
            .into_iter()
            .map(|(name, from)| {
                let selected = name == current;
                let text = if name.is_empty() { from } else { format!("{name} — {}", visible_line(&from)) };
                view! { <option value=name selected=selected>{text}</option> }
            })
            .collect::<Vec<_>>()
    };
    view! {
        <span class="wave-line">
            <select
                aria-label=label
                on:change=move |event| binding.set.run(Value::Handle(event_target_value(&event)))
            >
                {options}
            </select>
            <Show when=move || handles.with(Vec::is_empty)>
                <span class="note">
                    {format!("Add a call before this one that returns a `{resource}`.")}
                </span>
            </Show>
        </span>
    }
}
