//! Measuring time and sleeping.

use super::{Capability, Description, Need, ScopeForm};

pub(super) const DESCRIPTION: Description = Description {
    capability: Capability::MonotonicClock,
    name: "monotonic-clock",
    summary: "measuring time, sleeping",
    granted: "deterministic or live time; sleeping within the time limit",
    denied: "ends the run",
    interfaces: &["wasi:clocks/monotonic-clock"],
    scope: ScopeForm::Part(&[("read", "reading the clock"), ("sleep", "waiting for a moment")]),
};

pub(super) fn need(function: &str) -> Need {
    let part = if function.starts_with("subscribe") { "sleep" } else { "read" };
    Need::part(Capability::MonotonicClock, part)
}
