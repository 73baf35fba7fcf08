//! How a path leads through the virtual files.

use super::tree::{Kind, NodeRef};
use std::sync::Arc;
use wasmtime_wasi::p2::bindings::filesystem::types::ErrorCode;

/// Symbolic links followed in one path.
const LINKS_FOLLOWED: usize = 40;
/// The longest path a guest may give.
const PATH_BYTES: usize = 4_096;

/// Where a path leads.
pub struct Resolved {
    /// The entry; absent only when its creation was asked for.
    pub entry: Option<NodeRef>,
    /// The folder it is in.
    pub parent: NodeRef,
    /// Its name there; empty for the folder the path started from.
    pub name: String,
}

/// Follows `path` from `root`, above which it cannot lead. The last segment's symbolic link is
/// followed only with `follow`; a missing last segment is an error unless `may_be_missing`.
pub fn resolve(
    root: &NodeRef,
    path: &str,
    follow: bool,
    may_be_missing: bool,
) -> Result<Resolved, ErrorCode> {
    if path.is_empty() {
        return Err(ErrorCode::NoEntry);
    }
    if path.len() > PATH_BYTES {
        return Err(ErrorCode::NameTooLong);
    }
    if path.starts_with('/') {
        return Err(ErrorCode::NotPermitted);
    }
    let mut folders = vec![Arc::clone(root)];
    let mut pending: Vec<String> = segments(path);
    let mut followed = 0;
    while let Some(name) = pending.pop() {
        let Some(parent) = folders.last().cloned() else { return Err(ErrorCode::NotPermitted) };
        if !parent.is_folder() {
            return Err(ErrorCode::NotDirectory);
        }
        if name == ".." {
            if folders.len() == 1 {
                return Err(ErrorCode::NotPermitted);
            }
            folders.pop();
            continue;
        }
        let is_last = pending.is_empty();
        let Some(entry) = parent.child(&name) else {
            if is_last && may_be_missing {
                return Ok(Resolved { entry: None, parent, name });
            }
            return Err(ErrorCode::NoEntry);
        };
        let target = match &entry.state().kind {
            Kind::Link(target) if !is_last || follow => Some(target.clone()),
            _ => None,
        };
        if let Some(target) = target {
            followed += 1;
            if followed > LINKS_FOLLOWED {
                return Err(ErrorCode::Loop);
            }
            pending.extend(segments(&target));
            continue;
        }
        if is_last {
            return Ok(Resolved { entry: Some(entry), parent, name });
        }
        folders.push(entry);
    }
    let last = folders.pop().ok_or(ErrorCode::NotPermitted)?;
    Ok(Resolved { entry: Some(Arc::clone(&last)), parent: last, name: String::new() })
}

/// A path's segments, last first.
fn segments(path: &str) -> Vec<String> {
    path.split('/').rev().filter(|segment| !matches!(*segment, "" | ".")).map(str::to_owned).collect()
}
