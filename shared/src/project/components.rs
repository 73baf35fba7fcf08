//! The components of a composition: each a project of its own in `components/<name>/`, or a file
//! `components/<name>.wasm`.

use super::{
    Language, MANIFEST_FILE, MANIFEST_FORMAT, Manifest, Project, ProjectFile, RunTable, SourceTable,
};
use crate::api::diagnostic::Diagnostic;
use crate::gather::Gather as _;
use std::collections::BTreeSet;

/// The folder that holds them.
pub const COMPONENTS_FOLDER: &str = "components";

/// The namespace under which a `.wac` text names the project's components: `project:greeter` is
/// `components/greeter`.
pub const COMPONENTS_NAMESPACE: &str = "project";

impl Project {
    /// The names of its components, sorted.
    pub fn component_names(&self) -> Vec<String> {
        let folder = format!("{COMPONENTS_FOLDER}/");
        let names: BTreeSet<&str> = self
            .files
            .keys()
            .filter_map(|path| {
                let rest = path.strip_prefix(&folder)?;
                match rest.split_once('/') {
                    Some((name, inner)) => (inner == MANIFEST_FILE
                        || self.files.contains_key(&format!("{folder}{name}/{MANIFEST_FILE}")))
                    .then_some(name),
                    None => rest.strip_suffix(".wasm"),
                }
            })
            .gather();
        names.into_iter().map(str::to_owned).collect()
    }

    /// The component of this name as a project of its own.
    pub fn component(&self, name: &str) -> Option<Project> {
        let folder = self.folder(&format!("{COMPONENTS_FOLDER}/{name}"));
        if folder.contains_key(MANIFEST_FILE) {
            return Some(folder.into_iter().map(|(path, file)| (path, file.clone())).collect());
        }
        let file = self.files.get(&format!("{COMPONENTS_FOLDER}/{name}.wasm"))?;
        Some(Project::of_component(name, file.clone()))
    }

    /// A project that holds one compiled component.
    pub fn of_component(name: &str, file: ProjectFile) -> Project {
        let entry = format!("{name}.wasm");
        let manifest = Manifest {
            format: MANIFEST_FORMAT,
            title: name.to_owned(),
            description: String::new(),
            source: SourceTable {
                language: Language::Component,
                entry: entry.clone(),
                world: None,
                profile: None,
                toolchain: Vec::new(),
            },
            run: RunTable::default(),
        };
        let manifest = ProjectFile::text(manifest.to_text());
        [(MANIFEST_FILE.to_owned(), manifest), (entry, file)].into_iter().collect()
    }
}

/// A finding about the component `name` as one about the whole project.
pub fn of_component(name: &str, mut diagnostic: Diagnostic) -> Diagnostic {
    let file = diagnostic.file.as_deref().unwrap_or(MANIFEST_FILE);
    diagnostic.file = Some(format!("{COMPONENTS_FOLDER}/{name}/{file}"));
    diagnostic
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_are_folders_with_a_manifest_and_wasm_files() {
        let manifest = "format = 1\ntitle = \"A\"\n[source]\nlanguage = \"wat\"\nentry = \"a.wat\"\n";
        let files = [
            ("diptych.toml", "x"),
            ("components/a/diptych.toml", manifest),
            ("components/a/a.wat", "(component)"),
            ("components/notes/readme.md", "no manifest, no component"),
            ("components/b.wasm", "\0asm"),
            ("components/c.txt", "no"),
        ];
        let files = files.map(|(path, text)| (path.to_owned(), ProjectFile::text(text)));
        let project = Project { files: files.into() };
        assert_eq!(project.component_names(), ["a", "b"]);
        let a = project.component("a").unwrap();
        assert_eq!(a.manifest().unwrap().title, "A");
        assert_eq!(a.files["a.wat"], ProjectFile::text("(component)"));
        let b = project.component("b").unwrap();
        assert_eq!(b.manifest().unwrap().source.language, Language::Component);
        assert!(project.component("notes").is_none());
    }
}
