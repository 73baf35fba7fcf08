//! How an event is read: flat, because serde's `flatten` would copy every field once more.

use super::{Decision, TraceEvent};
use serde::Deserialize;

/// [`TraceEvent`] with the decision's fields beside the others, as they are in JSON.
#[derive(Deserialize)]
pub(super) struct WireEvent {
    sequence: u64,
    #[serde(default)]
    caller: Option<String>,
    #[serde(default)]
    callee: Option<String>,
    interface: String,
    function: String,
    arguments: Vec<String>,
    #[serde(default)]
    result: Option<String>,
    #[serde(default)]
    interrupted: Option<String>,
    decision: WireDecision,
    #[serde(default)]
    capability: Option<String>,
    #[serde(default)]
    grant: Option<String>,
    start_ns: u64,
    duration_ns: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum WireDecision {
    Allowed,
    Denied,
}

impl TryFrom<WireEvent> for TraceEvent {
    type Error = &'static str;

    fn try_from(wire: WireEvent) -> Result<Self, Self::Error> {
        let decision = match wire.decision {
            WireDecision::Allowed => Decision::Allowed,
            WireDecision::Denied => Decision::Denied {
                capability: wire.capability.ok_or("a denied call tells no `capability`")?,
                grant: wire.grant,
            },
        };
        Ok(TraceEvent {
            sequence: wire.sequence,
            caller: wire.caller,
            callee: wire.callee,
            interface: wire.interface,
            function: wire.function,
            arguments: wire.arguments,
            result: wire.result,
            interrupted: wire.interrupted,
            decision,
            start_ns: wire.start_ns,
            duration_ns: wire.duration_ns,
        })
    }
}
