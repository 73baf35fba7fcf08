//! Rows that are checked before they count: what cannot be read yet stays on the screen with the reason, unwritten.

use super::icon::{CROSS, Icon, PLUS};
use leptos::prelude::*;

/// The texts of a row's fields.
pub type Cells = Vec<String>;

/// How a field is edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// One line of text, with an example.
    Line(&'static str),
    /// Text of several lines, with an example.
    Text(&'static str),
    /// One of these.
    Choice(&'static [&'static str]),
}

/// One field of every row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowField {
    /// What it is, for its label.
    pub label: &'static str,
    /// How it is edited.
    pub kind: FieldKind,
    /// What a new row starts with.
    pub start: &'static str,
}

/// What rows mean to whoever shows them.
#[derive(Clone, Copy)]
pub struct RowRules {
    /// The rows that count.
    pub rows: Signal<Vec<Cells>>,
    /// A row as it will be written, or why it cannot be.
    pub check: Callback<Cells, Result<Cells, String>>,
    /// Called with all rows that can be written, after each change.
    pub write: Callback<Vec<Cells>>,
    /// How many of the first cells tell one row from another.
    pub key_cells: usize,
}

type Drafts = RwSignal<Vec<(u32, Cells)>>;

/// Rows to add to, change and take from.
#[component]
pub fn DraftRows(
    /// The fields of a row.
    fields: Vec<RowField>,
    /// What the rows mean.
    rules: RowRules,
    /// What one row is: `scope`.
    noun: &'static str,
    /// What is said when there are none.
    empty: &'static str,
) -> impl IntoView {
    let drafts: Drafts = RwSignal::new(Vec::new());
    let next_id = StoredValue::new(0_u32);
    let take_id = move || {
        let id = next_id.get_value();
        next_id.set_value(id + 1);
        id
    };
    let checked = Memo::new(move |_| drafts.with(|drafts| check_all(drafts, rules)));
    let written = move |checked: &[Result<Cells, String>]| {
        checked.iter().filter_map(|row| row.as_ref().ok().cloned()).collect::<Vec<_>>()
    };
    Effect::new(move |_| {
        let mut rows = rules.rows.get();
        let mut mine = checked.with_untracked(|checked| written(checked));
        rows.sort();
        mine.sort();
        if rows != mine {
            drafts.set(rules.rows.get_untracked().into_iter().map(|cells| (take_id(), cells)).collect());
        }
    });
    let commit = move || rules.write.run(checked.with_untracked(|checked| written(checked)));
    let edit = Callback::new(move |(id, field, text): (u32, usize, String)| {
        drafts.update(|drafts| {
            if let Some(cell) =
                drafts.iter_mut().find(|draft| draft.0 == id).and_then(|draft| draft.1.get_mut(field))
            {
                *cell = text;
            }
        });
        commit();
    });
    let remove = move |id: u32| {
        drafts.update(|drafts| drafts.retain(|draft| draft.0 != id));
        commit();
    };
    let new_row: Cells = fields.iter().map(|field| field.start.to_owned()).collect();
    let add = move |_| {
        drafts.update(|drafts| drafts.push((take_id(), new_row.clone())));
        commit();
    };
    let fields = StoredValue::new(fields);
    view! {
        <div class="rows">
            <Show when=move || drafts.with(Vec::is_empty)>
                <p class="empty">{empty}</p>
            </Show>
            <For each=move || drafts.with(|drafts| drafts.iter().map(|draft| draft.0).collect::<Vec<_>>()) key=|id| *id let:id>
                {
                    let position = Memo::new(move |_| drafts.with(|drafts| drafts.iter().position(|draft| draft.0 == id).unwrap_or(0)));
                    let problem = Memo::new(move |_| {
                        checked.with(|checked| checked.get(position.get()).and_then(|row| row.as_ref().err().cloned()))
                    });
                    let cells = fields.with_value(|fields| {
                        fields
                            .iter()
                            .enumerate()
                            .map(|(index, field)| view! { <Cell drafts id index field=*field noun position problem edit/> })
                            .collect::<Vec<_>>()
                    });
                    view! {
                        <div class="row-fields">
                            {cells}
                            <button class="quiet" aria-label=move || format!("Remove {noun} {}", position.get() + 1) on:click=move |_| remove(id)>
                                <Icon path=CROSS/>
                            </button>
                        </div>
                        {move || problem.get().map(|problem| view! {
                            <p class="field-error" role="alert">{crate::state::text::visible(&problem)}</p>
                        })}
                    }
                }
            </For>
            <button class="small" on:click=add>
                <Icon path=PLUS/>
                {format!("Add {noun}")}
            </button>
        </div>
    }
}

/// Every row as it will be written, or why not; of rows with the same key only the first counts.
fn check_all(drafts: &[(u32, Cells)], rules: RowRules) -> Vec<Result<Cells, String>> {
    let mut seen: Vec<Cells> = Vec::new();
    drafts
        .iter()
        .map(|(_, cells)| {
            let row = rules.check.run(cells.clone())?;
            let key = row.iter().take(rules.key_cells).cloned().collect();
            if seen.contains(&key) {
                return Err(format!("`{}` is there already", key.join(" ")));
            }
            seen.push(key);
            Ok(row)
        })
        .collect()
}

#[component]
fn Cell(
    drafts: Drafts,
    id: u32,
    index: usize,
    field: RowField,
    noun: &'static str,
    position: Memo<usize>,
    problem: Memo<Option<String>>,
    edit: Callback<(u32, usize, String)>,
) -> impl IntoView {
    let text = Memo::new(move |_| {
        drafts.with(|drafts| {
            let draft = drafts.iter().find(|draft| draft.0 == id);
            draft.and_then(|draft| draft.1.get(index).cloned()).unwrap_or_default()
        })
    });
    let label = move || format!("{} of {noun} {}", field.label, position.get() + 1);
    let invalid = move || problem.with(Option::is_some).to_string();
    let set = move |event| edit.run((id, index, event_target_value(&event)));
    match field.kind {
        FieldKind::Line(example) => view! {
            <input
                type="text"
                class="mono"
                aria-label=label
                aria-invalid=invalid
                placeholder=example
                spellcheck="false"
                autocomplete="off"
                autocapitalize="off"
                prop:value=text
                on:input=set
            />
        }
        .into_any(),
        FieldKind::Text(example) => view! {
            <textarea
                class="mono"
                rows=move || text.with(|text| text.lines().count().clamp(1, 6)).to_string()
                aria-label=label
                aria-invalid=invalid
                placeholder=example
                spellcheck="false"
                prop:value=text
                on:input=set
            ></textarea>
        }
        .into_any(),
        FieldKind::Choice(choices) => {
            let other = move || text.get();
            let options = choices
                .iter()
                .map(|choice| view! { <option value=*choice prop:selected=move || text.with(|text| text == choice)>{*choice}</option> })
                .collect::<Vec<_>>();
            view! {
                <select class="mono" aria-label=label aria-invalid=invalid on:change=set>
                    {options}
                    <Show when=move || text.with(|text| !choices.contains(&text.as_str()))>
                        <option value=other prop:selected=true>{move || crate::state::text::visible_line(&other())}</option>
                    </Show>
                </select>
            }
            .into_any()
        }
    }
}
