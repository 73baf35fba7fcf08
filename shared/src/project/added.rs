//! Files that an export adds to a project so that it builds elsewhere, and how they are taken off again.

use super::{Project, ProjectFile};
use crate::toolchain::sha256_hex;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The file of an export that lists what was added.
pub const ADDED_FILE: &str = "diptych-export.json";
/// The list's format.
const FORMAT: u32 = 1;

/// The list: path to SHA-256 of what was added.
#[derive(Serialize, Deserialize)]
struct AddedFiles {
    format: u32,
    about: String,
    added: BTreeMap<String, String>,
}

/// `project` with the files that `added` has and it has not, and a list of them. A project's own files are
/// never replaced.
pub fn with_added(project: &Project, added: BTreeMap<String, ProjectFile>) -> Project {
    let mut out = project.clone();
    let mut listed = BTreeMap::new();
    for (path, file) in added {
        let is_in_the_way = |other: &String| {
            other.strip_prefix(&path).or(path.strip_prefix(other)).is_some_and(|rest| rest.starts_with('/'))
        };
        if project.files.contains_key(&path) || project.files.keys().any(is_in_the_way) {
            continue;
        }
        listed.insert(path.clone(), sha256_hex(file.as_bytes()));
        out.files.insert(path, file);
    }
    let list = AddedFiles {
        format: FORMAT,
        about: "Diptych's export added these files; its import leaves those out that are unchanged."
            .to_owned(),
        added: listed,
    };
    let text = serde_json::to_string_pretty(&list).unwrap_or_default();
    out.files.entry(ADDED_FILE.to_owned()).or_insert(ProjectFile::text(text + "\n"));
    out
}

/// The project without what an export added to it, and how many files those were. What was changed since
/// stays, and so does everything when the list cannot be read.
pub fn without_added(mut project: Project) -> (Project, usize) {
    let text = project.files.get(ADDED_FILE).and_then(ProjectFile::as_text).unwrap_or_default();
    let Ok(AddedFiles { format: FORMAT, added, .. }) = serde_json::from_str(text) else {
        return (project, 0);
    };
    project.files.remove(ADDED_FILE);
    let before = project.files.len();
    project.files.retain(|path, file| added.get(path) != Some(&sha256_hex(file.as_bytes())));
    let removed = before - project.files.len();
    (project, removed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files<const N: usize>(files: [(&str, &str); N]) -> BTreeMap<String, ProjectFile> {
        files.map(|(path, text)| (path.to_owned(), ProjectFile::text(text))).into()
    }

    #[test]
    fn what_was_added_is_taken_off_and_the_projects_own_stays() {
        let project =
            Project { files: files([("diptych.toml", "x"), ("README.md", "own"), ("wit", "a file")]) };
        let added =
            files([("README.md", "ours"), ("Cargo.toml", "[package]"), ("wit/deps/a.wit", "package a:b;")]);
        let exported = with_added(&project, added);
        assert_eq!(exported.files["README.md"], ProjectFile::text("own"));
        assert!(!exported.files.contains_key("wit/deps/a.wit"), "a file and a folder of one name");
        assert_eq!(exported.files.len(), 5);
        assert_eq!(without_added(exported.clone()), (project.clone(), 1));
        let mut edited = exported;
        edited.files.insert("Cargo.toml".into(), ProjectFile::text("[package] # mine"));
        let (kept, removed) = without_added(edited);
        assert_eq!((kept.files["Cargo.toml"].as_text(), removed), (Some("[package] # mine"), 0));
    }

    #[test]
    fn a_list_that_is_none_changes_nothing() {
        for text in ["", "[]", "{\"format\":2,\"about\":\"\",\"added\":{}}", "{\"format\":1}"] {
            let project = Project { files: files([("diptych.toml", "x"), (ADDED_FILE, text)]) };
            assert_eq!(without_added(project.clone()), (project, 0));
        }
    }
}
