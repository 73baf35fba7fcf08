//! Opening projects: saved ones, samples, templates, links, dropped files. Saved work is never overwritten.

use super::{Workbench, running, saving};
use crate::interop::transfer::{self, Opened};
use crate::interop::{links, page};
use crate::services::{large_projects, samples, storage, toolchain};
use crate::state::edit;
use crate::state::preferences::Tab;
use crate::state::session::Side;
use crate::state::template::Template;
use crate::state::workspace::{ProjectEntry, SaveState};
use diptych_shared::project::{MANIFEST_FILE, Project, ProjectFile};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;

/// Opens what the address asks for, else what was open last, else a first project.
pub fn start(bench: Workbench) {
    bench.workspace.entries.set(storage::entries());
    let _ = window_event_listener_untyped("hashchange", move |_| open_link(bench));
    let link = links::wanted();
    if !storage::has_large() && link.is_empty() {
        return open_first(bench);
    }
    spawn_local(async move {
        if storage::has_large()
            && let Err(why) = large_projects::read_all().await
        {
            bench.notices.problem(format!(
                "Your large projects could not be read: {why}. Reload the page to try again."
            ));
        }
        if link.is_empty() {
            return open_first(bench);
        }
        if let Err(why) = open_short(bench, &link).await {
            links::closed();
            open_first(bench);
            bench
                .notices
                .problem(format!("The link could not be opened: {why}. Your own projects are untouched."));
        }
    });
}

/// Opens a short link as a project, the same as before where it was opened before, with what its author saw.
async fn open_short(bench: Workbench, id: &str) -> Result<(), String> {
    let opened = links::open(id).await?;
    let project = opened.project()?;
    let kept = opened.copies().into_iter().find_map(|copy| Some((storage::load(&copy)?, copy)));
    let (project_id, is_as_published) = match kept {
        Some((kept, copy)) => {
            let is_as_published = kept == project;
            show(bench, copy.clone(), kept);
            (copy, is_as_published)
        }
        None => (open_new(bench, project), true),
    };
    bench.is_linked.set_value(true);
    let show_runs = move |lines, labels| running::show_said(bench, lines, labels);
    opened.show(&project_id, show_runs, move || running::start(bench));
    let lines = opened.lines();
    if lines.iter().any(|lines| !lines.is_empty()) {
        // What was edited since is another project than the one that ran.
        let revision = if is_as_published { bench.workspace.revision.get_untracked() } else { u64::MAX };
        bench.session.ran.set(Some((project_id, revision)));
        bench.tab.set(Tab::Compare);
        running::show_said(bench, lines, Side::BOTH.map(|side| side.id().to_owned()));
    }
    Ok(())
}

fn open_first(bench: Workbench) {
    let newest = || storage::entries().into_iter().map(|entry| entry.id);
    let saved = storage::current().into_iter().chain(newest()).find_map(|id| Some((storage::load(&id)?, id)));
    match saved {
        Some((project, id)) => show(bench, id, project),
        None => {
            open_new(bench, Template::Wat.project());
        }
    }
    open_link(bench);
}

/// Shows a saved project.
pub fn show(bench: Workbench, id: String, project: Project) {
    let same = bench.workspace.id.get_untracked() == id;
    if !same {
        saving::save_now(bench);
        running::stop(bench);
        bench.session.running.set(false);
        bench.run.update_value(|run| run.number += 1);
        bench.session.clear_results();
        bench.session.built.set(None);
        bench.stages.clear();
        bench.composing.of(&id);
        bench.session.earlier.set(Default::default());
        bench.session.compiled.set(None);
        bench.session.diagnostics.set(Vec::new());
        bench.is_linked.set_value(false);
        links::closed();
    }
    bench.editor.with_value(|editor| {
        if let Some(editor) = editor {
            bench
                .workspace
                .project
                .with_untracked(|old| old.files.keys().for_each(|path| editor.close_file(path)));
        }
    });
    storage::set_current(&id);
    bench.workspace.show(id, project);
}

/// Opens `project` as a new one, and saves it. Returns its id.
pub fn open_new(bench: Workbench, project: Project) -> String {
    let id = page::random_id();
    show(bench, id.clone(), project);
    bench.workspace.saved.set(SaveState::Pending);
    saving::save_now(bench);
    bench.overlay.set(None);
    id
}

/// Opens `project` as a new one under another title.
pub fn open_titled(bench: Workbench, project: Project, title: &str) {
    open_new(bench, project);
    bench.workspace.edit_manifest(|manifest| {
        manifest.title = title.to_owned();
        manifest.description.clear();
    });
}

/// Opens a saved project by id.
pub fn switch(bench: Workbench, id: &str) {
    match storage::load(id) {
        Some(project) => show(bench, id.to_owned(), project),
        None => bench.notices.problem("This project is no longer in the browser's storage."),
    }
    bench.overlay.set(None);
}

/// Opens a copy of a saved project.
pub fn duplicate(bench: Workbench, entry: &ProjectEntry) {
    saving::save_now(bench);
    if let Some(project) = storage::load(&entry.id) {
        open_new(bench, project);
        bench.workspace.edit_manifest(|manifest| manifest.title = format!("{} (copy)", manifest.title));
    }
}

/// Deletes a saved project; a notice can bring it back.
pub fn delete(bench: Workbench, entry: ProjectEntry) {
    saving::save_now(bench);
    let Some(project) = storage::load(&entry.id) else { return };
    if let Err(why) = storage::remove(&entry.id) {
        return bench.notices.problem(format!("Not deleted: {why}."));
    }
    transfer::keep(&entry.id, false);
    bench.workspace.entries.set(storage::entries());
    if bench.workspace.id.get_untracked() == entry.id {
        // Nothing of it may be saved again by the switch to another one.
        bench.workspace.saved.set(SaveState::Saved);
        match storage::entries().first().map(|entry| entry.id.clone()) {
            Some(id) => switch(bench, &id),
            None => {
                open_new(bench, Template::Wat.project());
            }
        }
    }
    bench.notices.undoable(format!("Deleted the project “{}”.", entry.title), move || {
        show(bench, entry.id.clone(), project.clone());
        bench.workspace.saved.set(SaveState::Pending);
        saving::save_now(bench);
        transfer::keep(&entry.id, true);
    });
}

/// Loads the samples for the gallery, once; again after a failure.
pub fn load_samples(bench: Workbench) {
    if !bench.samples.with_untracked(|samples| matches!(samples, Some(Ok(_)))) {
        bench.samples.set(None);
        spawn_local(async move { bench.samples.set(Some(samples::fetch().await)) });
    }
}

/// Opens the project in the address's fragment, if there is one, and offers to run it.
pub fn open_link(bench: Workbench) {
    let fragment = page::fragment();
    if fragment.is_empty() {
        return;
    }
    page::clear_fragment();
    spawn_local(async move {
        match toolchain::decode_link(&fragment).await {
            Ok(project) => {
                open_new(bench, project);
                bench.notices.offer(
                    "Opened the project from the link. It has not run.",
                    "Run it",
                    move || {
                        running::start(bench);
                    },
                );
            }
            Err(why) => bench.notices.problem(format!(
                "The link could not be opened: {why}. Ask for it again; your own projects are untouched."
            )),
        }
    });
}

/// Takes in dropped or chosen files: archives, folders, projects as JSON and compiled components open as
/// projects, anything else is added to the open one.
pub fn take_in(bench: Workbench, source: &JsValue) {
    let taken = transfer::take_in(source);
    spawn_local(async move {
        match taken.await {
            Ok(taken) => {
                taken.problems.into_iter().for_each(|why| bench.notices.problem(why));
                taken.opened.into_iter().for_each(|opened| open_incoming(bench, opened));
                taken.files.into_iter().for_each(|(path, file)| add_file(bench, path, file));
            }
            Err(why) => bench.notices.problem(format!("The files could not be read: {why}")),
        }
    });
}

/// Opens a project that came in, and says what was done to it.
pub fn open_incoming(bench: Workbench, Opened { name, project, notes }: Opened) {
    open_new(bench, project);
    bench.notices.info(format!("Opened `{name}` as a project. {}", notes.join(" ")));
}

/// Puts an earlier version in the place of the open project; a notice can undo it.
pub fn restore(bench: Workbench, version: Project) {
    bench.overlay.set(None);
    let id = bench.workspace.id.get_untracked();
    let before = bench.workspace.project.get_untracked();
    show(bench, id.clone(), version);
    bench.workspace.saved.set(SaveState::Pending);
    bench.notices.undoable("Restored an earlier version.", move || {
        if bench.workspace.id.get_untracked() == id {
            show(bench, id.clone(), before.clone());
            bench.workspace.saved.set(SaveState::Pending);
        }
    });
}

fn add_file(bench: Workbench, path: String, file: ProjectFile) {
    if let Err(why) = diptych_shared::project::check_path(&path) {
        return bench.notices.problem(format!("`{path}` was not added: {why}."));
    }
    let before = bench.workspace.project.with_untracked(|project| project.files.get(&path).cloned());
    bench.workspace.change(|project| {
        project.files.insert(path.clone(), file);
    });
    bench.workspace.active.set(Some(path.clone()));
    let undo_path = path.clone();
    let undo = move || {
        bench.workspace.change(|project| {
            match &before {
                Some(before) => project.files.insert(undo_path.clone(), before.clone()),
                None => project.files.remove(&undo_path),
            };
        });
    };
    bench.notices.undoable(format!("Added `{path}`."), undo);
}

/// Deletes a file or folder; a notice can bring it back.
pub fn delete_file(bench: Workbench, path: &str) {
    let mut removed = edit::Removed::default();
    bench.workspace.change(|project| removed = edit::remove(project, path));
    let open = bench.workspace.active.get_untracked();
    if open.as_ref().is_some_and(|open| removed.files.contains_key(open)) {
        let next = bench.workspace.project.with_untracked(crate::state::workspace::first_file);
        bench.workspace.active.set(next);
    }
    let back_to = removed.files.keys().next().cloned();
    let hint = if path == MANIFEST_FILE { " Without it the project cannot run." } else { "" };
    bench.notices.undoable(format!("Deleted `{path}`.{hint}"), move || {
        bench.workspace.change(|project| edit::restore(project, &removed));
        bench.workspace.active.set(back_to.clone());
    });
}
