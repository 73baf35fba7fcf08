//! Key-value stores and blob containers: named maps of texts that a run starts with.

use super::entries;
use crate::components::draft_rows::{DraftRows, FieldKind, RowField};
use crate::components::icon::{CROSS, Icon, PLUS};
use crate::panes::settings::RunForm;
use crate::state::text::visible_line;
use diptych_shared::project::RunTable;
use leptos::prelude::*;
use std::collections::BTreeMap;

type StoreMap = BTreeMap<String, BTreeMap<String, String>>;

/// Which of the run table's maps, and its words.
#[derive(Clone, Copy)]
pub struct StoreKind {
    /// What one is: `store`.
    noun: &'static str,
    /// What is in it: `key`.
    entry: &'static str,
    empty: &'static str,
    read: fn(&RunTable) -> &StoreMap,
    write: fn(&mut RunTable) -> &mut StoreMap,
}

/// `[run.key-value.…]`.
pub const KEY_VALUE: StoreKind = StoreKind {
    noun: "store",
    entry: "key",
    empty: "None: opening any store fails with `no-such-store`.",
    read: |table| &table.key_value,
    write: |table| &mut table.key_value,
};

/// `[run.blob-store.…]`.
pub const BLOB_STORE: StoreKind = StoreKind {
    noun: "container",
    entry: "object",
    empty: "None: the component finds no container.",
    read: |table| &table.blob_store,
    write: |table| &mut table.blob_store,
};

/// All stores of one kind.
#[component]
pub fn Stores(form: RunForm, kind: StoreKind) -> impl IntoView {
    let names =
        Memo::new(move |_| form.table.with(|table| (kind.read)(table).keys().cloned().collect::<Vec<_>>()));
    let new_name = RwSignal::new(String::new());
    let problem = Memo::new(move |_| {
        let name = new_name.get();
        names.with(|names| names.contains(&name)).then(|| format!("`{name}` is there already"))
    });
    let add = move || {
        let name = new_name.get_untracked();
        if !name.is_empty() && problem.with_untracked(Option::is_none) {
            new_name.set(String::new());
            form.change(move |table| {
                (kind.write)(table).entry(name).or_default();
            });
        }
    };
    view! {
        <Show when=move || names.with(Vec::is_empty)>
            <p class="empty">{kind.empty}</p>
        </Show>
        <For each=move || names.get() key=Clone::clone let:name>
            <Store form kind name/>
        </For>
        <div class="row-fields">
            <input
                type="text"
                class="mono"
                aria-label=format!("Name of a new {}", kind.noun)
                aria-invalid=move || problem.with(Option::is_some).to_string()
                placeholder="default"
                spellcheck="false"
                autocomplete="off"
                autocapitalize="off"
                prop:value=new_name
                on:input=move |event| new_name.set(event_target_value(&event))
                on:keydown=move |event| if event.key() == "Enter" { add() }
            />
            <button class="small" disabled=move || new_name.with(String::is_empty) || problem.with(Option::is_some) on:click=move |_| add()>
                <Icon path=PLUS/>
                {format!("Add {}", kind.noun)}
            </button>
        </div>
        {move || problem.get().map(|problem| view! {
            <p class="field-error" role="alert">{crate::state::text::visible(&problem)}</p>
        })}
    }
}

#[component]
fn Store(form: RunForm, kind: StoreKind, name: String) -> impl IntoView {
    let shown = visible_line(&name);
    let fields = vec![
        RowField { label: "name", kind: FieldKind::Line("name"), start: "" },
        RowField { label: "value", kind: FieldKind::Text("value"), start: "" },
    ];
    let rules = {
        let (read, write) = (name.clone(), name.clone());
        entries(
            form,
            move |table| (kind.read)(table).get(&read).cloned().unwrap_or_default(),
            move |table, entries| {
                (kind.write)(table).insert(write.clone(), entries);
            },
        )
    };
    let remove = move |_| {
        let name = name.clone();
        form.change(move |table| {
            (kind.write)(table).remove(&name);
        });
    };
    view! {
        <div class="store" role="group" aria-label=format!("{} {shown}", kind.noun)>
            <div class="store-head">
                <span class="note">{kind.noun}</span>
                <code>{shown.clone()}</code>
                <span class="grow"></span>
                <button class="quiet" aria-label=format!("Remove {} {shown}", kind.noun) on:click=remove>
                    <Icon path=CROSS/>
                </button>
            </div>
            <DraftRows fields rules noun=kind.entry empty="Empty."/>
        </div>
    }
}
