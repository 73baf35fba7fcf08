//! Calls counted per interface, for the trace table's filter.

use super::comparison::TraceComparison;
use crate::trace::{Decision, Trace, TraceEvent, unversioned};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What both runs did with one interface.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InterfaceSummary {
    /// The interface without its version.
    pub interface: String,
    /// Calls the left trace keeps.
    pub left_calls: u32,
    /// Calls the right trace keeps.
    pub right_calls: u32,
    /// How many of the left calls were denied.
    pub left_denied: u32,
    /// How many of the right calls were denied.
    pub right_denied: u32,
    /// Time the left host spent in them, in nanoseconds.
    pub left_host_ns: u64,
    /// Time the right host spent in them, in nanoseconds.
    pub right_host_ns: u64,
    /// Rows of this interface that are not the same, known differences not counted.
    pub differences: u32,
    /// Rows of this interface that a known difference explains.
    #[serde(default)]
    pub known_differences: u32,
}

/// One summary per interface that either run called, by name.
pub fn summarize_interfaces(
    left: &Trace,
    right: &Trace,
    comparison: &TraceComparison,
) -> Vec<InterfaceSummary> {
    let mut summaries: BTreeMap<&str, InterfaceSummary> = BTreeMap::new();
    for event in &left.events {
        let summary = summaries.entry(unversioned(&event.interface)).or_default();
        count(event, &mut summary.left_calls, &mut summary.left_denied, &mut summary.left_host_ns);
    }
    for event in &right.events {
        let summary = summaries.entry(unversioned(&event.interface)).or_default();
        count(event, &mut summary.right_calls, &mut summary.right_denied, &mut summary.right_host_ns);
    }
    for row in comparison.rows.iter().filter(|row| !row.is_same()) {
        let left = row.left.and_then(|index| left.events.get(index as usize));
        let right = row.right.and_then(|index| right.events.get(index as usize));
        if let Some(event) = left.or(right) {
            let summary = summaries.entry(unversioned(&event.interface)).or_default();
            summary.differences += u32::from(row.is_finding());
            summary.known_differences += u32::from(row.known.is_some());
        }
    }
    let named = |(interface, summary): (&str, InterfaceSummary)| InterfaceSummary {
        interface: interface.to_owned(),
        ..summary
    };
    summaries.into_iter().map(named).collect()
}

fn count(event: &TraceEvent, calls: &mut u32, denied: &mut u32, host_ns: &mut u64) {
    *calls += 1;
    *denied += u32::from(matches!(event.decision, Decision::Denied { .. }));
    // What another part does is not the host's time; its own host calls are counted by themselves.
    if !event.is_between_parts() {
        *host_ns = host_ns.saturating_add(event.duration_ns);
    }
}
