//! Autosave: every change is in the browser's storage a moment later, and at once when the page is left.

use super::Workbench;
use crate::services::storage::{self, SaveError};
use crate::state::workspace::{ProjectEntry, SaveState};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast as _;

/// Saves on each change, and when the page goes away; hears of other tabs' saves.
pub fn start(bench: Workbench) {
    let workspace = bench.workspace;
    Effect::new(move |_| {
        if workspace.saved.get() == SaveState::Pending {
            workspace.revision.track();
            bench.save_pause.later(move || save_now(bench));
        }
    });
    for name in ["pagehide", "visibilitychange", "beforeunload"] {
        // The listeners live as long as the page.
        let _ = window_event_listener_untyped(name, move |_| save_now(bench));
    }
    let _ = window_event_listener_untyped("storage", move |event| {
        if let Some(event) = event.dyn_ref::<web_sys::StorageEvent>() {
            heard(bench, &event.key().unwrap_or_default());
        }
    });
}

/// Writes the open project if it changed. When it cannot be written it stays on the screen, and says so.
pub fn save_now(bench: Workbench) {
    let workspace = bench.workspace;
    if workspace.saved.get_untracked() == SaveState::Saved || workspace.id.get_untracked().is_empty() {
        return;
    }
    bench.save_pause.cancel();
    let entry = ProjectEntry {
        id: workspace.id.get_untracked(),
        title: untrack(|| workspace.title()),
        modified_ms: js_sys::Date::now(),
    };
    match workspace.project.with_untracked(|project| storage::save(&entry, project)) {
        Ok(()) => saved(bench),
        Err(SaveError::Refused(why)) => not_saved(bench, why),
        Err(SaveError::Full) => {
            let project = workspace.project.get_untracked();
            let revision = workspace.revision.get_untracked();
            spawn_local(async move {
                let result = storage::save_large(&entry, &project).await;
                let is_open = workspace.id.get_untracked() == entry.id;
                match result {
                    Ok(()) if is_open && workspace.revision.get_untracked() == revision => saved(bench),
                    Ok(()) => workspace.entries.set(storage::entries()),
                    Err(why) => not_saved(bench, why),
                }
            });
        }
    }
}

fn saved(bench: Workbench) {
    bench.workspace.saved.set(SaveState::Saved);
    bench.workspace.entries.set(storage::entries());
}

fn not_saved(bench: Workbench, why: String) {
    bench.notices.problem(format!(
        "Not saved: the browser's storage does not take it ({why}). Your work is still here: download the project \
         as a zip, or delete projects you no longer need."
    ));
    bench.workspace.saved.set(SaveState::Failed(why));
}

/// Another tab wrote something.
fn heard(bench: Workbench, key: &str) {
    if !key.starts_with("diptych.") {
        return;
    }
    let workspace = bench.workspace;
    workspace.entries.set(storage::entries());
    let ours = format!("{}{}", storage::RECORD, workspace.id.get_untracked());
    if key != ours {
        return;
    }
    let id = workspace.id.get_untracked();
    if storage::load(&id).is_none() {
        workspace.saved.set(SaveState::Pending);
        bench.notices.problem("Another tab deleted this project. It is kept here and saved again.");
        return;
    }
    bench.notices.offer(
        "Another tab changed this project. The last one to write wins: load that version, or go on with this one.",
        "Load it",
        move || {
            if let Some(theirs) = storage::load(&id) {
                super::opening::show(bench, id.clone(), theirs);
            }
        },
    );
}
