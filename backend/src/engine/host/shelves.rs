//! What key-value stores and blob containers have in common: named maps of bytes, bounded together.

use bytes::Bytes;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What all stores and containers of one run may hold together (`store-bytes`).
pub const STORE_BYTES: u64 = 64 << 20;
/// What an entry costs beside its name and value, so that empty ones are bounded too.
const ENTRY_BYTES: u64 = 64;

/// How much of [`STORE_BYTES`] is taken. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct StoreBudget(Arc<AtomicU64>);

/// There is no more room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the limit `store-bytes` ({STORE_BYTES}) was met")]
pub struct StoreFull;

impl StoreBudget {
    /// Takes `new` bytes for `old` ones that are given back.
    ///
    /// # Errors
    ///
    /// When they do not fit; nothing changes then.
    pub fn exchange(&self, old: u64, new: u64) -> Result<(), StoreFull> {
        let after = self.0.load(Ordering::Relaxed).saturating_sub(old).saturating_add(new);
        if new > old && after > STORE_BYTES {
            return Err(StoreFull);
        }
        self.0.store(after, Ordering::Relaxed);
        Ok(())
    }
}

/// One store or container.
pub type Shelf = BTreeMap<String, Bytes>;

/// All stores, or all containers, by name.
#[derive(Debug)]
pub struct Shelves {
    shelves: BTreeMap<String, Shelf>,
    budget: StoreBudget,
}

fn cost(name: &str, value: &[u8]) -> u64 {
    ENTRY_BYTES + name.len() as u64 + value.len() as u64
}

fn shelf_cost(name: &str, shelf: &Shelf) -> u64 {
    cost(name, &[]) + shelf.iter().map(|(name, value)| cost(name, value)).sum::<u64>()
}

impl Shelves {
    /// What the run starts with; it is counted, and may be more than the limit.
    pub fn new(shelves: BTreeMap<String, Shelf>, budget: StoreBudget) -> Shelves {
        let taken = shelves.iter().map(|(name, shelf)| shelf_cost(name, shelf)).sum::<u64>();
        budget.0.fetch_add(taken, Ordering::Relaxed);
        Shelves { shelves, budget }
    }

    /// The budget.
    pub fn budget(&self) -> &StoreBudget {
        &self.budget
    }

    /// One of them.
    pub fn get(&self, shelf: &str) -> Option<&Shelf> {
        self.shelves.get(shelf)
    }

    /// Adds an empty one, unless it is there; says whether it was not.
    pub fn add(&mut self, shelf: &str) -> Result<bool, StoreFull> {
        if self.shelves.contains_key(shelf) {
            return Ok(false);
        }
        self.budget.exchange(0, cost(shelf, &[]))?;
        self.shelves.insert(shelf.to_owned(), Shelf::new());
        Ok(true)
    }

    /// Takes one away with all it holds; says whether it was there.
    pub fn remove(&mut self, shelf: &str) -> bool {
        let Some(removed) = self.shelves.remove(shelf) else { return false };
        let _ = self.budget.exchange(shelf_cost(shelf, &removed), 0);
        true
    }

    /// Sets an entry of a shelf that is there.
    pub fn put(&mut self, shelf: &str, name: String, value: Bytes) -> Result<(), StoreFull> {
        let Some(entries) = self.shelves.get_mut(shelf) else { return Ok(()) };
        let old = entries.get(&name).map_or(0, |before| cost(&name, before));
        self.budget.exchange(old, cost(&name, &value))?;
        entries.insert(name, value);
        Ok(())
    }

    /// Takes an entry away, if it is there.
    pub fn take(&mut self, shelf: &str, name: &str) {
        if let Some(before) = self.shelves.get_mut(shelf).and_then(|entries| entries.remove(name)) {
            let _ = self.budget.exchange(cost(name, &before), 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{STORE_BYTES, Shelves, StoreBudget, StoreFull};

    #[test]
    fn everything_together_is_bounded_and_room_comes_back() {
        let budget = StoreBudget::default();
        let mut one = Shelves::new([("a".to_owned(), Default::default())].into(), budget.clone());
        let mut other = Shelves::new([("b".to_owned(), Default::default())].into(), budget);
        let most = vec![0; STORE_BYTES as usize - 1_000];
        assert_eq!(one.put("a", "k".into(), most.clone().into()), Ok(()));
        assert_eq!(other.put("b", "k".into(), vec![0; 1_000].into()), Err(StoreFull));
        assert_eq!(one.put("a", "k".into(), most.into()), Ok(()), "replacing needs no more room");
        one.take("a", "k");
        assert_eq!(other.put("b", "k".into(), vec![0; 1_000].into()), Ok(()));
        assert!(other.remove("b") && !other.remove("b"));
        assert_eq!(one.budget().exchange(0, STORE_BYTES - 100), Ok(()));
    }

    #[test]
    fn empty_entries_are_bounded_too() {
        let mut shelves = Shelves::new([("a".to_owned(), Default::default())].into(), StoreBudget::default());
        let kept = (0..)
            .take_while(|key| shelves.put("a", format!("{key:08}"), bytes::Bytes::new()).is_ok())
            .count();
        assert!(kept < 1_000_000, "{kept}");
    }
}
