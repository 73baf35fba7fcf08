//! The functions of `wasi:filesystem/types` on virtual files.

use super::paths::{Last, PATH_BYTES};
use super::streams::{FileReader, FileWriter};
use super::tree::{Kind, NodeRef};
use super::{FilesView, OpenNode};
use diptych_shared::policy::Access;
use std::collections::BTreeMap;
use std::sync::Arc;
use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p2::bindings::clocks::wall_clock::Datetime;
use wasmtime_wasi::p2::bindings::filesystem::types::{
    self, Advice, DescriptorFlags, DescriptorStat, DescriptorType, DirectoryEntry, DirectoryEntryStream,
    ErrorCode, HostDescriptor, HostDirectoryEntryStream, MetadataHashValue, NewTimestamp, OpenFlags,
    PathFlags,
};
use wasmtime_wasi::p2::{DynInputStream, DynOutputStream, FsError, FsResult};

/// The most bytes one `read` gives.
const READ_BYTES: u64 = 1 << 20;

/// What is left of a directory listing, last first.
struct Listing(Vec<DirectoryEntry>);

fn stat(node: &NodeRef) -> DescriptorStat {
    let zero = Some(Datetime { seconds: 0, nanoseconds: 0 });
    let state = node.state();
    DescriptorStat {
        type_: state.descriptor_type(),
        link_count: state.links,
        size: state.size(),
        data_access_timestamp: zero,
        data_modification_timestamp: zero,
        status_change_timestamp: zero,
    }
}

fn hash(node: &NodeRef) -> MetadataHashValue {
    let (upper, lower) = node.identity();
    MetadataHashValue { lower, upper }
}

impl types::Host for FilesView<'_> {
    fn convert_error_code(&mut self, error: FsError) -> wasmtime::Result<ErrorCode> {
        error.downcast()
    }

    fn filesystem_error_code(
        &mut self,
        error: Resource<wasmtime::Error>,
    ) -> wasmtime::Result<Option<ErrorCode>> {
        Ok(self.table.get(&error)?.downcast_ref::<ErrorCode>().copied())
    }
}

impl HostDescriptor for FilesView<'_> {
    async fn advise(&mut self, fd: Resource<Descriptor>, _: u64, _: u64, _: Advice) -> FsResult<()> {
        match self.open(&fd)?.node.is_folder() {
            true => Err(ErrorCode::BadDescriptor.into()),
            false => Ok(()),
        }
    }

    async fn sync_data(&mut self, fd: Resource<Descriptor>) -> FsResult<()> {
        self.open(&fd).map(drop)
    }

    async fn sync(&mut self, fd: Resource<Descriptor>) -> FsResult<()> {
        self.open(&fd).map(drop)
    }

    async fn get_flags(&mut self, fd: Resource<Descriptor>) -> FsResult<DescriptorFlags> {
        Ok(self.open(&fd)?.flags)
    }

    async fn get_type(&mut self, fd: Resource<Descriptor>) -> FsResult<DescriptorType> {
        Ok(self.open(&fd)?.node.state().descriptor_type())
    }

    async fn set_size(&mut self, fd: Resource<Descriptor>, size: u64) -> FsResult<()> {
        let node = self.node_with(&fd, DescriptorFlags::WRITE)?;
        node.resize(size)?;
        node.touch();
        Ok(())
    }

    async fn set_times(
        &mut self,
        fd: Resource<Descriptor>,
        _: NewTimestamp,
        _: NewTimestamp,
    ) -> FsResult<()> {
        // Timestamps are always zero; the change shows in the metadata hash.
        self.node(&fd, Access::Write)?.touch();
        Ok(())
    }

    async fn set_times_at(
        &mut self,
        fd: Resource<Descriptor>,
        flags: PathFlags,
        path: String,
        _: NewTimestamp,
        _: NewTimestamp,
    ) -> FsResult<()> {
        self.look_up(&fd, flags, &path, Access::Write)?.touch();
        Ok(())
    }

    async fn read(
        &mut self,
        fd: Resource<Descriptor>,
        length: u64,
        offset: u64,
    ) -> FsResult<(Vec<u8>, bool)> {
        Ok(self.node_with(&fd, DescriptorFlags::READ)?.read(offset, length.min(READ_BYTES))?)
    }

    async fn write(&mut self, fd: Resource<Descriptor>, data: Vec<u8>, offset: u64) -> FsResult<u64> {
        self.node_with(&fd, DescriptorFlags::WRITE)?.write(Some(offset), &data)?;
        Ok(data.len() as u64)
    }

    async fn read_directory(&mut self, fd: Resource<Descriptor>) -> FsResult<Resource<DirectoryEntryStream>> {
        let entries = self.node(&fd, Access::Read)?.entries()?;
        let listing = entries
            .into_iter()
            .rev()
            .map(|(name, node)| DirectoryEntry { type_: node.state().descriptor_type(), name })
            .collect();
        Ok(Resource::new_own(self.table.push(Listing(listing))?.rep()))
    }

    async fn create_directory_at(&mut self, fd: Resource<Descriptor>, path: String) -> FsResult<()> {
        let place = self.free_place(&fd, &path)?;
        let folder = place.parent.create(Kind::Folder(BTreeMap::new()))?;
        place.parent.insert(&place.name, folder);
        Ok(())
    }

    async fn stat(&mut self, fd: Resource<Descriptor>) -> FsResult<DescriptorStat> {
        Ok(stat(&self.node(&fd, Access::Read)?))
    }

    async fn stat_at(
        &mut self,
        fd: Resource<Descriptor>,
        flags: PathFlags,
        path: String,
    ) -> FsResult<DescriptorStat> {
        Ok(stat(&self.look_up(&fd, flags, &path, Access::Read)?))
    }

    async fn link_at(
        &mut self,
        fd: Resource<Descriptor>,
        flags: PathFlags,
        old_path: String,
        new_fd: Resource<Descriptor>,
        new_path: String,
    ) -> FsResult<()> {
        // Through the new name the old file can be written.
        let node = self.look_up(&fd, flags, &old_path, Access::Write)?;
        if node.is_folder() {
            return Err(ErrorCode::NotPermitted.into());
        }
        let place = self.free_file_place(&new_fd, &new_path)?;
        node.state().links += 1;
        place.parent.insert(&place.name, node);
        Ok(())
    }

    async fn open_at(
        &mut self,
        fd: Resource<Descriptor>,
        path_flags: PathFlags,
        path: String,
        open_flags: OpenFlags,
        mut flags: DescriptorFlags,
    ) -> FsResult<Resource<Descriptor>> {
        let may_mutate = self.open(&fd)?.flags.contains(DescriptorFlags::MUTATE_DIRECTORY);
        let create = open_flags.contains(OpenFlags::CREATE);
        let exclusive = create && open_flags.contains(OpenFlags::EXCLUSIVE);
        let want_folder = open_flags.contains(OpenFlags::DIRECTORY);
        let truncate = open_flags.contains(OpenFlags::TRUNCATE);
        if create && want_folder {
            return Err(ErrorCode::Invalid.into());
        }
        let writes = create || truncate || flags.contains(DescriptorFlags::WRITE);
        if writes && !may_mutate {
            return Err(ErrorCode::NotPermitted.into());
        }
        let last = match (create, path_flags.contains(PathFlags::SYMLINK_FOLLOW)) {
            (true, _) if exclusive => Last::Named,
            (true, true) => Last::Created,
            (true, false) => Last::Named,
            (false, true) => Last::Followed,
            (false, false) => Last::Kept,
        };
        let access = if writes { Access::Write } else { Access::Read };
        let found = self.resolve(&fd, &path, last, access)?;
        let node = match found.entry {
            Some(_) if exclusive => return Err(ErrorCode::Exist.into()),
            Some(node) => node,
            None if found.says_folder => return Err(ErrorCode::IsDirectory.into()),
            None => {
                let node = found.parent.create(Kind::File(Vec::new()))?;
                found.parent.insert(&found.name, Arc::clone(&node));
                node
            }
        };
        match node.state().descriptor_type() {
            DescriptorType::SymbolicLink => return Err(ErrorCode::Loop.into()),
            DescriptorType::Directory if writes => return Err(ErrorCode::IsDirectory.into()),
            DescriptorType::Directory if may_mutate => flags |= DescriptorFlags::MUTATE_DIRECTORY,
            DescriptorType::Directory => {}
            _ if want_folder => return Err(ErrorCode::NotDirectory.into()),
            _ => {}
        }
        if truncate {
            node.resize(0)?;
            node.touch();
        }
        if !flags.intersects(DescriptorFlags::READ | DescriptorFlags::WRITE) {
            flags |= DescriptorFlags::READ;
        }
        Ok(self.push(OpenNode { node, flags, place: found.place })?)
    }

    async fn readlink_at(&mut self, fd: Resource<Descriptor>, path: String) -> FsResult<String> {
        let node = self.look_up(&fd, PathFlags::empty(), &path, Access::Read)?;
        match &node.state().kind {
            Kind::Link(target) => Ok(target.clone()),
            _ => Err(ErrorCode::Invalid.into()),
        }
    }

    async fn remove_directory_at(&mut self, fd: Resource<Descriptor>, path: String) -> FsResult<()> {
        let place = self.place(&fd, &path)?;
        let entries = place.entry.ok_or(ErrorCode::NoEntry)?.entries()?;
        if !entries.is_empty() {
            return Err(ErrorCode::NotEmpty.into());
        }
        place.parent.remove(&place.name);
        Ok(())
    }

    async fn rename_at(
        &mut self,
        fd: Resource<Descriptor>,
        old_path: String,
        new_fd: Resource<Descriptor>,
        new_path: String,
    ) -> FsResult<()> {
        let old = self.place(&fd, &old_path)?;
        let node = old.entry.ok_or(ErrorCode::NoEntry)?;
        let new = self.place(&new_fd, &new_path)?;
        if new.says_folder && !node.is_folder() {
            return Err(ErrorCode::NotDirectory.into());
        }
        if let Some(replaced) = &new.entry {
            if Arc::ptr_eq(replaced, &node) {
                return Ok(());
            }
            match (node.is_folder(), replaced.entries()) {
                (true, Err(_)) => return Err(ErrorCode::NotDirectory.into()),
                (true, Ok(entries)) if !entries.is_empty() => return Err(ErrorCode::NotEmpty.into()),
                (false, Ok(_)) => return Err(ErrorCode::IsDirectory.into()),
                _ => {}
            }
        }
        if node.is_folder() && node.is_or_contains(&new.parent) {
            return Err(ErrorCode::Invalid.into());
        }
        if new.place.len() + node.longest_path_below() > PATH_BYTES {
            return Err(ErrorCode::NameTooLong.into());
        }
        new.parent.remove(&new.name);
        node.state().links += 1;
        new.parent.insert(&new.name, node);
        old.parent.remove(&old.name);
        Ok(())
    }

    async fn symlink_at(&mut self, fd: Resource<Descriptor>, target: String, path: String) -> FsResult<()> {
        if target.starts_with('/') {
            return Err(ErrorCode::NotPermitted.into());
        }
        if target.len() > PATH_BYTES {
            return Err(ErrorCode::NameTooLong.into());
        }
        let place = self.free_file_place(&fd, &path)?;
        let link = place.parent.create(Kind::Link(target))?;
        place.parent.insert(&place.name, link);
        Ok(())
    }

    async fn unlink_file_at(&mut self, fd: Resource<Descriptor>, path: String) -> FsResult<()> {
        let place = self.place(&fd, &path)?;
        if place.entry.ok_or(ErrorCode::NoEntry)?.is_folder() {
            return Err(ErrorCode::IsDirectory.into());
        }
        place.parent.remove(&place.name);
        Ok(())
    }

    fn read_via_stream(
        &mut self,
        fd: Resource<Descriptor>,
        position: u64,
    ) -> FsResult<Resource<DynInputStream>> {
        let node = self.node_with(&fd, DescriptorFlags::READ)?;
        if node.is_folder() {
            return Err(ErrorCode::IsDirectory.into());
        }
        let reader: DynInputStream = Box::new(FileReader { node, position });
        Ok(self.table.push(reader)?)
    }

    fn write_via_stream(
        &mut self,
        fd: Resource<Descriptor>,
        position: u64,
    ) -> FsResult<Resource<DynOutputStream>> {
        let node = self.node_with(&fd, DescriptorFlags::WRITE)?;
        let writer: DynOutputStream = Box::new(FileWriter { node, position: Some(position) });
        Ok(self.table.push(writer)?)
    }

    fn append_via_stream(&mut self, fd: Resource<Descriptor>) -> FsResult<Resource<DynOutputStream>> {
        let node = self.node_with(&fd, DescriptorFlags::WRITE)?;
        let writer: DynOutputStream = Box::new(FileWriter { node, position: None });
        Ok(self.table.push(writer)?)
    }

    async fn is_same_object(
        &mut self,
        a: Resource<Descriptor>,
        b: Resource<Descriptor>,
    ) -> wasmtime::Result<bool> {
        let node = |descriptor: &Resource<Descriptor>| -> wasmtime::Result<&NodeRef> {
            Ok(&self.table.get(&Resource::<OpenNode>::new_borrow(descriptor.rep()))?.node)
        };
        Ok(Arc::ptr_eq(node(&a)?, node(&b)?))
    }

    async fn metadata_hash(&mut self, fd: Resource<Descriptor>) -> FsResult<MetadataHashValue> {
        Ok(hash(&self.node(&fd, Access::Read)?))
    }

    async fn metadata_hash_at(
        &mut self,
        fd: Resource<Descriptor>,
        flags: PathFlags,
        path: String,
    ) -> FsResult<MetadataHashValue> {
        Ok(hash(&self.look_up(&fd, flags, &path, Access::Read)?))
    }

    fn drop(&mut self, fd: Resource<Descriptor>) -> wasmtime::Result<()> {
        self.table.delete(Resource::<OpenNode>::new_own(fd.rep()))?;
        Ok(())
    }
}

impl HostDirectoryEntryStream for FilesView<'_> {
    async fn read_directory_entry(
        &mut self,
        stream: Resource<DirectoryEntryStream>,
    ) -> FsResult<Option<DirectoryEntry>> {
        Ok(self.table.get_mut(&Resource::<Listing>::new_borrow(stream.rep()))?.0.pop())
    }

    fn drop(&mut self, stream: Resource<DirectoryEntryStream>) -> wasmtime::Result<()> {
        self.table.delete(Resource::<Listing>::new_own(stream.rep()))?;
        Ok(())
    }
}
