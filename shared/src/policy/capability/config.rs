//! Runtime configuration.

use super::{Capability, Description, ScopeForm};

pub(super) const DESCRIPTION: Description = Description {
    capability: Capability::Config,
    name: "config",
    summary: "runtime configuration",
    granted: "the project's keys; with names, only those",
    denied: "each call fails with `access-denied`",
    interfaces: &["wasi:config/store"],
    scope: ScopeForm::Name { what: "key" },
};
