//! Blob stores.

use super::{Capability, Description, Need, ScopeForm};

pub(super) const DESCRIPTION: Description = Description {
    capability: Capability::BlobStore,
    name: "blob-store",
    summary: "containers of blobs",
    granted: "the project's containers, in memory, gone after the run",
    denied: "each call fails with `access-denied`",
    interfaces: &["wasi:blobstore/blobstore", "wasi:blobstore/container", "wasi:blobstore/types"],
    scope: ScopeForm::Place { what: "container" },
};

/// Values are filled and read by themselves; what touches a container needs a grant.
pub(super) fn need(interface: &str) -> Need {
    match interface {
        "wasi:blobstore/types" => Need::Nothing,
        _ => Need::ByCall(Capability::BlobStore),
    }
}
