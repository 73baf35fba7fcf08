//! The field in the file tree that names a new file or renames one.

use crate::flows::Workbench;
use crate::state::edit;
use crate::state::text::visible_line;
use diptych_shared::project::{Project, ProjectFile};
use leptos::{html, prelude::*};

/// What is being named in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Naming {
    /// A new file.
    New,
    /// The file or folder at this path.
    Rename(String),
}

/// The field: Enter does it, Escape does not.
#[component]
pub fn NameField(
    bench: Workbench,
    naming: RwSignal<Option<Naming>>,
    #[prop(into)] start: String,
    label: &'static str,
) -> impl IntoView {
    let text = RwSignal::new(start.clone());
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
            field.select();
        }
    });
    let from = StoredValue::new(start);
    let problem = Memo::new(move |_| {
        let to = text.get();
        let from = from.get_value();
        if to.is_empty() || to == from {
            return None;
        }
        bench.workspace.project.with(|project| edit::check_new(project, &to)).err()
    });
    let commit = move || {
        let (from, to) = (from.get_value(), text.get_untracked());
        if to.is_empty() || problem.get_untracked().is_some() {
            return;
        }
        naming.set(None);
        if from.is_empty() {
            create(bench, to);
        } else {
            rename(bench, from, to);
        }
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        event.stop_propagation();
        match event.key().as_str() {
            "Enter" => commit(),
            "Escape" => naming.set(None),
            _ => {}
        }
    };
    view! {
        <div class="name-field">
            <input
                type="text"
                class="mono"
                data-testid="file-name"
                aria-label=label
                placeholder="folder/name.wit"
                spellcheck="false"
                autocomplete="off"
                node_ref=field
                prop:value=text
                on:input=move |event| text.set(event_target_value(&event))
                on:keydown=on_key
                on:blur=move |_| {
                    // The field also loses the keyboard when it goes away, and its state with it.
                    if text.try_get_untracked().is_some_and(|text| from.try_get_value() == Some(text)) {
                        naming.set(None);
                    }
                }
            />
            {move || problem.get().map(|problem| view! { <span class="field-error" role="alert">{visible_line(&problem)}</span> })}
        </div>
    }
}

fn create(bench: Workbench, path: String) {
    bench.workspace.change(|project| {
        project.files.insert(path.clone(), ProjectFile::text(""));
    });
    bench.workspace.active.set(Some(path));
}

fn rename(bench: Workbench, from: String, to: String) {
    let apply = move |from: &str, to: &str| {
        let mut result = Ok(());
        bench.workspace.change(|project: &mut Project| result = edit::rename(project, from, to));
        if result.is_ok() {
            let active = bench.workspace.active.get_untracked();
            let moved = active.and_then(|active| Some(format!("{to}{}", active.strip_prefix(from)?)));
            if moved.is_some() {
                bench.workspace.active.set(moved);
            }
        }
        result
    };
    match apply(&from, &to) {
        Ok(()) => bench.notices.undoable(format!("Renamed `{from}` to `{to}`."), move || {
            if let Err(why) = apply(&to, &from) {
                bench.notices.problem(why);
            }
        }),
        Err(why) => bench.notices.problem(format!("Not renamed: {why}.")),
    }
}
