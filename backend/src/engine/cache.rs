//! Compiled components: found by what they are made from, kept on disk within a bound.

use super::compile::{self, CompileError};
use super::pool::Pool;
use super::protocol::CompileJob;
use super::settings;
use diptych_shared::api::inspect::Inspection;
use diptych_shared::toolchain;
use std::collections::HashMap;
use std::hash::{Hash as _, Hasher as _};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{OnceCell, Semaphore};

/// Components that are remembered at once.
const ENTRIES: usize = 10_000;

/// A compiled component on disk. The file goes when the cache let go of it and no run needs it.
#[derive(Debug)]
pub struct Artifact {
    path: PathBuf,
    size_bytes: u64,
    evicted: AtomicBool,
}

impl Artifact {
    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Artifact {
    fn drop(&mut self) {
        if self.evicted.load(Ordering::Relaxed) {
            let _ = std::fs::remove_file(&self.path);
            let _ = std::fs::remove_file(self.path.with_extension("sha256"));
        }
    }
}

/// Why a component cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// It is not a component that can be understood.
    #[error("{0}")]
    Inspect(String),
    /// It does not compile.
    #[error(transparent)]
    Compile(#[from] CompileError),
    /// The cache's disk failed.
    #[error("the artifact cache failed: {0}")]
    Io(#[from] std::io::Error),
}

/// Where compiled components are kept.
pub struct ArtifactCache {
    folder: PathBuf,
    /// Tells configurations and wasmtime versions apart.
    fingerprint: String,
    most_bytes: u64,
    compilers: Pool,
    compiling: Semaphore,
    job: CompileJob,
    index: Mutex<HashMap<String, Entry>>,
}

/// What is known of one component.
struct Entry {
    inspection: Arc<OnceCell<Arc<Inspection>>>,
    artifact: Arc<OnceCell<Arc<Artifact>>>,
    used: Instant,
}

impl Entry {
    fn new() -> Entry {
        Entry { inspection: Arc::default(), artifact: Arc::default(), used: Instant::now() }
    }

    /// Nothing is known and nobody is finding out.
    fn is_idle(&self) -> bool {
        let alone = |references| references == 1;
        !self.inspection.initialized()
            && !self.artifact.initialized()
            && alone(Arc::strong_count(&self.inspection))
            && alone(Arc::strong_count(&self.artifact))
    }
}

impl ArtifactCache {
    /// A cache in `folder`, which is made private. What an earlier server left there is used again.
    pub fn open(
        folder: &Path,
        most_bytes: u64,
        compilers: Pool,
        concurrent_compiles: usize,
        job: CompileJob,
    ) -> anyhow::Result<ArtifactCache> {
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        let mut hasher = std::hash::DefaultHasher::new();
        settings::engine()?.precompile_compatibility_hash().hash(&mut hasher);
        let fingerprint = format!("{}-{:016x}", settings::WASMTIME_VERSION, hasher.finish());
        let cache = ArtifactCache {
            folder: folder.to_owned(),
            fingerprint,
            most_bytes,
            compilers,
            compiling: Semaphore::new(concurrent_compiles.max(1)),
            job,
            index: Mutex::default(),
        };
        cache.trim_folder()?;
        Ok(cache)
    }

    /// What a component is. Two that ask for the same one inspect it once.
    pub async fn inspect(
        &self,
        sha256: &str,
        component: &Arc<[u8]>,
    ) -> Result<Arc<Inspection>, PrepareError> {
        let cell = self.entry(sha256, |entry| Arc::clone(&entry.inspection));
        let inspection = cell
            .get_or_try_init(|| async {
                let bytes = Arc::clone(component);
                match tokio::task::spawn_blocking(move || toolchain::inspect(&bytes)).await {
                    Ok(Ok(inspection)) => Ok(Arc::new(inspection)),
                    Ok(Err(error)) => Err(PrepareError::Inspect(error.to_string())),
                    Err(error) => Err(PrepareError::Inspect(format!("inspecting failed: {error}"))),
                }
            })
            .await
            .cloned();
        drop(cell);
        self.forget_idle();
        inspection
    }

    /// A component's machine code, and whether it was there before. Two that ask for the same one
    /// compile it once.
    pub async fn compiled(
        &self,
        sha256: &str,
        component: &Arc<[u8]>,
    ) -> Result<(Arc<Artifact>, bool), PrepareError> {
        let cell = self.entry(sha256, |entry| {
            // Someone may have emptied the folder.
            if entry.artifact.get().is_some_and(|artifact| !artifact.path.exists()) {
                entry.artifact = Arc::default();
            }
            Arc::clone(&entry.artifact)
        });
        let mut fresh = false;
        let artifact = cell
            .get_or_try_init(|| async {
                let (artifact, compiled) = self.artifact(sha256, component).await?;
                fresh = compiled;
                Ok::<_, PrepareError>(Arc::new(artifact))
            })
            .await
            .cloned();
        drop(cell);
        if fresh {
            self.evict();
        }
        artifact.map(|artifact| (artifact, !fresh))
    }

    /// Something of a component's entry, which is made when there is none.
    fn entry<T>(&self, sha256: &str, part: impl Fn(&mut Entry) -> T) -> T {
        let mut index = self.index();
        let entry = index.entry(sha256.to_owned()).or_insert_with(Entry::new);
        entry.used = Instant::now();
        part(entry)
    }

    /// Drops entries of what could not be inspected, and the oldest when there are too many.
    fn forget_idle(&self) {
        let mut index = self.index();
        index.retain(|_, entry| !entry.is_idle());
        if index.len() > ENTRIES {
            let oldest = index.iter().min_by_key(|(_, entry)| entry.used).map(|(key, _)| key.clone());
            if let Some(artifact) = oldest.and_then(|key| index.remove(&key)?.artifact.get().cloned()) {
                artifact.evicted.store(true, Ordering::Relaxed);
            }
        }
    }

    /// The compiled form of bytes that need no inspection, such as the tracer's provider.
    pub async fn artifact(&self, sha256: &str, component: &[u8]) -> Result<(Artifact, bool), PrepareError> {
        let path = self.folder.join(format!("{sha256}-{}.cwasm", self.fingerprint));
        if let Some(artifact) = load(&path) {
            return Ok((artifact, false));
        }
        let permit = self.compiling.acquire().await;
        let bytes = compile::compile(&self.compilers, component, self.job).await?;
        drop(permit);
        let hash = toolchain::sha256_hex(&bytes);
        write_private(&path, &bytes)?;
        write_private(&path.with_extension("sha256"), hash.as_bytes())?;
        let size_bytes = bytes.len() as u64;
        Ok((Artifact { path, size_bytes, evicted: AtomicBool::new(false) }, true))
    }

    fn index(&self) -> MutexGuard<'_, HashMap<String, Entry>> {
        self.index.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets go of what was not used for longest until the rest fits.
    fn evict(&self) {
        let mut index = self.index();
        let mut sizes: Vec<(Instant, String, u64)> = index
            .iter()
            .filter_map(|(key, entry)| Some((entry.used, key.clone(), entry.artifact.get()?.size_bytes)))
            .collect();
        sizes.sort();
        let mut sum: u64 = sizes.iter().map(|(_, _, size)| size).sum();
        for (_, key, size) in sizes {
            if sum <= self.most_bytes {
                break;
            }
            if let Some(artifact) = index.remove(&key).and_then(|entry| entry.artifact.get().cloned()) {
                artifact.evicted.store(true, Ordering::Relaxed);
            }
            sum -= size;
        }
    }

    /// Removes the oldest files that an earlier server left beyond the bound.
    fn trim_folder(&self) -> std::io::Result<()> {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(&self.folder)? {
            let entry = entry?;
            let metadata = entry.metadata()?;
            if metadata.is_file() {
                let age = metadata.modified()?.elapsed().unwrap_or(Duration::ZERO);
                files.push((age, metadata.len(), entry.path()));
            }
        }
        files.sort();
        let mut sum = 0;
        for (_, size, path) in files {
            sum += size;
            if sum > self.most_bytes {
                std::fs::remove_file(path)?;
            }
        }
        Ok(())
    }
}

/// A file of an earlier server, if it still is what was written.
fn load(path: &Path) -> Option<Artifact> {
    let bytes = std::fs::read(path).ok()?;
    let written = std::fs::read_to_string(path.with_extension("sha256")).ok()?;
    if toolchain::sha256_hex(&bytes) != written {
        tracing::warn!(path = %path.display(), "a cached artifact does not match its hash and is made anew");
        return None;
    }
    let size_bytes = bytes.len() as u64;
    Some(Artifact { path: path.to_owned(), size_bytes, evicted: AtomicBool::new(false) })
}

/// Writes a file that only this user may read, whole or not at all.
pub fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let temporary = path.with_extension(format!("{}-{number}.new", std::process::id()));
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temporary)?;
    file.write_all(bytes)?;
    drop(file);
    std::fs::rename(&temporary, path)
}
