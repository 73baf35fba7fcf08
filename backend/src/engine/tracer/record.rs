//! What the tracer keeps of a call until it is sent: no name twice, so that keeping it is quick.

use diptych_shared::policy::{Grant, PolicyRow};
use diptych_shared::trace::{Decision, TraceEvent};

/// One call of the function at `target` in the tracer's list.
#[derive(Debug)]
pub struct CallRecord {
    /// Which function.
    pub target: usize,
    /// See [`TraceEvent`].
    pub sequence: u64,
    /// See [`TraceEvent`].
    pub arguments: Vec<String>,
    /// See [`TraceEvent`].
    pub result: Option<String>,
    /// See [`TraceEvent`].
    pub interrupted: Option<String>,
    /// What the host itself denied for lack of this grant.
    pub denied: Option<Grant>,
    /// See [`TraceEvent`].
    pub start_ns: u64,
    /// See [`TraceEvent`].
    pub duration_ns: u64,
}

impl CallRecord {
    /// Bytes of its texts, which `trace-bytes` bounds.
    pub fn text_bytes(&self) -> usize {
        self.arguments.iter().map(String::len).sum::<usize>() + self.result.as_ref().map_or(0, String::len)
    }

    /// The event for the trace; `rows` are those of the tracer's functions.
    pub fn into_event(self, rows: &[PolicyRow]) -> TraceEvent {
        let row = rows.get(self.target);
        let decision = match (self.denied, row) {
            (Some(need), _) => Decision::Denied {
                capability: need.capability.name().to_owned(),
                grant: Some(need.to_string()),
            },
            (None, Some(row)) => row.decision.clone(),
            (None, None) => Decision::Allowed,
        };
        TraceEvent {
            sequence: self.sequence,
            caller: None,
            callee: None,
            interface: row.map(|row| row.interface.clone()).unwrap_or_default(),
            function: row.map(|row| row.function.clone()).unwrap_or_default(),
            arguments: self.arguments,
            result: self.result,
            interrupted: self.interrupted,
            decision,
            start_ns: self.start_ns,
            duration_ns: self.duration_ns,
        }
    }
}
