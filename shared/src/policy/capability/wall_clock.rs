//! Date and time.

use super::{Capability, Description, ScopeForm};

pub(super) const DESCRIPTION: Description = Description {
    capability: Capability::WallClock,
    name: "wall-clock",
    summary: "date and time",
    granted: "deterministic or live time",
    denied: "ends the run",
    interfaces: &["wasi:clocks/wall-clock", "wasi:clocks/timezone"],
    scope: ScopeForm::Whole,
};
