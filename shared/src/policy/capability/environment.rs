//! Environment variables; the interface also gives the command-line arguments.

use super::{Capability, Description, Need, ScopeForm};

pub(super) const DESCRIPTION: Description = Description {
    capability: Capability::Environment,
    name: "environment",
    summary: "environment variables",
    granted: "the run's variables, none of the host's; with names, only those",
    denied: "no variables",
    interfaces: &["wasi:cli/environment"],
    scope: ScopeForm::Name { what: "variable" },
};

pub(super) fn need(function: &str) -> Need {
    match function {
        "get-environment" => Need::Any(Capability::Environment),
        _ => Need::whole(Capability::Arguments),
    }
}
