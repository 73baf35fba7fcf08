//! The project's virtual files.

use super::{Capability, Description, Need, ScopeForm};

pub(super) const DESCRIPTION: Description = Description {
    capability: Capability::Filesystem,
    name: "filesystem",
    summary: "the virtual files",
    granted: "the project's virtual files at `/`; with paths, what is at and below them, to read or to write",
    denied: "no directory is open; each call fails with `access`",
    interfaces: &["wasi:filesystem/types", "wasi:filesystem/preopens"],
    scope: ScopeForm::Place { what: "path" },
};

pub(super) fn need(interface: &str) -> Need {
    match interface {
        "wasi:filesystem/preopens" => Need::Any(Capability::Filesystem),
        _ => Need::ByCall(Capability::Filesystem),
    }
}
