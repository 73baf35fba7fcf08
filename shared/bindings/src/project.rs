//! A new project for a world of another one, and a world's bindings as people read them.

use crate::{Generated, bindings, stub};
use diptych_shared::api::diagnostic::Diagnostic;
use diptych_shared::project::{
    Language, MANIFEST_FILE, MANIFEST_FORMAT, Manifest, Project, ProjectFile, RunTable, SourceTable,
};
use diptych_shared::toolchain::{first_call, wit};
use std::collections::BTreeMap;
use wit_parser::{Resolve, WorldId};

/// A project in `language` that implements the world `world` of `project`'s WIT and compiles as it is:
/// the same WIT, a stub, and a manifest that grants nothing and makes one call.
///
/// # Errors
/// What is wrong with the WIT, or why there is no stub, for people.
pub fn component(project: &Project, world: &str, language: Language) -> Result<Project, String> {
    let (resolve, id) = resolved(project, world)?;
    let generated = stub(&resolve, id, language)
        .map_err(|error| format!("`{world}` has no start in {}: {error:#}", language.label()))?;
    // Of Python's files this one is the module that is compiled; of Go's packages none is special.
    let named = generated.files.keys().find(|path| *path == "app.py");
    let entry = named.or(generated.files.keys().next()).cloned().ok_or("the stub has no files")?;
    let mut files: BTreeMap<String, ProjectFile> =
        project.files.iter().filter(|(path, _)| path.starts_with("wit/")).map(clone).collect();
    files.extend(generated.files.into_iter().map(|(path, bytes)| (path, ProjectFile::from_bytes(bytes))));
    let manifest = Manifest {
        format: MANIFEST_FORMAT,
        title: format!("{world} in {}", language.label()),
        description: String::new(),
        source: SourceTable {
            language,
            entry,
            world: Some(world.to_owned()),
            profile: None,
            toolchain: Vec::new(),
        },
        run: RunTable { calls: first_call(&resolve, id).into_iter().collect(), ..RunTable::default() },
    };
    files.insert(MANIFEST_FILE.to_owned(), ProjectFile::text(manifest.to_text()));
    Ok(Project { files })
}

/// The text files of a world's [`bindings`], by path.
///
/// # Errors
/// What is wrong with the WIT, or why there are no bindings, for people.
pub fn readable(
    project: &Project,
    world: &str,
    language: Language,
) -> Result<BTreeMap<String, String>, String> {
    let (resolve, id) = resolved(project, world)?;
    let Generated { files } = bindings(&resolve, id, language)
        .map_err(|error| format!("`{world}` has no bindings in {}: {error:#}", language.label()))?;
    // The object that carries the world in a C component is not to be read, and empty files say nothing.
    let texts = files.into_iter().filter_map(|(path, bytes)| Some((path, String::from_utf8(bytes).ok()?)));
    Ok(texts.filter(|(path, text)| !path.ends_with(".o") && !text.trim().is_empty()).collect())
}

fn resolved(project: &Project, world: &str) -> Result<(Resolve, WorldId), String> {
    let first = |diagnostics: Vec<Diagnostic>| match diagnostics.into_iter().next() {
        Some(Diagnostic { message, file: Some(file), .. }) => format!("mend {file} first: {message}"),
        Some(Diagnostic { message, .. }) => format!("mend the WIT first: {message}"),
        None => "mend the WIT first".to_owned(),
    };
    let folder = wit::read(project).map_err(first)?.ok_or("the project has no WIT: add `wit/world.wit`")?;
    let worlds = &folder.resolve.packages[folder.package].worlds;
    let id = *worlds.get(world).ok_or_else(|| format!("there is no world `{world}` in `wit/`"))?;
    Ok((folder.resolve, id))
}

fn clone((path, file): (&String, &ProjectFile)) -> (String, ProjectFile) {
    (path.clone(), file.clone())
}
