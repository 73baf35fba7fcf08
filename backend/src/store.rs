//! A bounded content store: bytes by key, the recent ones in memory, more of them on disk.

use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// How large the digest is that every file starts with.
const DIGEST_BYTES: usize = 32;

/// Bytes by key. Keys are lower-case hex SHA-256, so that a key is always a safe file name.
///
/// What is older than the bounds allow is forgotten, least recently used first. Files carry a
/// digest: one that was damaged or tampered with counts as absent.
#[derive(Debug)]
pub struct ContentStore {
    folder: PathBuf,
    memory: Mutex<Shelf<Arc<[u8]>>>,
    disk: Mutex<Shelf<()>>,
}

/// An index of entries by key and by age, with a bound on their sizes together.
#[derive(Debug)]
struct Shelf<T> {
    entries: HashMap<String, (u64, u64, T)>,
    by_age: BTreeMap<u64, String>,
    clock: u64,
    bytes: u64,
    bound: u64,
}

impl<T: Clone> Shelf<T> {
    fn new(bound: u64) -> Self {
        Shelf { entries: HashMap::new(), by_age: BTreeMap::new(), clock: 0, bytes: 0, bound }
    }

    /// The entry, which becomes the most recent.
    fn get(&mut self, key: &str) -> Option<T> {
        let (size, age, value) = self.entries.get_mut(key)?;
        let (size, value) = (*size, value.clone());
        self.by_age.remove(age);
        self.clock += 1;
        *age = self.clock;
        self.by_age.insert(self.clock, key.to_owned());
        debug_assert!(size <= self.bytes);
        Some(value)
    }

    fn remove(&mut self, key: &str) {
        if let Some((size, age, _)) = self.entries.remove(key) {
            self.by_age.remove(&age);
            self.bytes -= size;
        }
    }

    /// Adds an entry and answers the keys that had to go; an entry above the bound is one of them.
    fn put(&mut self, key: &str, size: u64, value: T) -> Vec<String> {
        self.remove(key);
        self.clock += 1;
        self.entries.insert(key.to_owned(), (size, self.clock, value));
        self.by_age.insert(self.clock, key.to_owned());
        self.bytes += size;
        let mut gone = Vec::new();
        while self.bytes > self.bound {
            let Some((_, oldest)) = self.by_age.first_key_value() else { break };
            let oldest = oldest.clone();
            self.remove(&oldest);
            gone.push(oldest);
        }
        gone
    }
}

impl ContentStore {
    /// Opens the store in `folder`, made if it is not there; what earlier runs left is found.
    pub fn open(folder: &Path, memory_bytes: u64, disk_bytes: u64) -> io::Result<ContentStore> {
        crate::folder::create_private(folder)?;
        let mut found = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let metadata = entry.metadata()?;
            if is_key(&name) && metadata.is_file() {
                found.push((metadata.modified()?, name, metadata.len()));
            } else {
                // A write that never ended.
                std::fs::remove_file(entry.path()).ok();
            }
        }
        found.sort();
        let mut disk = Shelf::new(disk_bytes);
        for (_, name, size) in found {
            for gone in disk.put(&name, size, ()) {
                std::fs::remove_file(folder.join(gone)).ok();
            }
        }
        Ok(ContentStore {
            folder: folder.to_owned(),
            memory: Mutex::new(Shelf::new(memory_bytes)),
            disk: Mutex::new(disk),
        })
    }

    /// The bytes at `key`, if they are (still) here. Reads the disk, so call it where blocking is
    /// allowed.
    pub fn get(&self, key: &str) -> Option<Arc<[u8]>> {
        if !is_key(key) {
            return None;
        }
        if let Some(bytes) = lock(&self.memory).get(key) {
            return Some(bytes);
        }
        lock(&self.disk).get(key)?;
        let file = std::fs::read(self.folder.join(key)).ok();
        let intact = file.as_deref().and_then(|file| {
            let (digest, bytes) = file.split_at_checked(DIGEST_BYTES)?;
            (Sha256::digest(bytes)[..] == *digest).then(|| Arc::<[u8]>::from(bytes))
        });
        match intact {
            Some(bytes) => {
                lock(&self.memory).put(key, bytes.len() as u64, Arc::clone(&bytes));
                Some(bytes)
            }
            None => {
                lock(&self.disk).remove(key);
                std::fs::remove_file(self.folder.join(key)).ok();
                None
            }
        }
    }

    /// Whether `key` is (still) here. It counts as used.
    pub fn has(&self, key: &str) -> bool {
        lock(&self.memory).get(key).is_some() | lock(&self.disk).get(key).is_some()
    }

    /// Keeps `bytes` at `key`. A disk that cannot be written to is logged, and memory goes on alone.
    pub fn put(&self, key: &str, bytes: Arc<[u8]>) {
        debug_assert!(is_key(key));
        lock(&self.memory).put(key, bytes.len() as u64, Arc::clone(&bytes));
        if lock(&self.disk).get(key).is_some() {
            return;
        }
        match self.write(key, &bytes) {
            Ok(()) => {
                let size = (bytes.len() + DIGEST_BYTES) as u64;
                for gone in lock(&self.disk).put(key, size, ()) {
                    std::fs::remove_file(self.folder.join(gone)).ok();
                }
            }
            Err(error) => {
                tracing::warn!(%error, folder = %self.folder.display(), "cannot keep content on disk");
            }
        }
    }

    /// Writes a whole file under another name first, so that a reader never sees half of one.
    fn write(&self, key: &str, bytes: &[u8]) -> io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(&Sha256::digest(bytes))?;
        file.write_all(bytes)?;
        file.persist(self.folder.join(key))?;
        Ok(())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn is_key(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::ContentStore;
    use diptych_shared::toolchain::sha256_hex;
    use std::sync::Arc;

    fn put(store: &ContentStore, bytes: &[u8]) -> String {
        let key = sha256_hex(bytes);
        store.put(&key, Arc::from(bytes));
        key
    }

    #[test]
    fn the_disk_outlives_memory_and_the_process() {
        let folder = tempfile::tempdir().unwrap();
        let store = ContentStore::open(folder.path(), 10, 1000).unwrap();
        let one = put(&store, b"eight by");
        let two = put(&store, b"tes each");
        assert_eq!(
            store.get(&one).as_deref(),
            Some(&b"eight by"[..]),
            "pushed out of memory, read from disk"
        );
        let again = ContentStore::open(folder.path(), 10, 1000).unwrap();
        assert_eq!(again.get(&two).as_deref(), Some(&b"tes each"[..]));
    }

    #[test]
    fn the_least_recently_used_goes_first() {
        let folder = tempfile::tempdir().unwrap();
        let store = ContentStore::open(folder.path(), 0, 100).unwrap();
        let one = put(&store, b"1");
        let two = put(&store, b"2");
        assert!(store.get(&one).is_some());
        let three = put(&store, b"3");
        let four = put(&store, b"4");
        assert!(store.get(&two).is_none(), "33 bytes each, three fit");
        assert!([one, three, four].iter().all(|key| store.get(key).is_some()));
    }

    #[test]
    fn damaged_files_and_keys_that_are_paths_are_absent() {
        let folder = tempfile::tempdir().unwrap();
        let store = ContentStore::open(folder.path(), 0, 1000).unwrap();
        let key = put(&store, b"content");
        std::fs::write(folder.path().join(&key), b"something else entirely, and longer").unwrap();
        assert!(store.get(&key).is_none());
        assert!(store.get("../../etc/hostname").is_none());
    }
}
