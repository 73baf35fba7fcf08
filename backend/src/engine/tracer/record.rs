//! What the tracer keeps of a call until it is sent: no name twice, so that keeping it is quick.

use super::targets::{Target, Targets};
use diptych_shared::policy::Grant;
use diptych_shared::trace::{Decision, TraceEvent};

/// One call.
#[derive(Debug)]
pub struct CallRecord {
    /// Of what.
    pub target: Target,
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

    /// The event for the trace.
    pub fn into_event(self, targets: &Targets) -> TraceEvent {
        let told = targets.tell(self.target);
        let decision = match self.denied {
            Some(need) => Decision::Denied {
                capability: need.capability.name().to_owned(),
                grant: Some(need.to_string()),
            },
            None => told.decision,
        };
        TraceEvent {
            sequence: self.sequence,
            caller: told.caller,
            callee: told.callee,
            interface: told.interface,
            function: told.function,
            arguments: self.arguments,
            result: self.result,
            interrupted: self.interrupted,
            decision,
            start_ns: self.start_ns,
            duration_ns: self.duration_ns,
        }
    }
}
