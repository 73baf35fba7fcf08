//! Edits of a project's files: each checks its names and returns what is needed to take it back.

use diptych_shared::gather::Gather as _;
use diptych_shared::project::{MANIFEST_FILE, Project, ProjectFile, check_path};
use std::collections::BTreeMap;

/// Files taken away or moved, as they were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// Path to content.
    pub files: BTreeMap<String, ProjectFile>,
}

/// Whether `path` may be added: a good name that is free, and no file in the place of a folder.
pub fn check_new(project: &Project, path: &str) -> Result<(), String> {
    check_path(path).map_err(|why| format!("`{path}`: {why}"))?;
    if project.files.contains_key(path) {
        return Err(format!("`{path}` is there already: choose another name"));
    }
    let is_folder = |name: &str| {
        let prefix = format!("{name}/");
        project.files.keys().any(|other| other.starts_with(&prefix))
    };
    if is_folder(path) {
        return Err(format!("`{path}` is a folder: choose another name"));
    }
    for (at, _) in path.match_indices('/') {
        if project.files.contains_key(&path[..at]) {
            return Err(format!("`{}` is a file, so nothing can be in it", &path[..at]));
        }
    }
    Ok(())
}

/// Takes out a file, or a folder with everything in it.
pub fn remove(project: &mut Project, path: &str) -> Removed {
    let prefix = format!("{path}/");
    let gone: Vec<String> =
        project.files.keys().filter(|other| *other == path || other.starts_with(&prefix)).cloned().collect();
    Removed { files: gone.into_iter().filter_map(|path| project.files.remove_entry(&path)).gather() }
}

/// Puts removed files back where nothing has taken their place.
pub fn restore(project: &mut Project, removed: &Removed) {
    for (path, file) in &removed.files {
        project.files.entry(path.clone()).or_insert_with(|| file.clone());
    }
}

/// Renames a file or a folder. The manifest's `entry` and `stdin-file` are not followed: the
/// diagnostics say when they point nowhere.
pub fn rename(project: &mut Project, from: &str, to: &str) -> Result<(), String> {
    if from == to {
        return Ok(());
    }
    if from == MANIFEST_FILE {
        return Err(format!("{MANIFEST_FILE} keeps its name: a project is found by it"));
    }
    let prefix = format!("{from}/");
    if to.starts_with(&prefix) {
        return Err(format!("`{from}` cannot be moved into itself"));
    }
    let moved = remove(project, from);
    let result = moved.files.iter().try_for_each(|(path, _)| check_new(project, &renamed(path, from, to)));
    let placed = result.is_ok();
    for (path, file) in moved.files {
        let path = if placed { renamed(&path, from, to) } else { path };
        project.files.insert(path, file);
    }
    result
}

fn renamed(path: &str, from: &str, to: &str) -> String {
    format!("{to}{}", &path[from.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(paths: &[&str]) -> Project {
        Project { files: paths.iter().map(|path| ((*path).into(), ProjectFile::text(*path))).collect() }
    }

    fn paths(project: &Project) -> Vec<&str> {
        project.files.keys().map(String::as_str).collect()
    }

    #[test]
    fn names_are_checked() {
        let project = project(&["a/b.wat", "c"]);
        assert_eq!(check_new(&project, "a/c.wat"), Ok(()));
        for bad in ["a/b.wat", "a", "c/d", "../x", "", "/x"] {
            assert!(check_new(&project, bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_removed_folder_comes_back() {
        let before = project(&["a/b", "a/c/d", "ab"]);
        let mut after = before.clone();
        let removed = remove(&mut after, "a");
        assert_eq!(paths(&after), ["ab"]);
        restore(&mut after, &removed);
        assert_eq!(after, before);
    }

    #[test]
    fn renaming_a_folder_moves_what_is_in_it_or_nothing() {
        let mut moved = project(&["a/b", "a/c", "x/b"]);
        assert_eq!(rename(&mut moved, "a", "y"), Ok(()));
        assert_eq!(paths(&moved), ["x/b", "y/b", "y/c"]);
        assert!(rename(&mut moved, "y", "x").is_err());
        assert!(rename(&mut moved, "y", "y/z").is_err());
        assert_eq!(paths(&moved), ["x/b", "y/b", "y/c"]);
        assert!(rename(&mut project(&[MANIFEST_FILE]), MANIFEST_FILE, "a").is_err());
    }
}
