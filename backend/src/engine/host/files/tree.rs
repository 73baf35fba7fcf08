//! The tree of virtual files: nodes and their byte budget.

use diptych_shared::api::Bytes;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use wasmtime_wasi::p2::bindings::filesystem::types::{DescriptorType, ErrorCode};

/// What all files of a run may hold together beyond what the request brought.
const GROWTH_BYTES: u64 = 64 << 20;
/// What an entry costs beside its content.
const ENTRY_BYTES: u64 = 256;

/// A file, folder or symbolic link; shared by its folder and the descriptors that are open.
pub type NodeRef = Arc<Node>;

/// A run's virtual files.
#[derive(Clone)]
pub struct FileTree {
    root: NodeRef,
}

/// One entry of the tree.
pub struct Node {
    state: Mutex<NodeState>,
    budget: Arc<Budget>,
}

/// What a node is now.
pub struct NodeState {
    /// Its content.
    pub kind: Kind,
    /// How many folders name it.
    pub links: u64,
    id: u64,
    version: u64,
}

/// A node's content.
pub enum Kind {
    /// Bytes.
    File(Vec<u8>),
    /// Entries by name.
    Folder(BTreeMap<String, NodeRef>),
    /// A relative target.
    Link(String),
}

struct Budget {
    left_bytes: AtomicU64,
    next_id: AtomicU64,
}

impl Budget {
    fn take(&self, bytes: u64) -> Result<(), ErrorCode> {
        self.left_bytes
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(bytes))
            .map(drop)
            .map_err(|_| ErrorCode::InsufficientSpace)
    }

    fn give_back(&self, bytes: u64) {
        self.left_bytes.fetch_add(bytes, Ordering::Relaxed);
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        self.budget.give_back(state.size() + ENTRY_BYTES);
        // Folders can be nested deeper than a stack is.
        let mut below = state.take_entries();
        while let Some(node) = below.pop() {
            if let Some(mut node) = Arc::into_inner(node) {
                below.extend(node.state.get_mut().unwrap_or_else(PoisonError::into_inner).take_entries());
            }
        }
    }
}

impl FileTree {
    /// A tree with these files. Paths were checked with the request; odd ones are left out.
    pub fn new(files: &BTreeMap<String, Bytes>) -> FileTree {
        let brought: u64 = files
            .iter()
            .map(|(path, bytes)| {
                bytes.len() as u64 + path.len() as u64 + ENTRY_BYTES * (2 + path.matches('/').count() as u64)
            })
            .sum();
        let left_bytes = AtomicU64::new(brought.saturating_add(GROWTH_BYTES));
        let budget = Arc::new(Budget { left_bytes, next_id: AtomicU64::new(1) });
        let node = |kind| Arc::new(Node::unbudgeted(kind, Arc::clone(&budget)));
        let tree = FileTree { root: node(Kind::Folder(BTreeMap::new())) };
        for (path, bytes) in files {
            let mut folder = Arc::clone(&tree.root);
            let Some(mut segments) = request_path(path) else { continue };
            let Some(name) = segments.pop() else { continue };
            for segment in segments {
                let child = folder.child(segment);
                folder = match child {
                    Some(child) => child,
                    None => {
                        let child = node(Kind::Folder(BTreeMap::new()));
                        folder.insert(segment, Arc::clone(&child));
                        child
                    }
                };
            }
            folder.insert(name, node(Kind::File(bytes.0.clone())));
        }
        tree
    }

    /// The folder mounted at `/`.
    pub fn root(&self) -> NodeRef {
        Arc::clone(&self.root)
    }
}

/// The segments of a file's path as requests have it; `None` for one that leads nowhere.
pub fn request_path(path: &str) -> Option<Vec<&str>> {
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let odd = segments.is_empty() || segments.iter().any(|segment| matches!(*segment, "." | ".."));
    (!odd).then_some(segments)
}

impl NodeState {
    fn take_entries(&mut self) -> Vec<NodeRef> {
        match &mut self.kind {
            Kind::Folder(entries) => std::mem::take(entries).into_values().collect(),
            Kind::File(_) | Kind::Link(_) => Vec::new(),
        }
    }

    /// Its size as `stat` tells it.
    pub fn size(&self) -> u64 {
        match &self.kind {
            Kind::File(bytes) => bytes.len() as u64,
            Kind::Folder(_) => 0,
            Kind::Link(target) => target.len() as u64,
        }
    }

    /// Its type as `stat` tells it.
    pub fn descriptor_type(&self) -> DescriptorType {
        match &self.kind {
            Kind::File(_) => DescriptorType::RegularFile,
            Kind::Folder(_) => DescriptorType::Directory,
            Kind::Link(_) => DescriptorType::SymbolicLink,
        }
    }
}

impl Node {
    fn unbudgeted(kind: Kind, budget: Arc<Budget>) -> Node {
        Node { state: Mutex::new(NodeState { kind, links: 1, id: 0, version: 0 }), budget }
    }

    /// Its state; never held while another node's is taken.
    pub fn state(&self) -> MutexGuard<'_, NodeState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new node beside this one.
    pub fn create(&self, kind: Kind) -> Result<NodeRef, ErrorCode> {
        let content = match &kind {
            Kind::Link(target) => target.len() as u64,
            // New files and folders are empty.
            Kind::File(_) | Kind::Folder(_) => 0,
        };
        self.budget.take(content + ENTRY_BYTES)?;
        Ok(Arc::new(Node::unbudgeted(kind, Arc::clone(&self.budget))))
    }

    /// Marks a change, which `metadata-hash` shows.
    pub fn touch(&self) {
        self.state().version += 1;
    }

    /// Identity and version. Identities are given in the order in which they are asked for.
    pub fn identity(&self) -> (u64, u64) {
        let mut state = self.state();
        if state.id == 0 {
            state.id = self.budget.next_id.fetch_add(1, Ordering::Relaxed);
        }
        (state.id, state.version)
    }

    /// It is a folder.
    pub fn is_folder(&self) -> bool {
        matches!(self.state().kind, Kind::Folder(_))
    }

    /// The entry of this name.
    pub fn child(&self, name: &str) -> Option<NodeRef> {
        match &self.state().kind {
            Kind::Folder(entries) => entries.get(name).cloned(),
            _ => None,
        }
    }

    /// Names `node` in this folder; what had the name before is replaced.
    pub fn insert(&self, name: &str, node: NodeRef) {
        if let Kind::Folder(entries) = &mut self.state().kind {
            entries.insert(name.to_owned(), node);
        }
        self.touch();
    }

    /// Removes a name from this folder.
    pub fn remove(&self, name: &str) {
        let removed = match &mut self.state().kind {
            Kind::Folder(entries) => entries.remove(name),
            _ => None,
        };
        if let Some(node) = removed {
            let mut state = node.state();
            state.links = state.links.saturating_sub(1);
        }
        self.touch();
    }

    /// Entries in the order of their names.
    pub fn entries(&self) -> Result<Vec<(String, NodeRef)>, ErrorCode> {
        match &self.state().kind {
            Kind::Folder(entries) => {
                Ok(entries.iter().map(|(name, node)| (name.clone(), Arc::clone(node))).collect())
            }
            _ => Err(ErrorCode::NotDirectory),
        }
    }

    /// Something below this node is `node`.
    fn contains(&self, node: &NodeRef) -> bool {
        self.below().iter().any(|(_, below)| Arc::ptr_eq(below, node))
    }

    /// `node` is this one or below it, so that this one cannot be moved there.
    pub fn is_or_contains(self: &Arc<Self>, node: &NodeRef) -> bool {
        Arc::ptr_eq(self, node) || self.contains(node)
    }

    /// The length of the longest path from this node to something below it, in bytes.
    pub fn longest_path_below(&self) -> usize {
        self.below().iter().map(|(length, _)| *length).max().unwrap_or(0)
    }

    /// Everything below, with the lengths of the paths that lead there.
    fn below(&self) -> Vec<(usize, NodeRef)> {
        let entries = |node: &Node, length: usize| {
            let entries = node.entries().unwrap_or_default().into_iter();
            entries.map(move |(name, node)| (length + 1 + name.len(), node))
        };
        let mut found: Vec<(usize, NodeRef)> = entries(self, 0).collect();
        let mut next = 0;
        while let Some((length, node)) = found.get(next).cloned() {
            found.extend(entries(&node, length));
            next += 1;
        }
        found
    }

    /// Bytes from `offset`, and whether they reach the end.
    pub fn read(&self, offset: u64, length: u64) -> Result<(Vec<u8>, bool), ErrorCode> {
        match &self.state().kind {
            Kind::File(bytes) => {
                let start = usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
                let end =
                    start.saturating_add(usize::try_from(length).unwrap_or(usize::MAX)).min(bytes.len());
                Ok((bytes[start..end].to_vec(), end == bytes.len()))
            }
            Kind::Folder(_) => Err(ErrorCode::IsDirectory),
            Kind::Link(_) => Err(ErrorCode::BadDescriptor),
        }
    }

    /// Writes at `offset`, or at the end.
    pub fn write(&self, offset: Option<u64>, data: &[u8]) -> Result<u64, ErrorCode> {
        let offset = match offset {
            Some(offset) => offset,
            None => self.state().size(),
        };
        let end = offset.checked_add(data.len() as u64).ok_or(ErrorCode::FileTooLarge)?;
        if end > self.state().size() {
            self.resize(end)?;
        }
        if let Kind::File(bytes) = &mut self.state().kind {
            // `resize` kept the end within memory.
            bytes[offset as usize..end as usize].copy_from_slice(data);
        }
        self.touch();
        Ok(end)
    }

    /// Cuts or extends with zeros.
    pub fn resize(&self, size: u64) -> Result<(), ErrorCode> {
        let mut state = self.state();
        match &mut state.kind {
            Kind::File(bytes) => {
                let before = bytes.len() as u64;
                if size > before {
                    self.budget.take(size - before)?;
                } else {
                    self.budget.give_back(before - size);
                }
                bytes.resize(usize::try_from(size).map_err(|_| ErrorCode::FileTooLarge)?, 0);
                Ok(())
            }
            Kind::Folder(_) => Err(ErrorCode::IsDirectory),
            Kind::Link(_) => Err(ErrorCode::BadDescriptor),
        }
    }
}
