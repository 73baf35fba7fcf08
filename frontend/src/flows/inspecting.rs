//! What can be inspected: the project's component, earlier builds of it, and compiled files in the project.

use super::workbench::Overlay;
use super::{Workbench, building};
use crate::interop::inspector::{Handed, Offered};
use crate::state::session::Built;
use diptych_shared::project::ProjectFile;
use leptos::prelude::*;
use std::sync::Arc;

/// The id of the project's own component, built when it is asked for.
const PROJECT: &str = "project";
const PREVIOUS: &str = "previous";
const FIRST: &str = "first";
/// Before the path of a file.
const FILE: &str = "file:";

/// Opens Inspect with the project's component, unless it is open already.
pub fn open(bench: Workbench) {
    if bench.overlay.get_untracked() != Some(Overlay::Inspect) {
        open_with(bench, PROJECT.to_owned());
    }
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
    let mut all = vec![offered(PROJECT, format!("This project: {}", untrack(|| bench.workspace.title())))];
    bench.session.earlier.with_untracked(|earlier| {
        if earlier.previous.is_some() {
            all.push(offered(PREVIOUS, "The build before this one".to_owned()));
        }
        if earlier.first.is_some() && earlier.first != earlier.previous {
            all.push(offered(FIRST, "The first build since it was opened".to_owned()));
        }
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
            // Compiled files say nothing of its WIT.
            let mut project = bench.workspace.project.get_untracked();
            project.files.retain(|_, file| file.as_text().is_some());
            Ok(Handed { name: title(), bytes, project: Some(project) })
        }
        PREVIOUS => earlier(bench.session.earlier.get_untracked().previous, "the build before"),
        FIRST => earlier(bench.session.earlier.get_untracked().first, "the first build"),
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
