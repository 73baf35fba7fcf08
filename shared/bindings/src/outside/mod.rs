//! A project with what the ordinary tools need to build and run it: their files, and a README with the commands.

mod assemblyscript;
mod c_family;
mod go;
mod jco;
mod parts;
mod python;
mod readme;
mod run;
mod rust;
mod script;
mod shell;
mod tool;
mod wat;

use diptych_shared::api::diagnostic::Diagnostic;
use diptych_shared::project::{Language, Manifest, Project, ProjectFile, with_added};
use diptych_shared::toolchain::wit;
use serde::Serialize;
use shell::word;
use std::collections::{BTreeMap, BTreeSet};
use tool::Tool;
use wit_parser::{Resolve, WorldId, WorldItem};

/// What every build leaves behind, in the project's folder.
pub const COMPONENT: &str = "component.wasm";

/// A project as it is built outside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outside {
    /// The project and the files that were added, with the list of them.
    pub project: Project,
    /// The lines for a POSIX shell that install what the project's folder needs.
    pub prepare: Vec<String>,
    /// The lines that build it, to [`COMPONENT`].
    pub build: Vec<String>,
    /// Lines that run it, each by itself.
    pub run: Vec<String>,
}

/// What one language adds, and how it is built.
#[derive(Debug, Default)]
struct Recipe {
    files: BTreeMap<String, Vec<u8>>,
    tools: BTreeSet<Tool>,
    build: Vec<String>,
    notes: Vec<String>,
}

/// A project that can be read.
struct Source<'a> {
    project: &'a Project,
    manifest: Manifest,
    wit: Option<(wit::WitFolder, WorldId)>,
}

impl Source<'_> {
    fn entry(&self) -> &str {
        &self.manifest.source.entry
    }

    fn text(&self, path: &str) -> &str {
        self.project.files.get(path).and_then(ProjectFile::as_text).unwrap_or_default()
    }

    /// The world, for languages that cannot do without.
    fn world(&self) -> Result<(&Resolve, WorldId, &str), String> {
        let (folder, id) = self.wit.as_ref().ok_or("it has no world: describe one in wit/world.wit")?;
        Ok((&folder.resolve, *id, &folder.resolve.worlds[*id].name))
    }

    /// Whether the world itself asks for WASI; a component of any other need not import it.
    fn speaks_wasi(&self) -> bool {
        self.wit.as_ref().is_some_and(|(folder, world)| {
            let world = &folder.resolve.worlds[*world];
            world.imports.iter().chain(&world.exports).any(|(key, item)| {
                matches!(item, WorldItem::Interface { .. })
                    && folder.resolve.name_world_key(key).starts_with("wasi:")
            })
        })
    }
}

/// The project for the ordinary tools. What cannot be built so says why in its README.
pub fn outside(project: &Project) -> Outside {
    let recipe = recipe(project).unwrap_or_else(|why| Recipe {
        notes: vec![format!("There are no commands for this project as it is: {why}.")],
        ..Recipe::default()
    });
    let mut recipe = recipe;
    let prepare = tool::prepare(&mut recipe, project);
    let run = match project.manifest() {
        Ok(manifest) if !recipe.build.is_empty() => {
            let has_jco = recipe.tools.contains(&Tool::Jco);
            run::lines(&manifest, project, has_jco, &mut recipe.notes)
        }
        _ => Vec::new(),
    };
    if let Some(path) = readme::free_path(project) {
        let text = readme::text(project, &recipe, &prepare, &run);
        recipe.files.insert(path.to_owned(), text.into_bytes());
    }
    let added = recipe.files.into_iter().map(|(path, bytes)| (path, ProjectFile::from_bytes(bytes)));
    Outside { project: with_added(project, added.collect()), prepare, build: recipe.build, run }
}

fn recipe(project: &Project) -> Result<Recipe, String> {
    let manifest = project.manifest().map_err(|error| error.to_string())?;
    let wit = match wit::read(project).map_err(first)? {
        Some(folder) => {
            let world = wit::select_world(&folder, &manifest, project).map_err(|wrong| first(vec![wrong]))?;
            Some((folder, world))
        }
        None => None,
    };
    let source = Source { project, manifest, wit };
    let mut recipe = match source.manifest.source.language {
        Language::Wat => wat::recipe(&source),
        Language::Rust => rust::recipe(&source),
        Language::C | Language::Cpp => c_family::c(&source),
        Language::Zig => c_family::zig(&source),
        Language::JavaScript | Language::TypeScript => script::recipe(&source),
        Language::Python => python::recipe(&source),
        Language::Go => go::recipe(&source),
        Language::AssemblyScript => assemblyscript::recipe(&source),
        Language::Component => {
            let build = vec![format!("cp {} {COMPONENT}", word(source.entry()))];
            Ok(Recipe { build, ..Recipe::default() })
        }
        Language::Wac => parts::composition(&source),
        Language::Pipeline => parts::pipeline(&source),
    }?;
    // The tools read files, and have no WASI at hand.
    for (path, file) in wit::with_wasi(project).files {
        if !project.files.contains_key(&path) {
            recipe.files.insert(path, file.as_bytes().to_vec());
        }
    }
    Ok(recipe)
}

fn first(diagnostics: Vec<Diagnostic>) -> String {
    diagnostics.into_iter().next().map_or_else(|| "its WIT is broken".to_owned(), |wrong| wrong.message)
}

#[cfg(test)]
mod tests;
