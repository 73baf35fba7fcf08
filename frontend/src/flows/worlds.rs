//! From a world to a component of it: new projects, imports added, and what no longer fits.

use super::workbench::Overlay;
use super::{Workbench, opening};
use crate::services::{storage, worlds};
use crate::state::session::Built;
use crate::state::workspace::ProjectEntry;
use diptych_shared::api::diagnostic::Diagnostic;
use diptych_shared::project::Project;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Opens an overlay that needs WIT, or says how to get some.
pub fn ask(bench: Workbench, overlay: Overlay) {
    match has_wit(bench) {
        true => bench.overlay.set(Some(overlay)),
        false => bench.notices.problem(
            "This project has no WIT. Add a file `wit/world.wit` with a world, or start from “Core module + WIT” under Projects.",
        ),
    }
}

/// Whether the open project has WIT of its own.
pub fn has_wit(bench: Workbench) -> bool {
    bench.workspace.project.with_untracked(|project| {
        project.files.keys().any(|path| path.starts_with("wit/") && path.ends_with(".wit"))
    })
}

/// Opens `project`, made for a world of the open one, as a new project; a notice goes back and deletes it.
pub fn create(bench: Workbench, project: Project) {
    let (before, before_active) =
        (bench.workspace.id.get_untracked(), bench.workspace.active.get_untracked());
    let title = project.manifest().map(|manifest| manifest.title).unwrap_or_default();
    let id = opening::open_new(bench, project);
    bench.notices.undoable(format!("Created the project “{title}”."), move || {
        if storage::load(&before).is_none() {
            return bench
                .notices
                .problem("The project with the WIT is no longer there, so nothing was undone.");
        }
        if bench.workspace.id.get_untracked() == id {
            opening::switch(bench, &before);
            bench.workspace.active.set(before_active.clone());
        }
        let entry = bench
            .workspace
            .entries
            .with_untracked(|entries| entries.iter().find(|entry: &&ProjectEntry| entry.id == id).cloned());
        if let Some(entry) = entry {
            opening::delete(bench, entry);
        }
    });
}

/// Adds an import to a world in the project's WIT and shows it; a notice takes it back.
pub fn add_import(bench: Workbench, world: String, name: String) {
    let project = bench.workspace.project.get_untracked();
    spawn_local(async move {
        match worlds::add_import(&project, &world, &name).await {
            Ok(files) => {
                let Some((path, text)) = files.into_iter().next() else { return };
                let Some(before) = bench.workspace.text_of(&path) else { return };
                bench.workspace.active.set(Some(path.clone()));
                bench.workspace.set_text(&path, &text);
                bench.notices.undoable(format!("`{world}` imports {name}."), move || {
                    // Only what was added goes: the text may have been changed since.
                    let line = format!("\n  import {name};");
                    let now = bench.workspace.text_of(&path).unwrap_or_default();
                    let back = if now == text { before.clone() } else { now.replacen(&line, "", 1) };
                    bench.workspace.set_text(&path, &back);
                });
            }
            Err(why) => bench.notices.problem(format!("Not added: {why}.")),
        }
    });
}

/// What of the last built component no longer fits the project's WIT as it is now; nothing while
/// it is the component of this very project, or there is none.
pub async fn unfit(bench: Workbench, source: &(String, u64)) -> Vec<Diagnostic> {
    let is_stale = |built: &Built| built.source.0 == source.0 && built.source.1 != source.1;
    let Some(built) = bench.session.built.get_untracked().filter(is_stale) else { return Vec::new() };
    if !has_wit(bench) {
        return Vec::new();
    }
    let project = bench.workspace.project.get_untracked();
    // It is help, not an answer: where it fails, compiling tells what is wrong.
    worlds::fit(&built.inspection, &project).await.unwrap_or_default()
}
