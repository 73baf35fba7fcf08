//! A list of text rows that can be added to, changed and taken from: arguments, environment variables.

use super::icon::{CROSS, Icon, PLUS};
use leptos::prelude::*;

/// Rows of one or two text fields each.
#[component]
pub fn RowsEditor(
    /// The rows as they are.
    rows: Signal<Vec<(String, String)>>,
    /// Called with all rows after each change.
    on_change: Callback<Vec<(String, String)>>,
    /// Two fields a row (name and value), not one.
    pairs: bool,
    /// What one row is: `argument`.
    noun: &'static str,
    /// What is said when there are none.
    empty: &'static str,
) -> impl IntoView {
    let count = Memo::new(move |_| rows.with(Vec::len));
    let edit = move |index: usize, field: usize, text: String| {
        let mut changed = rows.get_untracked();
        if let Some(row) = changed.get_mut(index) {
            *(if field == 0 { &mut row.0 } else { &mut row.1 }) = text;
            on_change.run(changed);
        }
    };
    let field = move |index: usize, field: usize, label: String| {
        let shown = move || {
            rows.with(|rows| {
                rows.get(index)
                    .map(|row| if field == 0 { row.0.clone() } else { row.1.clone() })
                    .unwrap_or_default()
            })
        };
        view! {
            <input
                type="text"
                class="mono"
                aria-label=label
                spellcheck="false"
                autocomplete="off"
                prop:value=shown
                on:input=move |event| edit(index, field, event_target_value(&event))
            />
        }
    };
    let add = move |_| {
        let mut changed = rows.get_untracked();
        let name = if pairs { format!("NAME_{}", changed.len() + 1) } else { String::new() };
        changed.push((name, String::new()));
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
                    {field(index, 0, if pairs { format!("name of {noun} {}", index + 1) } else { format!("{noun} {}", index + 1) })}
                    {pairs.then(|| field(index, 1, format!("value of {noun} {}", index + 1)))}
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
