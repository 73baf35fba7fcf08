//! Events without their values: what a table's rows, filters and time line need, as a list of numbers.

use super::{Decision, TraceEvent};
use serde::{Deserialize, Serialize};

/// Numbers per event.
const WIDTH: usize = 5;
const DENIED: u32 = 1 << 31;
const INTERRUPTED: u32 = 1 << 30;

/// A function that a trace mentions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FunctionName {
    /// The interface as the component imports it.
    pub interface: String,
    /// The function's WIT name.
    pub function: String,
}

/// One host call without its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventHead {
    /// Index into the trace's [`FunctionName`]s.
    pub function: u32,
    /// The policy denied it.
    pub denied: bool,
    /// It did not return.
    pub interrupted: bool,
    /// When it began, in nanoseconds since the call of the export began.
    pub start_ns: u64,
    /// How long the host took, in nanoseconds.
    pub duration_ns: u64,
}

impl EventHead {
    /// The head of `event`, whose function has this index.
    pub fn new(event: &TraceEvent, function: u32) -> Self {
        EventHead {
            function,
            denied: event.decision != Decision::Allowed,
            interrupted: event.interrupted.is_some(),
            start_ns: event.start_ns,
            duration_ns: event.duration_ns,
        }
    }
}

/// Five numbers a head.
pub fn pack_heads(heads: &[EventHead]) -> Vec<u32> {
    let mut packed = Vec::with_capacity(heads.len() * WIDTH);
    for head in heads {
        let flags = if head.denied { DENIED } else { 0 } | if head.interrupted { INTERRUPTED } else { 0 };
        let halves = |number: u64| [number as u32, (number >> 32) as u32];
        packed.push(head.function | flags);
        packed.extend(halves(head.start_ns));
        packed.extend(halves(head.duration_ns));
    }
    packed
}

/// What [`pack_heads`] packed.
pub fn unpack_heads(packed: &[u32]) -> Vec<EventHead> {
    let whole = |low: u32, high: u32| u64::from(low) | u64::from(high) << 32;
    let head = |head: &[u32; WIDTH]| EventHead {
        function: head[0] & !(DENIED | INTERRUPTED),
        denied: head[0] & DENIED != 0,
        interrupted: head[0] & INTERRUPTED != 0,
        start_ns: whole(head[1], head[2]),
        duration_ns: whole(head[3], head[4]),
    };
    packed.as_chunks::<WIDTH>().0.iter().map(head).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packing_loses_nothing() {
        let head = |function, denied, interrupted, start_ns, duration_ns| EventHead {
            function,
            denied,
            interrupted,
            start_ns,
            duration_ns,
        };
        let heads = [
            head(0, false, false, 0, 0),
            head(7, true, false, 5_000_000_000, 1),
            head((1 << 30) - 1, true, true, u64::MAX, u64::MAX),
        ];
        assert_eq!(unpack_heads(&pack_heads(&heads)), heads);
    }
}
