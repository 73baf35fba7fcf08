//! One line of text that counts only when it passes its check; until then it stays with the reason beside it.

use leptos::prelude::*;

/// The field with its problem below.
#[component]
pub fn CheckedInput(
    /// The text that counts.
    value: Memo<String>,
    /// Why a text cannot be taken, or nothing.
    check: Callback<String, Result<(), String>>,
    /// Called with each text that passes.
    set: Callback<String>,
    /// What it is.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let draft = RwSignal::new(None::<String>);
    let problem = Memo::new(move |_| draft.get().and_then(|text| check.run(text).err()));
    Effect::new(move |_| {
        // Another value from elsewhere takes a draft's place.
        value.track();
        draft.set(None);
    });
    let input = move |event| {
        let text = event_target_value(&event);
        match check.run(text.clone()) {
            Ok(()) => {
                draft.set(None);
                set.run(text);
            }
            Err(_) => draft.set(Some(text)),
        }
    };
    view! {
        <span class="checked-input">
            <input
                type="text"
                class="mono"
                aria-label=label
                aria-invalid=move || problem.with(Option::is_some).to_string()
                spellcheck="false"
                autocomplete="off"
                autocapitalize="off"
                prop:value=move || draft.get().unwrap_or_else(|| value.get())
                on:input=input
            />
            {move || problem.get().map(|problem| view! {
                <span class="field-error" role="alert">{crate::state::text::visible(&problem)}</span>
            })}
        </span>
    }
}
