//! The command palette: type a few letters, press Enter.

use crate::components::dialog::Dialog;
use crate::flows::Workbench;
use crate::flows::commands::{COMMANDS, Command, modifier};
use crate::flows::opening;
use crate::state::fuzzy::score;
use crate::state::text::visible_line;
use leptos::prelude::*;

/// What an entry of the palette does.
#[derive(Clone)]
enum Entry {
    Command(&'static Command),
    File(String),
    Project(String, String),
}

impl Entry {
    fn name(&self) -> String {
        match self {
            Entry::Command(command) => command.name.to_owned(),
            Entry::File(path) => format!("Open file {}", visible_line(path)),
            Entry::Project(_, title) => format!("Open project {}", visible_line(title)),
        }
    }

    fn key(&self) -> String {
        match self {
            Entry::Command(command) => command.key.replace("Mod+", modifier()),
            _ => String::new(),
        }
    }
}

fn entries(bench: Workbench) -> Vec<Entry> {
    let files =
        bench.workspace.project.with_untracked(|project| project.files.keys().cloned().collect::<Vec<_>>());
    let own = bench.workspace.id.get_untracked();
    let projects = bench.workspace.entries.get_untracked().into_iter().filter(move |entry| entry.id != own);
    COMMANDS
        .iter()
        .map(Entry::Command)
        .chain(files.into_iter().map(Entry::File))
        .chain(projects.map(|entry| Entry::Project(entry.id, entry.title)))
        .collect()
}

/// The palette.
#[component]
pub fn Palette(bench: Workbench, close: Callback<()>) -> impl IntoView {
    let query = RwSignal::new(String::new());
    let selected = RwSignal::new(0_usize);
    let all = StoredValue::new(entries(bench));
    let found = Memo::new(move |_| {
        let query = query.get();
        all.with_value(|all| {
            let mut found: Vec<(i32, usize)> = all
                .iter()
                .enumerate()
                .filter_map(|(at, entry)| Some((-score(&query, &entry.name())?, at)))
                .collect();
            if !query.is_empty() {
                found.sort();
            }
            found.into_iter().map(|(_, at)| at).collect::<Vec<_>>()
        })
    });
    let act = move |at: usize| {
        close.run(());
        match all.with_value(|all| all.get(at).cloned()) {
            Some(Entry::Command(command)) => (command.run)(bench),
            Some(Entry::File(path)) => bench.workspace.active.set(Some(path)),
            Some(Entry::Project(id, _)) => opening::switch(bench, &id),
            None => {}
        }
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        let count = found.with_untracked(Vec::len);
        let at = selected.get_untracked();
        match event.key().as_str() {
            "ArrowDown" if count > 0 => selected.set((at + 1) % count),
            "ArrowUp" if count > 0 => selected.set((at + count - 1) % count),
            "Enter" => {
                if let Some(entry) = found.with_untracked(|found| found.get(at).copied()) {
                    act(entry);
                }
            }
            _ => return,
        }
        event.prevent_default();
        crate::interop::dom::scroll_into_view(".palette-list [aria-selected='true']");
    };
    let rows = move || {
        found
            .get()
            .into_iter()
            .enumerate()
            .map(|(row, at)| {
                let (name, key) = all.with_value(|all| (all[at].name(), all[at].key()));
                view! {
                    <li
                        id=format!("palette-{row}")
                        role="option"
                        aria-selected=move || (selected.get() == row).to_string()
                        on:click=move |_| act(at)
                    >
                        <span>{name}</span>
                        <kbd>{key}</kbd>
                    </li>
                }
            })
            .collect::<Vec<_>>()
    };
    view! {
        <Dialog title="Commands" on_close=close class="palette">
            <div data-testid="palette">
                <input
                    type="text"
                    autofocus
                    role="combobox"
                    aria-label="Command"
                    aria-expanded="true"
                    aria-controls="palette-list"
                    aria-activedescendant=move || format!("palette-{}", selected.get())
                    placeholder="Type a command, a file or a project"
                    spellcheck="false"
                    autocomplete="off"
                    prop:value=query
                    on:input=move |event| {
                        query.set(event_target_value(&event));
                        selected.set(0);
                    }
                    on:keydown=on_key
                />
                <ul class="palette-list" id="palette-list" role="listbox" aria-label="Commands">{rows}</ul>
                <Show when=move || found.with(Vec::is_empty)>
                    <p class="empty">"No command, file or project has these letters in this order."</p>
                </Show>
            </div>
        </Dialog>
    }
}
