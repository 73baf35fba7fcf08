//! Saved projects in the browser's `localStorage`: an index, and one record per project.
//!
//! `localStorage` because a write is done when the call returns: what was typed before a crash or a
//! closed tab is there afterwards. A project it has no room for goes to [`large_projects`].

use super::large_projects;
use crate::interop::page::{local_storage, session_storage};
use crate::state::workspace::ProjectEntry;
use diptych_shared::project::Project;

const INDEX: &str = "diptych.index";
const CURRENT: &str = "diptych.current";
/// What the keys of project records start with.
pub const RECORD: &str = "diptych.project.";

/// The saved projects, the newest first.
pub fn entries() -> Vec<ProjectEntry> {
    let text = local_storage().and_then(|storage| storage.get_item(INDEX).ok().flatten());
    let mut entries: Vec<ProjectEntry> =
        text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    entries.sort_by(|a, b| b.modified_ms.total_cmp(&a.modified_ms));
    entries
}

/// A saved project.
pub fn load(id: &str) -> Option<Project> {
    large_projects::get(id).or_else(|| load_small(id))
}

fn load_small(id: &str) -> Option<Project> {
    let text = local_storage()?.get_item(&format!("{RECORD}{id}")).ok()??;
    serde_json::from_str(&text).ok()
}

/// Whether a project in the index is not in `localStorage`, so that the large ones have to be read first.
pub fn has_large() -> bool {
    let Some(storage) = local_storage() else { return false };
    entries().iter().any(|entry| !matches!(storage.get_item(&format!("{RECORD}{}", entry.id)), Ok(Some(_))))
}

/// Why a project was not saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveError {
    /// It does not fit; [`save_large`] may take it.
    Full,
    /// Nothing can be stored; why, for people.
    Refused(String),
}

/// Writes a project and its place in the index, at once.
pub fn save(entry: &ProjectEntry, project: &Project) -> Result<(), SaveError> {
    let storage = local_storage()
        .ok_or_else(|| SaveError::Refused("this browser does not let the page store anything".into()))?;
    let record = serde_json::to_string(project).map_err(|error| SaveError::Refused(error.to_string()))?;
    storage.set_item(&format!("{RECORD}{}", entry.id), &record).map_err(|_| SaveError::Full)?;
    large_projects::forget(&entry.id);
    add_to_index(entry).map_err(SaveError::Refused)
}

/// Writes a project that does not fit among the small ones. The error is for people.
pub async fn save_large(entry: &ProjectEntry, project: &Project) -> Result<(), String> {
    large_projects::put(&entry.id, project).await?;
    if let Some(storage) = local_storage() {
        // What is there is older.
        let _ = storage.remove_item(&format!("{RECORD}{}", entry.id));
    }
    add_to_index(entry)
}

fn add_to_index(entry: &ProjectEntry) -> Result<(), String> {
    let mut entries = entries();
    entries.retain(|other| other.id != entry.id);
    entries.push(entry.clone());
    write_index(&entries)
}

/// Takes a project out. What it was stays with the caller, for undo.
pub fn remove(id: &str) -> Result<(), String> {
    let mut entries = entries();
    entries.retain(|entry| entry.id != id);
    write_index(&entries)?;
    if let Some(storage) = local_storage() {
        let _ = storage.remove_item(&format!("{RECORD}{id}"));
    }
    large_projects::forget(id);
    Ok(())
}

fn write_index(entries: &[ProjectEntry]) -> Result<(), String> {
    let text = serde_json::to_string(entries).map_err(|error| error.to_string())?;
    let storage = local_storage().ok_or("this browser does not let the page store anything")?;
    storage.set_item(INDEX, &text).map_err(|_| "the browser's storage is full".to_owned())
}

/// The project this tab had open, else the one any tab had.
pub fn current() -> Option<String> {
    let read = |storage: web_sys::Storage| storage.get_item(CURRENT).ok().flatten();
    session_storage().and_then(read).or_else(|| local_storage().and_then(read))
}

/// Remembers which project is open.
pub fn set_current(id: &str) {
    for storage in [session_storage(), local_storage()].into_iter().flatten() {
        // Only which project opens first depends on it.
        let _ = storage.set_item(CURRENT, id);
    }
}
