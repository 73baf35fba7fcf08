//! The tools a project was shared with: written into what is shared, compared where it is opened.

use super::{Workbench, checking};
use crate::state::compiling::tools_differ;
use crate::state::manifest_text;
use diptych_shared::project::{MANIFEST_FILE, Project, ProjectFile};
use leptos::prelude::*;

/// The project as it leaves the page: with the tools that compiled it as it is now, where that is known.
pub fn to_share(bench: Workbench) -> Project {
    let mut project = bench.workspace.project.get_untracked();
    let source = checking::source(bench);
    let tools = bench.session.built.with_untracked(|built| {
        built.as_ref().filter(|built| built.source == source).map(|built| built.toolchain.clone())
    });
    if let (Some(tools), Ok(mut manifest)) = (tools, project.manifest()) {
        manifest.source.toolchain = tools;
        let text = project.files.get(MANIFEST_FILE).and_then(ProjectFile::as_text).unwrap_or_default();
        let text = manifest_text::rewrite(text, &manifest);
        project.files.insert(MANIFEST_FILE.to_owned(), ProjectFile::text(text));
    }
    project
}

/// Says kindly, once a project, that it was shared with other tools than those that compile it here.
pub fn tell(bench: Workbench, now: &[String]) {
    let shared_with = bench.workspace.manifest.with_untracked(|manifest| {
        manifest.as_ref().map(|manifest| manifest.source.toolchain.clone()).unwrap_or_default()
    });
    let id = bench.workspace.id.get_untracked();
    if let Some(sentence) = tools_differ(&shared_with, now)
        && bench.versions_told.with_value(|told| *told != id)
    {
        bench.versions_told.set_value(id);
        bench.notices.info(sentence);
    }
}
