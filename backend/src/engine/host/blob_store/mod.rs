//! `wasi:blobstore`: the run's containers, in memory only.
//!
//! Looking at a container needs `blob-store read CONTAINER`, changing it `blob-store write
//! CONTAINER`; values on their way in and out need nothing. A value becomes an object when it is
//! finished. Objects are listed by the bytes of their names; everything was created at the
//! deterministic clock's start.

mod containers;
mod values;

use super::HostState;
use super::shelves::{Shelf, Shelves};
use diptych_shared::policy::{Access, Capability, Grant, Ledger};
use generated::wasi::blobstore::{blobstore, container, types};
use wasmtime::component::{HasData, Linker, Resource, ResourceTable, ResourceTableError};

pub use containers::{Container, ObjectNames};
pub use values::{IncomingValue, OutgoingValue};

mod generated {
    wasmtime::component::bindgen!({
        path: ["../shared/wit/wasi/io.wit", "../shared/wit/wasi/blobstore.wit"],
        world: "wasi:blobstore/imports",
        imports: { default: trappable },
        require_store_data_send: true,
        with: {
            "wasi:io": wasmtime_wasi::p2::bindings::io,
            "wasi:blobstore/container.container": super::Container,
            "wasi:blobstore/container.stream-object-names": super::ObjectNames,
            "wasi:blobstore/types.outgoing-value": super::OutgoingValue,
            "wasi:blobstore/types.incoming-value": super::IncomingValue,
        },
    });
}

struct HasBlobStore;

struct BlobStoreView<'a> {
    containers: &'a mut Shelves,
    ledger: &'a mut Ledger,
    table: &'a mut ResourceTable,
}

impl HasData for HasBlobStore {
    type Data<'a> = BlobStoreView<'a>;
}

fn view(state: &mut HostState) -> BlobStoreView<'_> {
    BlobStoreView {
        containers: &mut state.services.blob_store,
        ledger: &mut state.ledger,
        table: &mut state.table,
    }
}

/// Adds the three interfaces.
pub fn add_to_linker(linker: &mut Linker<HostState>) -> wasmtime::Result<()> {
    blobstore::add_to_linker::<HostState, HasBlobStore>(linker, view)?;
    container::add_to_linker::<HostState, HasBlobStore>(linker, view)?;
    types::add_to_linker::<HostState, HasBlobStore>(linker, view)
}

/// Why a call fails: the interface's errors are texts.
enum Failure {
    /// The guest is told.
    Told(String),
    /// A handle that is none.
    Trap(wasmtime::Error),
}

impl From<ResourceTableError> for Failure {
    fn from(error: ResourceTableError) -> Self {
        Failure::Trap(error.into())
    }
}

impl From<super::shelves::StoreFull> for Failure {
    fn from(full: super::shelves::StoreFull) -> Self {
        Failure::Told(full.to_string())
    }
}

fn no_container(name: &str) -> Failure {
    Failure::Told(format!("no container named \"{name}\""))
}

fn no_object(name: &str) -> Failure {
    Failure::Told(format!("no object named \"{name}\""))
}

/// The form that the bindings want.
fn answer<T>(result: Result<T, Failure>) -> wasmtime::Result<Result<T, String>> {
    match result {
        Ok(value) => Ok(Ok(value)),
        Err(Failure::Told(message)) => Ok(Err(message)),
        Err(Failure::Trap(error)) => Err(error),
    }
}

impl BlobStoreView<'_> {
    fn check(&mut self, access: Access, container: &str) -> Result<(), Failure> {
        let need = Grant::place(Capability::BlobStore, access, container);
        if self.ledger.check(&need) { Ok(()) } else { Err(Failure::Told("access-denied".to_owned())) }
    }

    /// The name of a container that is there, if the policy lets the call at it.
    fn allowed(&mut self, container: &Resource<Container>, access: Access) -> Result<String, Failure> {
        let name = self.table.get(container)?.name.clone();
        self.check(access, &name)?;
        self.shelf(&name)?;
        Ok(name)
    }

    fn shelf(&self, name: &str) -> Result<&Shelf, Failure> {
        self.containers.get(name).ok_or_else(|| no_container(name))
    }
}
