//! What a file operation is about, and whether that place is granted.

use super::FilesView;
use super::paths::{Last, Resolved, walk};
use super::tree::NodeRef;
use diptych_shared::policy::{Access, Capability, Grant};
use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p2::FsResult;
use wasmtime_wasi::p2::bindings::filesystem::types::{DescriptorFlags, ErrorCode, PathFlags};

impl FilesView<'_> {
    /// Asks for a place; `access` is what the guest gets where it has no grant.
    fn check(&mut self, access: Access, place: &str) -> FsResult<()> {
        match self.ledger.check(&Grant::place(Capability::Filesystem, access, place)) {
            true => Ok(()),
            false => Err(ErrorCode::Access.into()),
        }
    }

    /// The node of a descriptor whose place is granted.
    pub(super) fn node(&mut self, descriptor: &Resource<Descriptor>, access: Access) -> FsResult<NodeRef> {
        let (node, place) = {
            let open = self.open(descriptor)?;
            (NodeRef::clone(&open.node), open.place.clone())
        };
        self.check(access, &place)?;
        Ok(node)
    }

    /// Where a path leads, if that place is granted.
    pub(super) fn resolve(
        &mut self,
        descriptor: &Resource<Descriptor>,
        path: &str,
        last: Last,
        access: Access,
    ) -> FsResult<Resolved> {
        let open = self.open(descriptor)?;
        match walk(&open.node, &open.place, path, last) {
            Ok(found) => {
                self.check(access, &found.place)?;
                Ok(found)
            }
            Err(broken) => {
                if let Some(place) = &broken.place {
                    self.check(access, place)?;
                }
                Err(broken.error.into())
            }
        }
    }

    /// The node, if the descriptor was opened with `flag` and its place is granted.
    pub(super) fn node_with(
        &mut self,
        descriptor: &Resource<Descriptor>,
        flag: DescriptorFlags,
    ) -> FsResult<NodeRef> {
        if !self.open(descriptor)?.flags.contains(flag) {
            return Err(ErrorCode::BadDescriptor.into());
        }
        let writes = flag.contains(DescriptorFlags::WRITE);
        self.node(descriptor, if writes { Access::Write } else { Access::Read })
    }

    /// What a path leads to.
    pub(super) fn look_up(
        &mut self,
        descriptor: &Resource<Descriptor>,
        flags: PathFlags,
        path: &str,
        access: Access,
    ) -> FsResult<NodeRef> {
        let last = if flags.contains(PathFlags::SYMLINK_FOLLOW) { Last::Followed } else { Last::Kept };
        let found = self.resolve(descriptor, path, last, access)?;
        found.entry.ok_or_else(|| ErrorCode::NoEntry.into())
    }

    /// Where a path names an entry that is made, replaced or removed.
    pub(super) fn place(&mut self, descriptor: &Resource<Descriptor>, path: &str) -> FsResult<Resolved> {
        if !self.open(descriptor)?.flags.contains(DescriptorFlags::MUTATE_DIRECTORY) {
            return Err(ErrorCode::NotPermitted.into());
        }
        let place = self.resolve(descriptor, path, Last::Named, Access::Write)?;
        if place.name.is_empty() {
            return Err(ErrorCode::Invalid.into());
        }
        Ok(place)
    }

    /// A place where nothing is yet.
    pub(super) fn free_place(&mut self, descriptor: &Resource<Descriptor>, path: &str) -> FsResult<Resolved> {
        let place = self.place(descriptor, path)?;
        match place.entry {
            Some(_) => Err(ErrorCode::Exist.into()),
            None => Ok(place),
        }
    }

    /// A place where nothing is yet, for what is no folder.
    pub(super) fn free_file_place(
        &mut self,
        descriptor: &Resource<Descriptor>,
        path: &str,
    ) -> FsResult<Resolved> {
        let place = self.free_place(descriptor, path)?;
        match place.says_folder {
            true => Err(ErrorCode::NoEntry.into()),
            false => Ok(place),
        }
    }
}
