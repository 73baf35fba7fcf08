//! The project that is open, the list of saved ones, and the edits a person makes.

use super::manifest_text;
use diptych_shared::api::run::RunMode;
use diptych_shared::project::{Language, MANIFEST_FILE, Manifest, ManifestError, Project, ProjectFile};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A saved project in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProjectEntry {
    /// Random, unique in this browser.
    pub id: String,
    /// From its manifest, or the last one that could be read.
    pub title: String,
    /// When it was last changed, in milliseconds since the Unix epoch.
    pub modified_ms: f64,
}

/// Whether what is on the screen is in the browser's storage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveState {
    /// It is.
    Saved,
    /// It will be in a moment.
    Pending,
    /// It could not be written.
    Failed(String),
}

/// The open project and its neighbours.
#[derive(Clone, Copy)]
pub struct Workspace {
    /// Saved projects, the newest first.
    pub entries: RwSignal<Vec<ProjectEntry>>,
    /// The open project's id.
    pub id: RwSignal<String>,
    /// The open project.
    pub project: RwSignal<Project>,
    /// Counts every change of `project`, so that late answers are told from fresh ones.
    pub revision: RwSignal<u64>,
    /// The file in the editor.
    pub active: RwSignal<Option<String>>,
    /// Whether it is saved.
    pub saved: RwSignal<SaveState>,
    /// The manifest as it reads now.
    pub manifest: Memo<Result<Manifest, ManifestError>>,
}

impl Workspace {
    /// With nothing open.
    pub fn new() -> Self {
        let project = RwSignal::new(Project::default());
        Workspace {
            entries: RwSignal::new(Vec::new()),
            id: RwSignal::new(String::new()),
            project,
            revision: RwSignal::new(0),
            active: RwSignal::new(None),
            saved: RwSignal::new(SaveState::Saved),
            manifest: Memo::new(move |_| project.with(Project::manifest)),
        }
    }

    /// Shows another project.
    pub fn show(self, id: String, project: Project) {
        let first = first_file(&project);
        self.id.set(id);
        self.project.set(project);
        self.active.set(first);
        self.saved.set(SaveState::Saved);
        self.revision.update(|revision| *revision += 1);
    }

    /// The open project's title: its manifest's, else the one it was last saved under.
    pub fn title(self) -> String {
        match self.manifest.with(|manifest| manifest.as_ref().ok().map(|manifest| manifest.title.clone())) {
            Some(title) => title,
            None => {
                let id = self.id.get();
                self.entries
                    .with(|entries| {
                        entries.iter().find(|entry| entry.id == id).map(|entry| entry.title.clone())
                    })
                    .unwrap_or_else(|| "Untitled".to_owned())
            }
        }
    }

    /// Changes the project's files.
    pub fn change(self, change: impl FnOnce(&mut Project)) {
        self.project.update(change);
        self.saved.set(SaveState::Pending);
        self.revision.update(|revision| *revision += 1);
    }

    /// Sets one text file, if that changes anything.
    pub fn set_text(self, path: &str, text: &str) {
        let same = self.project.with_untracked(|project| {
            project.files.get(path).and_then(ProjectFile::as_text).is_some_and(|old| old == text)
        });
        if !same {
            self.change(|project| {
                project.files.insert(path.to_owned(), ProjectFile::text(text));
            });
        }
    }

    /// The open project's language, while its manifest can be read.
    pub fn language(self) -> Option<Language> {
        self.manifest.with(|manifest| manifest.as_ref().ok().map(|manifest| manifest.source.language))
    }

    /// The text of a file; `None` when it is not there or not text.
    pub fn text_of(self, path: &str) -> Option<String> {
        self.project.with_untracked(|project| project.files.get(path)?.as_text().map(str::to_owned))
    }

    /// Deterministic or live, as the manifest says; `None` while it cannot be read.
    pub fn mode(self) -> Option<RunMode> {
        self.manifest.with(|manifest| manifest.as_ref().ok().map(|manifest| manifest.run.mode))
    }

    /// Writes deterministic or live into the manifest.
    pub fn set_mode(self, mode: RunMode) {
        self.edit_manifest(|manifest| manifest.run.mode = mode);
    }

    /// Changes the manifest and writes it back into its file. Does nothing while the manifest
    /// cannot be read: the settings form says so.
    pub fn edit_manifest(self, edit: impl FnOnce(&mut Manifest)) {
        let Ok(mut manifest) = self.manifest.get_untracked() else { return };
        let before = manifest.clone();
        edit(&mut manifest);
        if manifest != before {
            let text = self.text_of(MANIFEST_FILE).unwrap_or_default();
            self.set_text(MANIFEST_FILE, &manifest_text::rewrite(&text, &manifest));
        }
    }
}

/// What to open first: the entry, else the first text file, else anything.
pub fn first_file(project: &Project) -> Option<String> {
    let entry = project.manifest().ok().map(|manifest| manifest.source.entry);
    entry.filter(|path| project.files.contains_key(path)).or_else(|| {
        let mut paths = project.files.iter();
        paths.find(|(_, file)| file.as_text().is_some()).map(|(path, _)| path.clone())
    })
}

/// The editor's language for a path in a project of `language`: AssemblyScript has TypeScript's ending.
pub fn language_of(path: &str, language: Option<Language>) -> &'static str {
    match path.rsplit('.').next() {
        Some("wat" | "wast") => "wat",
        Some("wit") => "wit",
        Some("wac") => "wac",
        Some("rs") => "rust",
        Some("c") => "c",
        Some("h") if language == Some(Language::C) => "c",
        Some("h" | "cpp" | "cc" | "cxx" | "hpp") => "cpp",
        Some("zig") => "zig",
        Some("py") => "python",
        Some("go") => "go",
        Some("js" | "mjs") => "javascript",
        Some("ts") if language == Some(Language::AssemblyScript) => "assemblyscript",
        Some("ts" | "mts") => "typescript",
        Some("toml") => "toml",
        Some("json") => "json",
        _ => "plaintext",
    }
}

#[cfg(test)]
mod tests {
    use super::language_of;
    use diptych_shared::project::Language;

    #[test]
    fn endings_that_languages_share_go_by_the_project() {
        assert_eq!(language_of("a.ts", Some(Language::AssemblyScript)), "assemblyscript");
        assert_eq!(language_of("a.ts", None), "typescript");
        assert_eq!(language_of("a.h", Some(Language::C)), "c");
        assert_eq!(language_of("a.h", Some(Language::Cpp)), "cpp");
        assert_eq!(language_of("notes", None), "plaintext");
    }

    #[test]
    fn every_language_has_its_colours() {
        for language in Language::ALL.into_iter().filter(|language| language.is_source()) {
            let ending = language.extensions()[0];
            assert_eq!(language_of(&format!("main.{ending}"), Some(language)), language.name());
        }
    }
}
