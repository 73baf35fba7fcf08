//! What can be inspected: the project's component, earlier builds of it, and compiled files in the project.

use super::workbench::Overlay;
use super::{Workbench, building};
use crate::interop::inspector::{Handed, Offered};
use crate::state::session::Built;
use diptych_shared::project::{Language, Project, ProjectFile};
use leptos::prelude::*;
use std::sync::Arc;

/// The id of the project's own component, built when it is asked for.
const PROJECT: &str = "project";
const PREVIOUS: &str = "previous";
const FIRST: &str = "first";
/// Before the name of one of the project's components.
const PART: &str = "part:";
/// Before the path of a file.
const FILE: &str = "file:";

/// Opens Inspect with the project's component, unless it is open already.
pub fn open(bench: Workbench) {
    if bench.overlay.get_untracked() == Some(Overlay::Inspect) {
        return;
    }
    let first = match is_pipeline(bench) {
        // The one whose runs are shown, or the first.
        true => bench.stages.all.with_untracked(|stages| {
            let shown = bench.stages.shown.get_untracked();
            let stage = stages.iter().find(|stage| Some(&stage.name) == shown.as_ref()).or(stages.first());
            stage.map(|stage| format!("{PART}{}", stage.component))
        }),
        false => None,
    };
    open_with(bench, first.unwrap_or_else(|| PROJECT.to_owned()));
}

/// A pipeline's components are inspected each by itself.
fn is_pipeline(bench: Workbench) -> bool {
    untrack(|| bench.workspace.language()) == Some(Language::Pipeline)
}

/// Opens Inspect with a compiled file of the project.
pub fn open_file(bench: Workbench, path: &str) {
    open_with(bench, format!("{FILE}{path}"));
}

fn open_with(bench: Workbench, id: String) {
    bench.inspect_first.set(id);
    bench.overlay.set(Some(Overlay::Inspect));
}

/// What there is to inspect and to compare with.
pub fn components(bench: Workbench) -> Vec<Offered> {
    let offered = |id: &str, label: String| Offered { id: id.to_owned(), label };
    let mut all = Vec::new();
    if !is_pipeline(bench) {
        all.push(offered(PROJECT, format!("This project: {}", untrack(|| bench.workspace.title()))));
    }
    bench.session.earlier.with_untracked(|earlier| {
        if earlier.previous.is_some() {
            all.push(offered(PREVIOUS, "The build before this one".to_owned()));
        }
        if earlier.first.is_some() && earlier.first != earlier.previous {
            all.push(offered(FIRST, "The first build since it was opened".to_owned()));
        }
    });
    bench.composing.parts.with_value(|parts| {
        all.extend(parts.keys().map(|name| offered(&format!("{PART}{name}"), format!("Component: {name}"))));
    });
    bench.workspace.project.with_untracked(|project| {
        let is_wasm =
            |file: &ProjectFile| matches!(file, ProjectFile::Base64(bytes) if bytes.0.starts_with(b"\0asm"));
        let files = project.files.iter().filter(|(_, file)| is_wasm(file));
        all.extend(files.map(|(path, _)| offered(&format!("{FILE}{path}"), format!("File: {path}"))));
    });
    all
}

/// One of them.
pub async fn component(bench: Workbench, id: String) -> Result<Handed, String> {
    let title = || untrack(|| bench.workspace.title());
    let earlier = |built: Option<Built>, words: &str| -> Result<Handed, String> {
        let built = built.ok_or_else(|| "This build is not kept any more.".to_owned())?;
        Ok(Handed { name: format!("{} ({words})", title()), bytes: built.bytes, project: None })
    };
    match id.as_str() {
        PROJECT => {
            let bytes = building::ensure_built(bench).await?.bytes;
            let project = texts_of(bench.workspace.project.get_untracked());
            Ok(Handed { name: title(), bytes, project: Some(project) })
        }
        PREVIOUS => earlier(bench.session.earlier.get_untracked().previous, "the build before"),
        FIRST => earlier(bench.session.earlier.get_untracked().first, "the first build"),
        id if id.starts_with(PART) => {
            let name = &id[PART.len()..];
            let part = bench.composing.parts.with_value(|parts| parts.get(name).cloned());
            let part = part.ok_or_else(|| {
                format!("The component `{name}` is not compiled yet: run the project first.")
            })?;
            Ok(Handed { name: name.to_owned(), bytes: part.bytes, project: Some(texts_of(part.source)) })
        }
        id => {
            let path = id.strip_prefix(FILE).unwrap_or(id);
            let bytes = bench.workspace.project.with_untracked(|project| match project.files.get(path) {
                Some(ProjectFile::Base64(bytes)) => Some(bytes.0.clone()),
                _ => None,
            });
            let bytes = bytes.ok_or_else(|| format!("The file `{path}` is not there any more."))?;
            Ok(Handed { name: path.to_owned(), bytes: Arc::new(bytes), project: None })
        }
    }
}

/// The project without its compiled files, which say nothing of its WIT.
fn texts_of(mut project: Project) -> Project {
    project.files.retain(|_, file| file.as_text().is_some());
    project
}
