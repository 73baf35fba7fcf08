//! The file tree: open, create, rename, delete, drop.

use super::name_field::{NameField, Naming};
use crate::components::icon::{self, Icon};
use crate::flows::workbench::Overlay;
use crate::flows::{Workbench, inspecting, opening};
use crate::state::file_tree::{TreeRow, rows};
use crate::state::text::visible_line;
use leptos::attr::custom::custom_attribute;
use leptos::{html, prelude::*};
use std::collections::BTreeSet;

/// The pane.
#[component]
pub fn Files(bench: Workbench) -> impl IntoView {
    let workspace = bench.workspace;
    let closed = RwSignal::new(BTreeSet::<String>::new());
    let naming = RwSignal::new(None::<Naming>);
    let picker = NodeRef::<html::Input>::new();
    let tree_rows = Memo::new(move |_| {
        workspace.project.with(|project| closed.with(|closed| rows(project.files.keys(), closed)))
    });
    let upload = move |files: Option<web_sys::FileList>| {
        if let Some(files) = files {
            opening::take_in(bench, &files);
        }
    };
    view! {
        <section class="pane files" aria-label="Files">
            <header class="pane-head">
                <h2>"Files"</h2>
                <button class="quiet" data-testid="new-file" aria-label="New file" title="New file" on:click=move |_| naming.set(Some(Naming::New))>
                    <Icon path=icon::PLUS/>
                </button>
                <button
                    class="quiet"
                    aria-label="Add files from disk"
                    title="Add files; a .wasm, a .zip or a project as JSON opens as a project. Dropping works too, folders as well."
                    on:click=move |_| {
                        if let Some(picker) = picker.get_untracked() {
                            picker.click();
                        }
                    }
                >
                    <Icon path=icon::UPLOAD/>
                </button>
                <input
                    type="file"
                    multiple
                    hidden
                    data-testid="upload"
                    node_ref=picker
                    on:change=move |_| {
                        if let Some(picker) = picker.get_untracked() {
                            upload(picker.files());
                        }
                    }
                />
            </header>
            <Show when=move || naming.get() == Some(Naming::New)>
                <NameField bench naming start="" label="Path of the new file"/>
            </Show>
            <Show when=move || tree_rows.with(Vec::is_empty)>
                <p class="empty">
                    "No files. A project needs a diptych.toml and a source: add them with +, drop files here, or open a sample."
                </p>
            </Show>
            <div class="tree" role="tree" aria-label="Project files" on:keydown=move |event| on_tree_key(&event)>
                <For each=move || tree_rows.get() key=Clone::clone let:row>
                    <Row row bench closed naming/>
                </For>
            </div>
            <footer class="pane-foot">
                <button class="small" data-testid="export" aria-haspopup="dialog" on:click=move |_| bench.overlay.set(Some(Overlay::Export))>
                    <Icon path=icon::DOWNLOAD/>
                    "Export…"
                </button>
                <button class="small" data-testid="history" aria-haspopup="dialog" on:click=move |_| bench.overlay.set(Some(Overlay::History))>
                    "History"
                </button>
                <button
                    class="small"
                    data-testid="inspect"
                    aria-haspopup="dialog"
                    title="What the component asks for and offers, and where its bytes go (F4)"
                    on:click=move |_| inspecting::open(bench)
                >
                    <Icon path=icon::LENS/>
                    "Inspect"
                </button>
            </footer>
        </section>
    }
}

#[component]
fn Row(
    row: TreeRow,
    bench: Workbench,
    closed: RwSignal<BTreeSet<String>>,
    naming: RwSignal<Option<Naming>>,
) -> impl IntoView {
    let workspace = bench.workspace;
    let path = StoredValue::new(row.path.clone());
    let is_active = Memo::new(move |_| {
        workspace.active.with(|active| path.with_value(|path| active.as_ref() == Some(path)))
    });
    let is_first = move || workspace.active.with(Option::is_none);
    let errors = Memo::new(move |_| {
        bench.session.diagnostics.with(|all| {
            path.with_value(|path| {
                all.iter().filter(|diagnostic| diagnostic.file.as_ref() == Some(path)).count()
            })
        })
    });
    let renaming = Memo::new(move |_| {
        naming.with(|naming| path.with_value(|path| *naming == Some(Naming::Rename(path.clone()))))
    });
    let is_folder = row.folder.is_some();
    let open = move || {
        let path = path.get_value();
        if is_folder {
            closed.update(|closed| {
                if !closed.remove(&path) {
                    closed.insert(path);
                }
            });
        } else {
            workspace.active.set(Some(path));
            bench.tab.set(crate::state::preferences::Tab::Editor);
        }
    };
    let rename = move || naming.set(Some(Naming::Rename(path.get_value())));
    let delete = move || opening::delete_file(bench, &path.get_value());
    let on_key = move |event: web_sys::KeyboardEvent| {
        match event.key().as_str() {
            "Enter" | " " => open(),
            "F2" => rename(),
            "Delete" | "Backspace" => delete(),
            "ArrowRight"
                if is_folder
                    && closed.with_untracked(|closed| path.with_value(|path| closed.contains(path))) =>
            {
                open()
            }
            "ArrowLeft"
                if is_folder
                    && closed.with_untracked(|closed| path.with_value(|path| !closed.contains(path))) =>
            {
                open()
            }
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let (shown, label) = (visible_line(&row.name), visible_line(&row.path));
    view! {
        <Show
            when=move || !renaming.get()
            fallback=move || view! { <NameField bench naming start=path.get_value() label="New name"/> }
        >
            <div
                class="tree-row"
                class:active=is_active
                role="treeitem"
                data-testid=format!("file-{}", row.path)
                style=format!("--depth: {}", row.depth)
                tabindex=move || if is_active.get() || is_first() { "0" } else { "-1" }
                aria-label=label.clone()
                {..custom_attribute("aria-level", (row.depth + 1).to_string())}
                aria-selected=move || is_active.get().to_string()
                aria-expanded=row.folder.map(|open| open.to_string())
                title=label.clone()
                on:click=move |_| open()
                on:keydown=on_key
            >
                <Icon path=if is_folder { icon::FOLDER } else { icon::FILE }/>
                <span class="tree-name">{shown.clone()}</span>
                {move || (errors.get() > 0).then(|| view! { <span class="badge" aria-label="problems">{errors.get()}</span> })}
                <span class="row-actions">
                    <button
                        class="quiet"
                        tabindex="-1"
                        aria-label=format!("Rename {label}")
                        title="Rename (F2)"
                        on:click=move |event| {
                            event.stop_propagation();
                            rename();
                        }
                    >
                        <Icon path=icon::PENCIL/>
                    </button>
                    <button
                        class="quiet"
                        tabindex="-1"
                        aria-label=format!("Delete {label}")
                        title="Delete (Del); can be undone"
                        on:click=move |event| {
                            event.stop_propagation();
                            delete();
                        }
                    >
                        <Icon path=icon::BIN/>
                    </button>
                </span>
            </div>
        </Show>
    }
}

/// Up and down move between rows; the rows themselves listen to the other keys.
fn on_tree_key(event: &web_sys::KeyboardEvent) {
    use wasm_bindgen::JsCast as _;
    let step = match event.key().as_str() {
        "ArrowDown" => 1,
        "ArrowUp" => -1,
        _ => return,
    };
    let Some(row) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else {
        return;
    };
    let neighbour = if step > 0 { row.next_element_sibling() } else { row.previous_element_sibling() };
    if let Some(neighbour) = neighbour.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        event.prevent_default();
        let _ = neighbour.focus();
    }
}

/// Lets files be dropped anywhere on the page.
pub fn accept_drops(bench: Workbench) {
    let _ = window_event_listener(leptos::ev::dragover, |event| event.prevent_default());
    let _ = window_event_listener(leptos::ev::drop, move |event| {
        event.prevent_default();
        // Beside what Inspect takes for itself nothing opens behind its back.
        if bench.overlay.get_untracked() == Some(Overlay::Inspect) {
            return;
        }
        if let Some(data) = event.data_transfer() {
            opening::take_in(bench, &data);
        }
    });
}
