//! Key-value stores.

use super::{Capability, Description, ScopeForm};

pub(super) const DESCRIPTION: Description = Description {
    capability: Capability::KeyValue,
    name: "key-value",
    summary: "key-value stores",
    granted: "the project's stores, in memory, gone after the run",
    denied: "each call fails with `access-denied`",
    interfaces: &["wasi:keyvalue/store", "wasi:keyvalue/atomics", "wasi:keyvalue/batch"],
    scope: ScopeForm::Place { what: "store" },
};
