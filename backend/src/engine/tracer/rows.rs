//! The policy's row for each function of the host.

use super::provider::HostFunction;
use diptych_shared::policy::{Denial, Need, PolicyRow};
use diptych_shared::trace::{Decision, unversioned};
use std::collections::HashMap;

/// One row for each of `functions`, in their order. Rows are found by the interface's name without
/// its version, since linking goes by semver, and keep the version that the component imports.
///
/// A function that the component does not import has a row that denies it: it cannot be called, and if
/// it could, it would not be allowed.
pub fn rows(functions: &[HostFunction], table: &[PolicyRow]) -> Vec<PolicyRow> {
    let known: HashMap<(&str, &str), &PolicyRow> =
        table.iter().map(|row| ((unversioned(&row.interface), row.function.as_str()), row)).collect();
    let found = |function: &HostFunction| {
        known.get(&(unversioned(&function.interface), function.function.as_str())).copied().cloned()
    };
    functions.iter().map(|function| found(function).unwrap_or_else(|| not_imported(function))).collect()
}

/// The component imports the function, and the policy denies it.
pub fn is_denied(row: &PolicyRow) -> bool {
    row.decision != Decision::Allowed && row.need != Need::Unknown
}

fn not_imported(function: &HostFunction) -> PolicyRow {
    PolicyRow {
        interface: function.interface.clone(),
        function: function.function.clone(),
        need: Need::Unknown,
        decision: Decision::Denied { capability: function.interface.clone(), grant: None },
        denial: Some(Denial::EndRun),
    }
}
