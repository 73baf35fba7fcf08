//! The editor: Monaco for text, a look inside for compiled files.

use super::wit_actions::WitActions;
use crate::flows::{Workbench, building, inspecting, running, saving, workbench::Overlay};
use crate::interop::editor::{Editor as Monaco, SourceFile};
use crate::state::preferences::Tab;
use crate::state::text::{hex_lines, size, visible_line};
use crate::state::workspace::language_of;
use diptych_shared::api::diagnostic::Diagnostic;
use diptych_shared::gather::Gather as _;
use diptych_shared::project::ProjectFile;
use leptos::task::spawn_local;
use leptos::{html, prelude::*};
use std::collections::BTreeMap;

/// The pane.
#[component]
pub fn Editor(bench: Workbench) -> impl IntoView {
    let workspace = bench.workspace;
    let host = NodeRef::<html::Div>::new();
    let ready = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    // A package's file that is shown to read, in the place of the project's.
    let visited = RwSignal::new(None::<String>);
    Effect::new(move |_| {
        let Some(host) = host.get() else { return };
        spawn_local(async move {
            match Monaco::create(&host, untrack(|| bench.is_dark())).await {
                Ok(editor) => {
                    wire(bench, &editor, visited);
                    bench.editor.set_value(Some(editor));
                    ready.set(true);
                }
                Err(why) => failed.set(Some(why)),
            }
        });
    });
    // What the editor shows follows the project, whoever changes it.
    let shown = Memo::new(move |_| {
        let path = workspace.active.get()?;
        // Another project's file of the same name and text is another file.
        let id = workspace.id.get();
        workspace
            .project
            .with(|project| Some((id, path.clone(), project.files.get(&path)?.as_text()?.to_owned())))
    });
    Effect::new(move |_| {
        if ready.get() {
            with_editor(bench, |editor| {
                shown.with(|shown| {
                    if let Some((_, path, text)) = shown {
                        editor.set_file(path, text, language_of(path, workspace.language()));
                    }
                });
            });
        }
    });
    Effect::new(move |_| {
        let dark = bench.is_dark();
        with_editor(bench, |editor| editor.set_theme(dark));
    });
    Effect::new(move |_| {
        if ready.get() {
            mark(bench);
        }
    });
    Effect::new(move |_| {
        let place = bench.reveal.get().filter(|_| ready.get());
        if let Some((path, line, column)) = place {
            let text = workspace.text_of(&path);
            workspace.active.set(Some(path.clone()));
            bench.tab.set(Tab::Editor);
            with_editor(bench, |editor| {
                // Shown here and now, so that there is a line to go to.
                if let Some(text) = text {
                    editor.set_file(&path, &text, language_of(&path, untrack(|| workspace.language())));
                }
                editor.reveal(&path, line, column);
                editor.focus();
            });
            // On a narrow screen the editor can take the keyboard only when its tab is on show.
            request_animation_frame(move || with_editor(bench, Monaco::focus));
        }
    });
    let binary = Memo::new(move |_| {
        let path = workspace.active.get()?;
        workspace.project.with(|project| match project.files.get(&path)? {
            ProjectFile::Base64(bytes) => Some((path.clone(), bytes.0.clone())),
            ProjectFile::Text(_) => None,
        })
    });
    let is_text = move || shown.with(Option::is_some);
    view! {
        <section class="pane editor" aria-label="Editor">
            <header class="pane-head">
                <h2 class="mono">
                    {move || match visited.get() {
                        Some(path) => format!("{} (read only)", visible_line(&path)),
                        None => workspace.active.get().map_or("No file open".to_owned(), |path| visible_line(&path)),
                    }}
                </h2>
                <Show when=move || visited.with(Option::is_some)>
                    <button class="small" data-testid="leave-package" on:click=move |_| leave(bench)>
                        {move || format!("Back to {}", workspace.active.get().map_or("the project".to_owned(), |path| visible_line(&path)))}
                    </button>
                </Show>
            </header>
            <Show when=move || visited.with(Option::is_none)>
                <WitActions bench/>
            </Show>
            <div class="monaco" class:hidden=move || !is_text() node_ref=host></div>
            <Show when=move || is_text() && !ready.get() && failed.get().is_none()>
                <PlainEditor bench/>
            </Show>
            {move || failed.get().map(|why| view! {
                <p class="note">{format!("The editor did not load ({why}), so this is a plain field. Reload the page to try again.")}</p>
                <PlainEditor bench/>
            })}
            {move || binary.get().map(|(path, bytes)| view! { <Binary bench path bytes/> })}
            <Show when=move || workspace.active.with(Option::is_none)>
                <p class="empty">"Choose a file on the left to see and edit it here, or open a sample."</p>
            </Show>
        </section>
    }
}

/// Shows the project's file again, after a package's.
fn leave(bench: Workbench) {
    let workspace = bench.workspace;
    if let Some(path) = workspace.active.get_untracked()
        && let Some(text) = workspace.text_of(&path)
    {
        with_editor(bench, |editor| {
            editor.set_file(&path, &text, language_of(&path, untrack(|| workspace.language())));
            editor.focus();
        });
    }
}

fn with_editor(bench: Workbench, act: impl FnOnce(&Monaco)) {
    bench.editor.with_value(|editor| {
        if let Some(editor) = editor {
            act(editor);
        }
    });
}

fn wire(bench: Workbench, editor: &Monaco, visited: RwSignal<Option<String>>) {
    editor.on_open(move |path, line, column| bench.reveal.set(Some((path, line, column))));
    editor.on_visit(move |path| visited.set(path));
    editor.on_change(move |path, text| {
        // A file that was deleted meanwhile stays deleted.
        let known = bench.workspace.project.with_untracked(|project| project.files.contains_key(&path));
        if known {
            bench.workspace.set_text(&path, &text);
        }
    });
    editor.set_source(move || source(bench));
    editor.on_command("run", move || running::start(bench));
    editor.on_command("palette", move || bench.overlay.set(Some(Overlay::Palette)));
    editor.on_command("save", move || {
        saving::save_now(bench);
        bench.notices.info("Saved. Every change is saved by itself, too.");
    });
}

/// Every text file of the project, with its language in the editor.
fn source(bench: Workbench) -> BTreeMap<String, SourceFile> {
    let language = untrack(|| bench.workspace.language());
    bench.workspace.project.with_untracked(|project| {
        let file = |(path, file): (&String, &ProjectFile)| {
            let text = file.as_text()?.to_owned();
            Some((path.clone(), SourceFile { text, language: language_of(path, language) }))
        };
        project.files.iter().filter_map(file).gather()
    })
}

/// Underlines the diagnostics of every text file that has any, and clears the others.
fn mark(bench: Workbench) {
    let diagnostics = bench.session.diagnostics.get();
    let paths: Vec<String> =
        bench.workspace.project.with_untracked(|project| project.files.keys().cloned().collect());
    with_editor(bench, |editor| {
        for path in paths {
            let own: Vec<&Diagnostic> =
                diagnostics.iter().filter(|diagnostic| diagnostic.file.as_ref() == Some(&path)).collect();
            editor.set_markers(&path, &own);
        }
    });
}

/// A plain text field until Monaco is there, so that work can begin at once.
#[component]
fn PlainEditor(bench: Workbench) -> impl IntoView {
    let workspace = bench.workspace;
    let text = move || {
        let path = workspace.active.get()?;
        workspace.project.with(|project| project.files.get(&path)?.as_text().map(str::to_owned))
    };
    view! {
        <textarea
            class="plain-editor mono"
            aria-label="Source"
            spellcheck="false"
            prop:value=move || text().unwrap_or_default()
            on:input=move |event| {
                if let Some(path) = workspace.active.get_untracked() {
                    workspace.set_text(&path, &event_target_value(&event));
                }
            }
        ></textarea>
    }
}

/// What is in a file that is not text: a component's WAT, else its bytes.
#[component]
fn Binary(bench: Workbench, path: String, bytes: Vec<u8>) -> impl IntoView {
    const SHOWN_BYTES: usize = 4_096;
    let total = bytes.len();
    let wat = RwSignal::new(None::<Result<String, String>>);
    let is_wasm = bytes.starts_with(b"\0asm");
    let hex = hex_lines(&bytes[..total.min(SHOWN_BYTES)]).join("\n");
    if is_wasm {
        spawn_local(async move { wat.set(Some(building::wat_of(&bytes).await)) });
    }
    view! {
        <div class="binary">
            <p class="note">
                {format!("{} is a binary file of {}.", visible_line(&path), size(total as u64))}
                {is_wasm.then(|| {
                    let path = path.clone();
                    view! {
                        " "
                        <button class="small" data-testid="inspect-file" on:click=move |_| inspecting::open_file(bench, &path)>
                            "Inspect"
                        </button>
                    }
                })}
                {if is_wasm { " As text:" } else if total > SHOWN_BYTES { " Its first 4 KiB:" } else { "" }}
            </p>
            {move || match wat.get() {
                Some(Ok(text)) => view! { <crate::components::guest_text::GuestText text/> }.into_any(),
                Some(Err(why)) => view! { <p class="note">{why}</p> <pre class="guest">{hex.clone()}</pre> }.into_any(),
                None if is_wasm => view! { <p class="note">"Printing…"</p> }.into_any(),
                None => view! { <pre class="guest">{hex.clone()}</pre> }.into_any(),
            }}
        </div>
    }
}
