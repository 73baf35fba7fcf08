//! `wasi:keyvalue`: the run's stores, in memory only.
//!
//! `get`, `exists` and `list-keys` need `key-value read STORE`, what changes a store needs
//! `key-value write STORE`; opening one needs `read`. Keys are listed by their bytes, at most
//! [`PAGE_KEYS`] at a time; the cursor counts the keys given so far. Numbers are decimal text.

use super::HostState;
use super::shelves::{Shelf, Shelves, StoreFull};
use bytes::Bytes;
use diptych_shared::policy::{Access, Capability, Grant, Ledger};
use generated::wasi::keyvalue::{atomics, batch, store};
use store::KeyResponse;
use wasmtime::component::{HasData, Linker, Resource, ResourceTable, ResourceTableError};

mod generated {
    wasmtime::component::bindgen!({
        path: "../shared/wit/wasi/keyvalue.wit",
        world: "wasi:keyvalue/imports",
        imports: { default: trappable },
        with: { "wasi:keyvalue/store.bucket": super::Bucket },
        trappable_error_type: { "wasi:keyvalue/store.error" => super::KeyValueError },
    });
}

/// Keys that one `list-keys` gives.
const PAGE_KEYS: usize = 1_000;

/// What a bucket handle stands for.
#[derive(Debug)]
pub struct Bucket {
    store: String,
}

/// An error of the interface, or one that ends the run.
#[derive(Debug)]
pub enum KeyValueError {
    /// The guest is told.
    Told(store::Error),
    /// A handle that is none.
    Trap(wasmtime::Error),
}

impl From<store::Error> for KeyValueError {
    fn from(error: store::Error) -> Self {
        KeyValueError::Told(error)
    }
}

impl From<ResourceTableError> for KeyValueError {
    fn from(error: ResourceTableError) -> Self {
        KeyValueError::Trap(error.into())
    }
}

impl From<StoreFull> for KeyValueError {
    fn from(full: StoreFull) -> Self {
        other(&full.to_string())
    }
}

fn other(message: &str) -> KeyValueError {
    KeyValueError::Told(store::Error::Other(message.to_owned()))
}

type Answer<T> = Result<T, KeyValueError>;

struct HasKeyValue;

struct KeyValueView<'a> {
    stores: &'a mut Shelves,
    ledger: &'a mut Ledger,
    table: &'a mut ResourceTable,
}

impl HasData for HasKeyValue {
    type Data<'a> = KeyValueView<'a>;
}

fn view(state: &mut HostState) -> KeyValueView<'_> {
    KeyValueView { stores: &mut state.services.key_value, ledger: &mut state.ledger, table: &mut state.table }
}

/// Adds the three interfaces.
pub fn add_to_linker(linker: &mut Linker<HostState>) -> wasmtime::Result<()> {
    store::add_to_linker::<HostState, HasKeyValue>(linker, view)?;
    atomics::add_to_linker::<HostState, HasKeyValue>(linker, view)?;
    batch::add_to_linker::<HostState, HasKeyValue>(linker, view)
}

impl KeyValueView<'_> {
    fn check(&mut self, access: Access, store: &str) -> Answer<()> {
        let need = Grant::place(Capability::KeyValue, access, store);
        if self.ledger.check(&need) { Ok(()) } else { Err(store::Error::AccessDenied.into()) }
    }

    /// The store behind a handle, if the policy lets the call at it.
    fn allowed(&mut self, bucket: &Resource<Bucket>, access: Access) -> Answer<String> {
        let store = self.table.get(bucket)?.store.clone();
        self.check(access, &store)?;
        Ok(store)
    }

    fn read(&mut self, bucket: &Resource<Bucket>) -> Answer<&Shelf> {
        let store = self.allowed(bucket, Access::Read)?;
        self.stores.get(&store).ok_or(KeyValueError::Told(store::Error::NoSuchStore))
    }
}

impl store::Host for KeyValueView<'_> {
    fn open(&mut self, identifier: String) -> Answer<Resource<Bucket>> {
        self.check(Access::Read, &identifier)?;
        if self.stores.get(&identifier).is_none() {
            return Err(store::Error::NoSuchStore.into());
        }
        Ok(self.table.push(Bucket { store: identifier })?)
    }

    fn convert_error(&mut self, error: KeyValueError) -> wasmtime::Result<store::Error> {
        match error {
            KeyValueError::Told(error) => Ok(error),
            KeyValueError::Trap(error) => Err(error),
        }
    }
}

impl store::HostBucket for KeyValueView<'_> {
    fn get(&mut self, bucket: Resource<Bucket>, key: String) -> Answer<Option<Vec<u8>>> {
        Ok(self.read(&bucket)?.get(&key).map(|value| value.to_vec()))
    }

    fn set(&mut self, bucket: Resource<Bucket>, key: String, value: Vec<u8>) -> Answer<()> {
        let store = self.allowed(&bucket, Access::Write)?;
        Ok(self.stores.put(&store, key, value.into())?)
    }

    fn delete(&mut self, bucket: Resource<Bucket>, key: String) -> Answer<()> {
        let store = self.allowed(&bucket, Access::Write)?;
        self.stores.take(&store, &key);
        Ok(())
    }

    fn exists(&mut self, bucket: Resource<Bucket>, key: String) -> Answer<bool> {
        Ok(self.read(&bucket)?.contains_key(&key))
    }

    fn list_keys(&mut self, bucket: Resource<Bucket>, cursor: Option<u64>) -> Answer<KeyResponse> {
        let entries = self.read(&bucket)?;
        let given = usize::try_from(cursor.unwrap_or(0)).unwrap_or(usize::MAX);
        let keys: Vec<String> = entries.keys().skip(given).take(PAGE_KEYS).cloned().collect();
        let after = given.saturating_add(keys.len());
        let cursor = (after < entries.len()).then_some(after as u64);
        Ok(KeyResponse { keys, cursor })
    }

    fn drop(&mut self, bucket: Resource<Bucket>) -> wasmtime::Result<()> {
        self.table.delete(bucket)?;
        Ok(())
    }
}

/// The number that a value is, if it is one.
fn number(value: &[u8]) -> Option<u64> {
    // A sign, which Rust would take, is none of the format's.
    let digits = std::str::from_utf8(value).ok().filter(|text| !text.starts_with('+'))?;
    digits.parse().ok()
}

impl atomics::Host for KeyValueView<'_> {
    fn increment(&mut self, bucket: Resource<Bucket>, key: String, delta: u64) -> Answer<u64> {
        let store = self.allowed(&bucket, Access::Write)?;
        let before = match self.stores.get(&store).and_then(|entries| entries.get(&key)) {
            None => 0,
            Some(value) => number(value).ok_or_else(|| other("value is not a 64-bit integer"))?,
        };
        let after = before.checked_add(delta).ok_or_else(|| other("overflow incrementing value"))?;
        self.stores.put(&store, key, Bytes::from(after.to_string()))?;
        Ok(after)
    }
}

impl batch::Host for KeyValueView<'_> {
    fn get_many(
        &mut self,
        bucket: Resource<Bucket>,
        keys: Vec<String>,
    ) -> Answer<Vec<Option<(String, Vec<u8>)>>> {
        let entries = self.read(&bucket)?;
        Ok(keys
            .into_iter()
            .map(|key| {
                let value = entries.get(&key)?.to_vec();
                Some((key, value))
            })
            .collect())
    }

    fn set_many(&mut self, bucket: Resource<Bucket>, key_values: Vec<(String, Vec<u8>)>) -> Answer<()> {
        let store = self.allowed(&bucket, Access::Write)?;
        for (key, value) in key_values {
            self.stores.put(&store, key, value.into())?;
        }
        Ok(())
    }

    fn delete_many(&mut self, bucket: Resource<Bucket>, keys: Vec<String>) -> Answer<()> {
        let store = self.allowed(&bucket, Access::Write)?;
        for key in keys {
            self.stores.take(&store, &key);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_decimal_digits() {
        assert_eq!(number(b"18446744073709551615"), Some(u64::MAX));
        assert_eq!(number(b"007"), Some(7));
        for none in [&b""[..], b"+1", b"-1", b" 1", b"1.0", b"0x1", b"\xff", b"18446744073709551616"] {
            assert_eq!(number(none), None, "{none:?}");
        }
    }
}
