//! `wasi:filesystem`: the run's virtual files, in memory only, mounted at `/`.
//!
//! Everything is deterministic: entries are listed by name, timestamps are zero, directories have
//! size 0. Files of the machine cannot be reached because there is no code that opens one.
//!
//! Each operation asks the run's [`Ledger`] before it does anything, with the absolute place that it
//! is about: for a path, where it leads after symbolic links and `..`; for a descriptor, the place
//! under which it was opened. A path that leads nowhere (empty, too long, absolute, climbing out)
//! fails before that; whether something is at a place that is not granted is never told.
//!
//! | operation | needs |
//! |---|---|
//! | `read`, `read-via-stream`, `read-directory`, `stat`, `stat-at`, `readlink-at`, `metadata-hash`, `metadata-hash-at`, `open-at` for reading | `read` |
//! | `write`, `write-via-stream`, `append-via-stream`, `set-size`, `set-times`, `set-times-at`, `create-directory-at`, `symlink-at`, `unlink-file-at`, `remove-directory-at`, `open-at` with `write`, `create` or `truncate` | `write` |
//! | `rename-at`, `link-at` | `write` of both places |
//! | `get-flags`, `get-type`, `advise`, `sync`, `sync-data`, `is-same-object`, `read-directory-entry`, `filesystem-error-code` | nothing: they tell nothing of what is inside |
//!
//! `open-at` with the flag `mutate-directory` alone is reading: C libraries ask for it whenever they
//! list a folder.

mod access;
mod changes;
mod descriptor;
mod paths;
mod streams;
mod tree;
#[cfg(test)]
mod vectors;

pub use tree::FileTree;

use super::HostState;
use diptych_shared::policy::Ledger;
use tree::NodeRef;
use wasmtime::component::{HasData, Linker, Resource, ResourceTable, ResourceTableError};
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p2::FsError;
use wasmtime_wasi::p2::bindings::filesystem::types::DescriptorFlags;
use wasmtime_wasi::p2::bindings::filesystem::{preopens, types};

/// What a descriptor handle stands for here.
///
/// The bindings name their resource type after wasmtime-wasi's own descriptor. Only this module
/// puts descriptors into the table, and it puts these.
struct OpenNode {
    node: NodeRef,
    flags: DescriptorFlags,
    /// The absolute place under which it was opened.
    place: String,
}

struct HasFiles;

/// What the file functions act on.
pub struct FilesView<'a> {
    files: &'a FileTree,
    table: &'a mut ResourceTable,
    ledger: &'a mut Ledger,
}

impl HasData for HasFiles {
    type Data<'a> = FilesView<'a>;
}

/// The file functions' part of a store.
pub fn view(state: &mut HostState) -> FilesView<'_> {
    FilesView { files: &state.files, table: &mut state.table, ledger: &mut state.ledger }
}

/// Adds both interfaces.
pub fn add_to_linker(linker: &mut Linker<HostState>) -> wasmtime::Result<()> {
    preopens::add_to_linker::<HostState, HasFiles>(linker, view)?;
    types::add_to_linker::<HostState, HasFiles>(linker, view)
}

impl FilesView<'_> {
    fn push(&mut self, open: OpenNode) -> Result<Resource<Descriptor>, ResourceTableError> {
        Ok(Resource::new_own(self.table.push(open)?.rep()))
    }

    fn open(&self, descriptor: &Resource<Descriptor>) -> Result<&OpenNode, FsError> {
        Ok(self.table.get(&Resource::<OpenNode>::new_borrow(descriptor.rep()))?)
    }
}

impl preopens::Host for FilesView<'_> {
    fn get_directories(&mut self) -> wasmtime::Result<Vec<(Resource<Descriptor>, String)>> {
        let flags = DescriptorFlags::READ | DescriptorFlags::WRITE | DescriptorFlags::MUTATE_DIRECTORY;
        let root = self.push(OpenNode { node: self.files.root(), flags, place: "/".to_owned() })?;
        Ok(vec![(root, "/".to_owned())])
    }
}
