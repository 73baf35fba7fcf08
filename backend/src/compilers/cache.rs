//! What decides a compile's outcome, as a key, and the outcomes kept under it, ready to be sent.

use super::language::{LanguageCompiler, Toolchain};
use crate::store::ContentStore;
use diptych_shared::api::compile::CompileOutput;
use diptych_shared::project::{MANIFEST_FILE, Manifest, Project};
use sha2::{Digest as _, Sha256};
use std::path::Path;
use std::sync::Arc;

/// The length of the hash that an entry starts with.
const HASH_BYTES: usize = 64;

/// Outcomes of compiles.
#[derive(Clone)]
pub struct CompileCache(Arc<ContentStore>);

/// An outcome as it is sent.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The [`CompileOutput`] as JSON.
    pub json: Arc<[u8]>,
    /// The hash of its component, when there is one.
    pub component_sha256: Option<String>,
}

impl Compiled {
    /// `output` as it is sent.
    pub fn new(output: &CompileOutput) -> anyhow::Result<Compiled> {
        let json = serde_json::to_vec(output)?.into();
        Ok(Compiled { json, component_sha256: output.component_sha256.clone() })
    }

    /// The output itself.
    pub fn output(&self) -> anyhow::Result<CompileOutput> {
        Ok(serde_json::from_slice(&self.json)?)
    }
}

impl CompileCache {
    /// Opens the cache in `folder`.
    pub fn open(folder: &Path, memory_bytes: u64, disk_bytes: u64) -> std::io::Result<CompileCache> {
        ContentStore::open(folder, memory_bytes, disk_bytes).map(|store| CompileCache(Arc::new(store)))
    }

    /// What is kept under `key`.
    pub async fn get(&self, key: String) -> Option<Compiled> {
        let store = Arc::clone(&self.0);
        let entry = tokio::task::spawn_blocking(move || store.get(&key)).await.ok()??;
        let (hash, json) = entry.split_at_checked(HASH_BYTES)?;
        let hash = std::str::from_utf8(hash).ok()?.trim();
        Some(Compiled { json: json.into(), component_sha256: (!hash.is_empty()).then(|| hash.to_owned()) })
    }

    /// Keeps `output` under `key`, as one that came from here.
    pub async fn put(&self, key: String, mut output: CompileOutput) {
        output.cached = true;
        let Ok(json) = serde_json::to_vec(&output) else { return };
        let hash = output.component_sha256.unwrap_or_default();
        let mut entry = format!("{hash:HASH_BYTES$}").into_bytes();
        entry.extend_from_slice(&json);
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
    add(concat!("2 ", env!("CARGO_PKG_VERSION")).as_bytes());
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
