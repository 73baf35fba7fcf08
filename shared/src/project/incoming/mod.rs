//! What comes in from elsewhere, a folder, an archive or JSON, as a project: checked, cleared and told about.

mod guess;
mod json;

pub use json::from_json;

use super::{
    ADDED_FILE, MANIFEST_FILE, PathError, Project, ProjectFile, ZIP_PROJECT_BYTES, check_path, without_added,
};
use crate::toolchain::limits::PROJECT_FILES;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A project that came in, and what was done to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Incoming {
    /// It.
    pub project: Project,
    /// What was left out, moved or made up, a sentence each, for people.
    pub notes: Vec<String>,
}

/// Why files are no project.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum IncomingError {
    /// More files than a project may have.
    #[error("it holds more than {limit} files (limit project-files)")]
    TooManyFiles {
        /// The limit's value.
        limit: usize,
    },
    /// More bytes than a project may have.
    #[error("it holds more than {limit} bytes (limit project-bytes)")]
    TooLarge {
        /// The limit's value.
        limit: usize,
    },
    /// A path that may not be in a project.
    #[error("it holds `{path}`: {why}")]
    Path {
        /// The path.
        path: String,
        /// What is wrong with it.
        why: PathError,
    },
    /// Two files of one path.
    #[error("it holds `{0}` twice")]
    Twice(String),
    /// No manifest, and nothing that one could be made for.
    #[error(
        "it holds no {MANIFEST_FILE}, and no source of a language that Diptych knows, so it is no project"
    )]
    NoSource,
    /// JSON that holds no files.
    #[error("{0}")]
    Json(String),
}

/// Folders that tools make and nobody writes.
const MADE: [&str; 6] = [".git", "node_modules", "__pycache__", ".zig-cache", "zig-out", ".venv"];

/// Whether a path lies in a folder that tools make; cargo's is one beside a `Cargo.toml` only.
pub fn is_made(path: &str, has: impl Fn(&str) -> bool) -> bool {
    let mut start = 0;
    path.match_indices('/').any(|(end, _)| {
        let (parent, name) = (&path[..start], &path[start..end]);
        start = end + 1;
        MADE.contains(&name) || name == "target" && has(&format!("{parent}Cargo.toml"))
    })
}

/// The project of `files`, which lie at the top or in the one folder that holds everything. `title` is for a
/// manifest that has to be made.
///
/// # Errors
///
/// Any files are an error that says what is wrong with them, never a panic or unbounded work.
pub fn gather(files: Vec<(String, Vec<u8>)>, title: &str) -> Result<Incoming, IncomingError> {
    let mut notes = Vec::new();
    let paths: BTreeSet<String> = files.iter().map(|(path, _)| path.clone()).collect();
    let (made, mut files): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|(path, _)| is_made(path, |path| paths.contains(path)));
    if !made.is_empty() {
        let names: BTreeSet<&str> = made.iter().filter_map(|(path, _)| folder_that_is_made(path)).collect();
        let names = names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        notes.push(format!("{} in {names} left out.", count(made.len())));
    }
    if files.iter().map(|(_, content)| content.len()).sum::<usize>() > ZIP_PROJECT_BYTES {
        return Err(IncomingError::TooLarge { limit: ZIP_PROJECT_BYTES });
    }
    for (path, _) in &files {
        check_path(path).map_err(|why| IncomingError::Path { path: path.clone(), why })?;
    }
    strip_top_folder(&mut files);
    let mut project = Project { files: BTreeMap::new() };
    for (path, content) in files {
        if project.files.contains_key(&path) {
            return Err(IncomingError::Twice(path));
        }
        project.files.insert(path, ProjectFile::from_bytes(content));
    }
    let had_list = project.files.contains_key(ADDED_FILE);
    let (mut project, removed) = without_added(project);
    if project.files.len() > PROJECT_FILES {
        return Err(IncomingError::TooManyFiles { limit: PROJECT_FILES });
    }
    if had_list && removed > 0 {
        notes.push(format!("{} that an export had added left out.", count(removed)));
    }
    if !project.files.contains_key(MANIFEST_FILE) {
        notes.extend(guess::complete(&mut project, title).ok_or(IncomingError::NoSource)?);
    }
    Ok(Incoming { project, notes })
}

fn folder_that_is_made(path: &str) -> Option<&str> {
    path.split('/').find(|segment| MADE.contains(segment) || *segment == "target")
}

fn count(files: usize) -> String {
    if files == 1 { "1 file".to_owned() } else { format!("{files} files") }
}

fn strip_top_folder(files: &mut [(String, Vec<u8>)]) {
    if files.iter().any(|(path, _)| path == MANIFEST_FILE) {
        return;
    }
    let Some((top, _)) = files.first().and_then(|(path, _)| path.split_once('/')) else { return };
    // Without a manifest below it, a folder that projects have themselves is no wrapping.
    let holds_manifest = files.iter().any(|(path, _)| *path == format!("{top}/{MANIFEST_FILE}"));
    if !holds_manifest && ["src", "wit", "components", "assembly"].contains(&top) {
        return;
    }
    let top = format!("{top}/");
    if files.iter().all(|(path, _)| path.starts_with(&top)) {
        for (path, _) in files {
            path.drain(..top.len());
        }
    }
}

#[cfg(test)]
mod tests;
