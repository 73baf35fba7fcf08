//! A list of texts that can be added to, changed and taken from: command-line arguments.

use super::icon::{CROSS, Icon, PLUS};
use leptos::prelude::*;

/// Rows of one text field each; any text will do.
#[component]
pub fn RowsEditor(
    /// The rows as they are.
    rows: Signal<Vec<String>>,
    /// Called with all rows after each change.
    on_change: Callback<Vec<String>>,
    /// What one row is: `argument`.
    noun: &'static str,
    /// What is said when there are none.
    empty: &'static str,
) -> impl IntoView {
    let count = Memo::new(move |_| rows.with(Vec::len));
    let edit = move |index: usize, text: String| {
        let mut changed = rows.get_untracked();
        if let Some(row) = changed.get_mut(index) {
            *row = text;
            on_change.run(changed);
        }
    };
    let add = move |_| {
        let mut changed = rows.get_untracked();
        changed.push(String::new());
        on_change.run(changed);
    };
    let remove = move |index: usize| {
        let mut changed = rows.get_untracked();
        if index < changed.len() {
            changed.remove(index);
            on_change.run(changed);
        }
    };
    view! {
        <div class="rows">
            <Show when=move || count.get() == 0>
                <p class="empty">{empty}</p>
            </Show>
            <For each=move || 0..count.get() key=|index| *index let:index>
                <div class="row-fields">
                    <input
                        type="text"
                        class="mono"
                        aria-label=format!("{noun} {}", index + 1)
                        spellcheck="false"
                        autocomplete="off"
                        prop:value=move || rows.with(|rows| rows.get(index).cloned().unwrap_or_default())
                        on:input=move |event| edit(index, event_target_value(&event))
                    />
                    <button class="quiet" aria-label=format!("Remove {noun} {}", index + 1) on:click=move |_| remove(index)>
                        <Icon path=CROSS/>
                    </button>
                </div>
            </For>
            <button class="small" on:click=add>
                <Icon path=PLUS/>
                {format!("Add {noun}")}
            </button>
        </div>
    }
}
