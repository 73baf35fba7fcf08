//! `wasi:filesystem`: the run's virtual files, in memory only, mounted at `/`.
//!
//! Everything is deterministic: entries are listed by name, timestamps are zero, directories have
//! size 0. Files of the machine cannot be reached because there is no code that opens one.

mod descriptor;
mod paths;
mod streams;
mod tree;

pub use tree::FileTree;

use super::HostState;
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
}

struct HasFiles;

struct FilesView<'a> {
    files: &'a FileTree,
    table: &'a mut ResourceTable,
}

impl HasData for HasFiles {
    type Data<'a> = FilesView<'a>;
}

fn view(state: &mut HostState) -> FilesView<'_> {
    FilesView { files: &state.files, table: &mut state.table }
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
        let root = self.push(OpenNode { node: self.files.root(), flags })?;
        Ok(vec![(root, "/".to_owned())])
    }
}
