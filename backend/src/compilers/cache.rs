//! What decides a compile's outcome, as a key, and the outcomes kept under it.

use super::language::{LanguageCompiler, Toolchain};
use crate::store::ContentStore;
use diptych_shared::api::compile::{CompileOutput, ComponentForm};
use diptych_shared::project::{MANIFEST_FILE, Manifest, Project};
use sha2::{Digest as _, Sha256};
use std::path::Path;
use std::sync::Arc;

/// Outcomes of compiles.
#[derive(Clone)]
pub struct CompileCache(Arc<ContentStore>);

impl CompileCache {
    /// Opens the cache in `folder`.
    pub fn open(folder: &Path, memory_bytes: u64, disk_bytes: u64) -> std::io::Result<CompileCache> {
        ContentStore::open(folder, memory_bytes, disk_bytes).map(|store| CompileCache(Arc::new(store)))
    }

    /// What is kept under `key`; a large component is not with it.
    pub async fn get(&self, key: String) -> Option<CompileOutput> {
        let store = Arc::clone(&self.0);
        let entry = tokio::task::spawn_blocking(move || store.get(&key)).await.ok()??;
        serde_json::from_slice(&entry).ok()
    }

    /// Keeps `output` under `key`, as one that came from here. A large component is not kept with it: it
    /// has a hash to be found by.
    pub async fn put(&self, key: String, output: &mut CompileOutput) {
        // Large ones are too large to be copied only to be left out.
        let large = output.component.take_if(|bytes| ComponentForm::ByHash.leaves_out(Some(bytes)));
        let entry = serde_json::to_vec(&CompileOutput { cached: true, ..output.clone() });
        output.component = large.or(output.component.take());
        let Ok(entry) = entry else { return };
        let store = Arc::clone(&self.0);
        // A store that fails says so in the log.
        tokio::task::spawn_blocking(move || store.put(&key, entry.into())).await.ok();
    }
}

/// A hash of everything a compile depends on: the tools, and all files but the manifest, of which only
/// `[source]` matters, so that changed run settings do not compile anew.
pub fn key(
    project: &Project,
    manifest: &Manifest,
    compiler: &dyn LanguageCompiler,
    toolchain: &Toolchain,
) -> String {
    let source = &manifest.source;
    let mut hasher = Sha256::new();
    // Every part is preceded by its length: no file's content can look like another file.
    let mut add = |part: &[u8]| {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    };
    // The form of entries and what all languages share.
    add(concat!("3 ", env!("CARGO_PKG_VERSION")).as_bytes());
    add(diptych_shared::toolchain::ENCODER_VERSION.as_bytes());
    add(&compiler.recipe().to_le_bytes());
    add(toolchain.versions.join("\n").as_bytes());
    add(compiler.fingerprint(toolchain).as_bytes());
    add(source.language.name().as_bytes());
    add(compiler.profile().map_or("", |profile| profile.name()).as_bytes());
    add(source.entry.as_bytes());
    add(source.world.as_deref().unwrap_or_default().as_bytes());
    for (path, file) in project.files.iter().filter(|(path, _)| *path != MANIFEST_FILE) {
        add(path.as_bytes());
        add(file.as_bytes());
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
