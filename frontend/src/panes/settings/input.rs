//! What the component is given: arguments, stdin, environment, files.

use super::RunForm;
use crate::components::rows_editor::RowsEditor;
use crate::state::text::visible_line;
use diptych_shared::project::{MANIFEST_FILE, Project};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// The section.
#[component]
pub fn Input(form: RunForm, project: RwSignal<Project>) -> impl IntoView {
    let arguments = Signal::derive(move || {
        form.table.with(|table| table.arguments.iter().map(|text| (text.clone(), String::new())).collect())
    });
    let set_arguments = Callback::new(move |rows: Vec<(String, String)>| {
        form.change(move |table| table.arguments = rows.into_iter().map(|(text, _)| text).collect());
    });
    let environment = Signal::derive(move || {
        form.table.with(|table| {
            table.environment.iter().map(|(name, value)| (name.clone(), value.clone())).collect()
        })
    });
    let set_environment = Callback::new(move |rows: Vec<(String, String)>| {
        form.change(move |table| table.environment = rows.into_iter().collect());
    });
    let paths = Memo::new(move |_| {
        project.with(|project| {
            project.files.keys().filter(|path| *path != MANIFEST_FILE).cloned().collect::<Vec<_>>()
        })
    });
    let folders = Memo::new(move |_| {
        paths.with(|paths| {
            let folder = |path: &String| Some(path.split_once('/')?.0.to_owned());
            paths.iter().filter_map(folder).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()
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
            <div class="field">
                <span>"Arguments"</span>
                <RowsEditor rows=arguments on_change=set_arguments pairs=false noun="argument" empty="None: the component sees only its own name."/>
            </div>
            <div class="field">
                <span>"stdin"</span>
                <select aria-label="Where stdin comes from" on:change=set_stdin_file>
                    {move || options("the text below", paths.get(), stdin_file.get())}
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
            <div class="field">
                <span>"Environment"</span>
                <RowsEditor rows=environment on_change=set_environment pairs=true noun="variable" empty="None."/>
            </div>
            <label class="field">
                <span>"Files at /"</span>
                <select on:change=set_files>
                    {move || options("none", folders.get(), files.get())}
                </select>
                <span class="note">"A folder of this project; add files to it in the tree."</span>
            </label>
        </details>
    }
}

/// An option for each name, one for none, and one for a chosen name that is not there.
fn options(none: &'static str, names: Vec<String>, chosen: String) -> Vec<AnyView> {
    let missing = (!chosen.is_empty() && !names.contains(&chosen)).then(|| chosen.clone());
    let first = view! { <option value="" selected=chosen.is_empty()>{none}</option> }.into_any();
    let shown = names.into_iter().map(|name| {
        let selected = name == chosen;
        let text = visible_line(&name);
        view! { <option value=name selected=selected>{text}</option> }.into_any()
    });
    let gone = missing.clone().map(|name| {
        let text = format!("{} (not in the project)", visible_line(&name));
        view! { <option value=name selected=true>{text}</option> }.into_any()
    });
    std::iter::once(first).chain(shown).chain(gone).collect()
}
