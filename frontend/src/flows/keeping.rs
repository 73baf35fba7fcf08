//! Files that a run made: downloaded, or kept in the project.

use super::Workbench;
use crate::interop::page;
use crate::services::toolchain;
use crate::state::session::Side;
use crate::state::text::visible_line;
use diptych_shared::project::{Project, ProjectFile, check_path};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The folder for kept files when the manifest mounts none.
const FOLDER: &str = "files";

/// What a file holds after the run, where the report has it.
fn content(bench: Workbench, side: Side, path: &str) -> Option<Vec<u8>> {
    bench.session.column(side).report.with_untracked(|report| {
        let file = report.as_ref()?.files.iter().find(|file| file.path == path)?;
        Some(file.content.as_ref()?.to_vec())
    })
}

/// Downloads one file.
pub fn download(bench: Workbench, side: Side, path: &str) {
    let Some(content) = content(bench, side, path) else { return };
    let name = path.rsplit('/').next().unwrap_or(path);
    page::download(name, &content, "application/octet-stream");
}

/// Downloads everything that one engine's run added or changed.
pub fn download_all(bench: Workbench, side: Side) {
    let mut project = Project::default();
    bench.session.column(side).report.with_untracked(|report| {
        for file in report.iter().flat_map(|report| &report.files) {
            if let Some(content) = &file.content {
                project.files.insert(file.path.clone(), ProjectFile::from_bytes(content.to_vec()));
            }
        }
    });
    spawn_local(async move {
        match toolchain::to_zip(&project).await {
            Ok(bytes) => page::download(&format!("files-{}.zip", side.id()), &bytes, "application/zip"),
            Err(why) => bench.notices.problem(format!("The archive could not be made: {why}")),
        }
    });
}

/// Puts a file into the folder that the manifest mounts, so that the next run begins with it.
pub fn keep(bench: Workbench, side: Side, path: &str) {
    let Some(content) = content(bench, side, path) else { return };
    let workspace = bench.workspace;
    let mounted = workspace
        .manifest
        .with_untracked(|manifest| manifest.as_ref().ok().and_then(|manifest| manifest.run.files.clone()));
    let folder = mounted.clone().unwrap_or_else(|| FOLDER.to_owned());
    let target = format!("{folder}/{path}");
    if let Err(why) = check_path(&target) {
        return bench.notices.problem(format!("Not kept: `{}`: {why}", visible_line(&target)));
    }
    let before = workspace.project.with_untracked(|project| project.files.get(&target).cloned());
    let id = workspace.id.get_untracked();
    workspace.change(|project| {
        project.files.insert(target.clone(), ProjectFile::from_bytes(content));
    });
    let more = match mounted {
        Some(_) => "The next run begins with it.",
        None => "Choose the folder under Run settings, Input, for the next run to begin with it.",
    };
    let words = format!("Kept as {}. {more}", visible_line(&target));
    bench.notices.undoable(words, move || {
        if workspace.id.get_untracked() != id {
            return bench.notices.problem("Not undone: that project is no longer open.");
        }
        let before = before.clone();
        workspace.change(|project| {
            match before {
                Some(file) => project.files.insert(target.clone(), file),
                None => project.files.remove(&target),
            };
        });
    });
}
