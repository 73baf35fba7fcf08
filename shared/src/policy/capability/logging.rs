//! Logging.

use super::{Capability, Description, ScopeForm};

pub(super) const DESCRIPTION: Description = Description {
    capability: Capability::Logging,
    name: "logging",
    summary: "log messages",
    granted: "messages are in the trace",
    denied: "messages are dropped; the trace has the attempt",
    interfaces: &["wasi:logging/logging"],
    scope: ScopeForm::Whole,
};
