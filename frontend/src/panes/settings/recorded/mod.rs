//! What the virtual hosts hold: config keys, key-value stores, blob containers, recorded HTTP answers.

mod answers;
mod stores;

use super::RunForm;
use crate::components::draft_rows::{Cells, DraftRows, FieldKind, RowField, RowRules};
use crate::state::policy_view::Asked;
use diptych_shared::api::inspect::Inspection;
use diptych_shared::policy::Capability;
use diptych_shared::project::RunTable;
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The four sections. Each is folded away unless the component asks for it or it holds something.
#[component]
pub fn Recorded(
    form: RunForm,
    inspection: Memo<Option<Arc<Inspection>>>,
    project: RwSignal<String>,
) -> impl IntoView {
    let asked = Memo::new(move |_| {
        inspection.with(|inspection| {
            let asked = inspection.as_ref().map(|inspection| Asked::of(inspection));
            asked.map(|asked| asked.capabilities.into_keys().collect::<Vec<_>>()).unwrap_or_default()
        })
    });
    let section = move |capability: Capability,
                        title: &'static str,
                        size: fn(&RunTable) -> usize,
                        content: AnyView| {
        let count = Memo::new(move |_| form.table.with(size));
        // It opens by itself, and closes only by hand or with another project.
        let open = Memo::new(move |last: Option<&(String, bool)>| {
            let id = project.get();
            let stays = last.is_some_and(|(before, open)| *before == id && *open);
            (id, stays || count.get() > 0 || asked.with(|asked| asked.contains(&capability)))
        });
        view! {
            <details class="section" open=move || open.get().1 data-testid=format!("held-{}", capability.name())>
                <summary>
                    {title}
                    <span class="note">{move || Some(count.get()).filter(|count| *count > 0)}</span>
                </summary>
                {content}
            </details>
        }
    };
    view! {
        {section(Capability::Config, "Config keys", |table| table.config.len(), view! { <Config form/> }.into_any())}
        {section(
            Capability::KeyValue,
            "Key-value stores",
            |table| table.key_value.len(),
            view! { <stores::Stores form kind=stores::KEY_VALUE/> }.into_any(),
        )}
        {section(
            Capability::BlobStore,
            "Blob containers",
            |table| table.blob_store.len(),
            view! { <stores::Stores form kind=stores::BLOB_STORE/> }.into_any(),
        )}
        {section(Capability::Http, "Recorded HTTP answers", |table| table.http.len(), view! { <answers::Answers form/> }.into_any())}
    }
}

#[component]
fn Config(form: RunForm) -> impl IntoView {
    let fields = vec![
        RowField { label: "name", kind: FieldKind::Line("theme"), start: "" },
        RowField { label: "value", kind: FieldKind::Text("dark"), start: "" },
    ];
    let rules = entries(form, |table| table.config.clone(), |table, entries| table.config = entries);
    view! { <DraftRows fields rules noun="key" empty="None: every key is absent."/> }
}

/// Rows of names and texts over a map of the run table.
pub(super) fn entries(
    form: RunForm,
    read: impl Fn(&RunTable) -> BTreeMap<String, String> + Send + Sync + 'static,
    write: impl Fn(&mut RunTable, BTreeMap<String, String>) + Clone + Send + Sync + 'static,
) -> RowRules {
    let rows = Memo::new(move |_| {
        let map = form.table.with(&read);
        map.into_iter().map(|(name, value)| vec![name, value]).collect::<Vec<_>>()
    });
    RowRules {
        rows: rows.into(),
        check: Callback::new(move |cells: Cells| match cells.first().map(String::as_str) {
            None | Some("") => Err("this needs a name".to_owned()),
            Some(name) if name.contains('\0') => Err("a name has no NUL".to_owned()),
            Some(_) => Ok(cells),
        }),
        write: Callback::new(move |rows: Vec<Cells>| {
            let write = write.clone();
            form.change(move |table| {
                let pair = |row: Cells| {
                    let mut cells = row.into_iter();
                    Some((cells.next()?, cells.next()?))
                };
                write(table, rows.into_iter().filter_map(pair).collect());
            });
        }),
        key_cells: 1,
    }
}
