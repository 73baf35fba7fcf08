//! Projects that `localStorage` has no room for: kept in IndexedDB, and in memory while the page is open.

use crate::interop::indexed_db;
use diptych_shared::project::Project;
use std::cell::RefCell;
use std::collections::BTreeMap;

thread_local! {
    static OPEN: RefCell<BTreeMap<String, Project>> = const { RefCell::new(BTreeMap::new()) };
}

/// Reads them all into memory, once, before one of them is asked for.
pub async fn read_all() -> Result<(), String> {
    for (id, text) in indexed_db::all().await? {
        if let Ok(project) = serde_json::from_str(&text) {
            OPEN.with_borrow_mut(|open| open.insert(id, project));
        }
    }
    Ok(())
}

/// A large project.
pub fn get(id: &str) -> Option<Project> {
    OPEN.with_borrow(|open| open.get(id).cloned())
}

/// Writes a large project. The error is for people.
pub async fn put(id: &str, project: &Project) -> Result<(), String> {
    let text = serde_json::to_string(project).map_err(|error| error.to_string())?;
    indexed_db::put(id, &text).await?;
    OPEN.with_borrow_mut(|open| open.insert(id.to_owned(), project.clone()));
    Ok(())
}

/// Forgets a project that was deleted or has become small.
pub fn forget(id: &str) {
    if OPEN.with_borrow_mut(|open| open.remove(id)).is_some() {
        let id = id.to_owned();
        // A record that stays behind costs room, and is not in the index.
        wasm_bindgen_futures::spawn_local(async move {
            let _ = indexed_db::remove(&id).await;
        });
    }
}
