//! What a run has beyond the command-line world: HTTP, stores, settings, logging.

use super::http::HttpService;
use super::shelves::{Shelf, Shelves, StoreBudget};
use super::{HostState, blob_store, config, http, key_value, logging};
use bytes::Bytes;
use diptych_shared::api::run::RunSettings;
use std::collections::BTreeMap;
use wasmtime::component::Linker;

/// The services of one run, as its settings say.
#[derive(Debug)]
pub struct Services {
    /// Recorded answers, and the way to live ones.
    pub http: HttpService,
    /// Key-value stores by name.
    pub key_value: Shelves,
    /// Blob containers by name.
    pub blob_store: Shelves,
    /// Runtime configuration by key.
    pub config: BTreeMap<String, String>,
}

impl Services {
    /// Everything as a run starts with it, without live requests.
    pub fn new(settings: &RunSettings) -> Services {
        let budget = StoreBudget::default();
        Services {
            http: HttpService { recorded: settings.http.clone(), relay: None },
            key_value: Shelves::new(shelves(&settings.key_value), budget.clone()),
            blob_store: Shelves::new(shelves(&settings.blob_store), budget),
            config: settings.config.clone(),
        }
    }
}

fn shelves(
    settings: &BTreeMap<String, BTreeMap<String, diptych_shared::api::Bytes>>,
) -> BTreeMap<String, Shelf> {
    let entries = |shelf: &BTreeMap<String, diptych_shared::api::Bytes>| {
        shelf.iter().map(|(name, value)| (name.clone(), Bytes::copy_from_slice(value))).collect()
    };
    settings.iter().map(|(name, shelf)| (name.clone(), entries(shelf))).collect()
}

/// Adds their interfaces.
pub fn add_to_linker(linker: &mut Linker<HostState>) -> wasmtime::Result<()> {
    http::add_to_linker(linker)?;
    key_value::add_to_linker(linker)?;
    blob_store::add_to_linker(linker)?;
    config::add_to_linker(linker)?;
    logging::add_to_linker(linker)
}
