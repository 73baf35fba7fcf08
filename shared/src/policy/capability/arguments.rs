//! Command-line arguments.

use super::{Capability, Description, ScopeForm};

pub(super) const DESCRIPTION: Description = Description {
    capability: Capability::Arguments,
    name: "arguments",
    summary: "command-line arguments",
    granted: "`component` and the run's arguments; no initial directory",
    denied: "no arguments, no initial directory",
    // Shared with `environment`, whose rule knows both.
    interfaces: &["wasi:cli/environment"],
    scope: ScopeForm::Whole,
};
