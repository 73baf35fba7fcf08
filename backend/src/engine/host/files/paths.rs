//! How a path leads through the virtual files, and to which absolute place.

use super::tree::{Kind, NodeRef};
use std::sync::Arc;
use wasmtime_wasi::p2::bindings::filesystem::types::ErrorCode;

/// Symbolic links followed in one path.
const LINKS_FOLLOWED: usize = 40;
/// The longest path a guest may give, the longest target of a symbolic link, and the longest place.
pub const PATH_BYTES: usize = 4_096;

/// What the last segment of a path is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Last {
    /// It is looked up; a symbolic link is followed.
    Followed,
    /// It is looked up; a symbolic link is what is found, unless a slash follows it.
    Kept,
    /// It names an entry that is made, replaced or removed; it may be missing.
    Named,
    /// As `Followed`, but it may be missing.
    Created,
}

/// Where a path leads.
pub struct Resolved {
    /// The absolute place, after symbolic links and `..`.
    pub place: String,
    /// The entry; absent only when it may be missing.
    pub entry: Option<NodeRef>,
    /// The folder it is in.
    pub parent: NodeRef,
    /// Its name there; empty for the folder the path started from, and after a last `..`.
    pub name: String,
    /// The path says that it is a folder, by a slash or `.` at its end.
    pub says_folder: bool,
}

/// Why a path could not be followed to its end.
pub struct Broken {
    /// Where it would have led, what was left of the path counting as written. A path that is wrong
    /// in itself has no place.
    pub place: Option<String>,
    /// What the guest gets if that place is granted.
    pub error: ErrorCode,
}

/// Follows `path` from the folder `root` at the absolute place `base`, above which it cannot lead.
///
/// # Errors
///
/// Those of a path that is wrong in itself: `no-entry` when it is empty, `invalid` with a NUL,
/// `not-permitted` when it is absolute or leads above `root`, `name-too-long` when it, or the place
/// it leads to, is longer than [`PATH_BYTES`]. Then `no-entry`, `not-directory` and `loop`.
pub fn walk(root: &NodeRef, base: &str, path: &str, last: Last) -> Result<Resolved, Broken> {
    let wrong = match path {
        "" => Some(ErrorCode::NoEntry),
        _ if path.len() > PATH_BYTES => Some(ErrorCode::NameTooLong),
        _ if path.contains('\0') => Some(ErrorCode::Invalid),
        _ if path.starts_with('/') => Some(ErrorCode::NotPermitted),
        _ => None,
    };
    if let Some(error) = wrong {
        return Err(Broken { place: None, error });
    }
    let mut says_folder = ends_as_folder(path);
    let mut steps = Steps { base, folders: vec![Arc::clone(root)], names: Vec::new(), left: segments(path) };
    let mut followed = 0;
    if !root.is_folder() {
        return Err(steps.broken(ErrorCode::NotDirectory));
    }
    while let Some(name) = steps.left.pop() {
        let parent = steps.here();
        if !parent.is_folder() {
            return Err(steps.broken_before(name, ErrorCode::NotDirectory));
        }
        if name == ".." {
            if steps.names.pop().is_none() {
                return Err(Broken { place: None, error: ErrorCode::NotPermitted });
            }
            steps.folders.pop();
            continue;
        }
        let is_last = steps.left.is_empty();
        let Some(entry) = parent.child(&name) else {
            if is_last && matches!(last, Last::Named | Last::Created) {
                return steps.at(name, None, says_folder);
            }
            return Err(steps.broken_before(name, ErrorCode::NoEntry));
        };
        let follow = !is_last || matches!(last, Last::Followed | Last::Created);
        let target = match &entry.state().kind {
            Kind::Link(_) if is_last && last == Last::Named => None,
            Kind::Link(target) if follow || says_folder => Some(target.clone()),
            _ => None,
        };
        if let Some(target) = target {
            followed += 1;
            if followed > LINKS_FOLLOWED {
                return Err(steps.broken_before(name, ErrorCode::Loop));
            }
            says_folder |= is_last && ends_as_folder(&target);
            steps.left.extend(segments(&target));
            continue;
        }
        if !is_last {
            steps.names.push(name);
            steps.folders.push(entry);
        } else if says_folder && !entry.is_folder() {
            return Err(steps.broken_before(name, ErrorCode::NotDirectory));
        } else {
            return steps.at(name, Some(entry), says_folder);
        }
    }
    let here = steps.here();
    let place = place(base, &steps.names);
    Ok(Resolved {
        place,
        entry: Some(Arc::clone(&here)),
        parent: here,
        name: String::new(),
        says_folder: true,
    })
}

/// How far a walk has come.
struct Steps<'a> {
    base: &'a str,
    /// The folders from the start to here.
    folders: Vec<NodeRef>,
    /// The names of all but the first.
    names: Vec<String>,
    /// Segments still to go, last first.
    left: Vec<String>,
}

impl Steps<'_> {
    fn here(&self) -> NodeRef {
        Arc::clone(&self.folders[self.folders.len() - 1])
    }

    /// The end at an entry of the folder that was reached.
    fn at(mut self, name: String, entry: Option<NodeRef>, says_folder: bool) -> Result<Resolved, Broken> {
        let parent = self.here();
        self.names.push(name.clone());
        let place = place(self.base, &self.names);
        if place.len() > PATH_BYTES {
            return Err(Broken { place: None, error: ErrorCode::NameTooLong });
        }
        Ok(Resolved { place, entry, parent, name, says_folder })
    }

    /// The end at `name`, which is not as the path needs it.
    fn broken_before(mut self, name: String, error: ErrorCode) -> Broken {
        self.left.push(name);
        self.broken(error)
    }

    /// The end before the path's: what is left counts as written.
    fn broken(mut self, error: ErrorCode) -> Broken {
        while let Some(name) = self.left.pop() {
            if name == ".." {
                self.names.pop();
            } else {
                self.names.push(name);
            }
        }
        let place = place(self.base, &self.names);
        match place.len() > PATH_BYTES {
            true => Broken { place: None, error: ErrorCode::NameTooLong },
            false => Broken { place: Some(place), error },
        }
    }
}

/// An absolute place below another one.
fn place(base: &str, names: &[String]) -> String {
    let mut place = base.trim_end_matches('/').to_owned();
    for name in names {
        place.push('/');
        place.push_str(name);
    }
    if place.is_empty() {
        place.push('/');
    }
    place
}

fn ends_as_folder(path: &str) -> bool {
    path.ends_with('/') || path.ends_with("/.") || path == "."
}

/// A path's segments, last first.
fn segments(path: &str) -> Vec<String> {
    path.split('/').rev().filter(|segment| !matches!(*segment, "" | ".")).map(str::to_owned).collect()
}
