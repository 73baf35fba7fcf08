//! What the component is given: arguments, stdin, environment, files.

use super::RunForm;
use super::file_options;
use super::recorded::entries;
use crate::components::draft_rows::{DraftRows, FieldKind, RowField};
use crate::components::rows_editor::RowsEditor;
use diptych_shared::gather::Gather as _;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// The section.
#[component]
pub fn Input(
    form: RunForm,
    /// Arguments and stdin are each stage's own, and not shown.
    is_fed_by_stages: Memo<bool>,
) -> impl IntoView {
    let arguments = Signal::derive(move || form.table.with(|table| table.arguments.clone()));
    let set_arguments = Callback::new(move |rows: Vec<String>| {
        form.change(move |table| table.arguments = rows);
    });
    let variables = vec![
        RowField { label: "name", kind: FieldKind::Line("NAME"), start: "" },
        RowField { label: "value", kind: FieldKind::Line("value"), start: "" },
    ];
    let environment =
        entries(form, |table| table.environment.clone(), |table, entries| table.environment = entries);
    let paths = form.paths;
    let folders = Memo::new(move |_| {
        paths.with(|paths| {
            let folder = |path: &String| Some(path.split_once('/')?.0.to_owned());
            paths.iter().filter_map(folder).gather::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()
        })
    });
    let stdin_file =
        Memo::new(move |_| form.table.with(|table| table.stdin_file.clone().unwrap_or_default()));
    let files = Memo::new(move |_| form.table.with(|table| table.files.clone().unwrap_or_default()));
    let set_stdin_file = move |event| {
        let path = event_target_value(&event);
        form.change(move |table| table.stdin_file = (!path.is_empty()).then_some(path));
    };
    let set_files = move |event| {
        let folder = event_target_value(&event);
        form.change(move |table| table.files = (!folder.is_empty()).then_some(folder));
    };
    view! {
        <details class="section" open>
            <summary>"Input"</summary>
            <Show when=move || !is_fed_by_stages.get()>
                <div class="field">
                    <span>"Arguments"</span>
                    <RowsEditor rows=arguments on_change=set_arguments noun="argument" empty="None: the component sees only its own name."/>
                </div>
                <div class="field">
                    <span>"stdin"</span>
                    <select aria-label="Where stdin comes from" on:change=set_stdin_file>
                        {move || file_options("the text below", paths.get(), stdin_file.get())}
                    </select>
                    <Show when=move || stdin_file.with(String::is_empty)>
                        <textarea
                            class="mono"
                            rows="3"
                            aria-label="stdin"
                            data-testid="stdin"
                            placeholder="Empty: the component reads the end at once."
                            spellcheck="false"
                            prop:value=move || form.table.with(|table| table.stdin.clone())
                            on:input=move |event| {
                                let text = event_target_value(&event);
                                form.change(move |table| table.stdin = text);
                            }
                        ></textarea>
                    </Show>
                </div>
            </Show>
            <div class="field">
                <span>"Environment"</span>
                <DraftRows fields=variables rules=environment noun="variable" empty="None."/>
            </div>
            <label class="field">
                <span>"Files at /"</span>
                <select on:change=set_files>
                    {move || file_options("none", folders.get(), files.get())}
                </select>
                <span class="note">"A folder of this project; add files to it in the tree."</span>
            </label>
        </details>
    }
}
