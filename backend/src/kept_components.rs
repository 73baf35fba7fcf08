//! Components kept by their hash: what was compiled here, what was sent here.

use crate::error::Failure;
use crate::limits::Limits;
use crate::store::ContentStore;
use std::path::Path;
use std::sync::Arc;

/// Components by the lower-case hex SHA-256 of their bytes. Those not used for long are forgotten first.
#[derive(Clone)]
pub struct KeptComponents(Arc<ContentStore>);

impl KeptComponents {
    /// Opens the store in `folder`; limits `components-memory-bytes` and `components-disk-bytes`.
    ///
    /// # Errors
    ///
    /// When the folder cannot be used.
    pub fn open(folder: &Path, limits: &Limits) -> std::io::Result<KeptComponents> {
        let (memory, disk) = (limits.components_memory_bytes.value, limits.components_disk_bytes.value);
        ContentStore::open(folder, memory, disk).map(|store| KeptComponents(Arc::new(store)))
    }

    /// Keeps a component.
    ///
    /// # Errors
    ///
    /// When the server is ending.
    pub async fn put(&self, sha256: String, bytes: Arc<[u8]>) -> Result<(), Failure> {
        let store = Arc::clone(&self.0);
        tokio::task::spawn_blocking(move || store.put(&sha256, bytes)).await.map_err(Failure::internal)
    }

    /// Whether the component with this hash is kept. It counts as used.
    pub fn has(&self, sha256: &str) -> bool {
        self.0.has(sha256)
    }

    /// The component with this hash, if it is still kept.
    ///
    /// # Errors
    ///
    /// When the server is ending.
    pub async fn get(&self, sha256: String) -> Result<Option<Arc<[u8]>>, Failure> {
        let store = Arc::clone(&self.0);
        tokio::task::spawn_blocking(move || store.get(&sha256)).await.map_err(Failure::internal)
    }
}
