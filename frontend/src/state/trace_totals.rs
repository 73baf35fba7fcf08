//! What the calls add up to: per interface, and the distinct denials.

use super::trace_calls::{Call, Names};
use std::collections::HashMap;

/// [`DeniedCalls::got`] of a call that did not return.
pub const RUN_ENDED: &str = "the run ended here";

/// How many distinct denials are told apart; further ones are counted.
const DISTINCT_DENIALS: usize = 64;

/// What both engines did with one interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InterfaceTotals {
    /// Calls that the trace keeps, by side.
    pub calls: [u32; 2],
    /// How many of them were denied.
    pub denied: [u32; 2],
    /// Traced time in the host, in nanoseconds.
    pub host_ns: [u64; 2],
    /// Rows that are not the same.
    pub differences: u32,
}

impl InterfaceTotals {
    /// Counts a call of one side (0 is left) that took the host so long.
    pub fn add(&mut self, side: usize, call: Call<'_>, host_ns: u64) {
        self.calls[side] += 1;
        self.denied[side] += u32::from(call.is_denied());
        self.host_ns[side] = self.host_ns[side].saturating_add(host_ns);
    }
}

/// Calls of one function that lacked one grant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeniedCalls {
    /// The number of the function.
    pub name: u32,
    /// The capability that is missing.
    pub capability: String,
    /// The least grant that would have allowed them, where one would.
    pub grant: Option<String>,
    /// What the guest got, as the first of them tells; empty for nothing.
    pub got: String,
    /// How many, by side.
    pub calls: [u32; 2],
    /// The first call's index, by side.
    pub first: [Option<u32>; 2],
}

/// The distinct denials, in order of appearance.
#[derive(Debug, Default)]
pub struct Denials {
    all: Vec<DeniedCalls>,
    numbers: HashMap<(u32, String), usize>,
    /// Denied calls beyond the first distinct ones.
    pub further: u32,
}

impl Denials {
    /// All that are told apart.
    pub fn all(&self) -> &[DeniedCalls] {
        &self.all
    }

    /// Counts a call if it was denied.
    pub fn add(&mut self, side: usize, index: usize, call: Call<'_>) {
        let Some(denied) = call.denied() else { return };
        let key = (call.name(), denied.grant.unwrap_or(denied.capability).to_owned());
        let next = self.all.len();
        let at = match self.numbers.get(&key) {
            Some(at) => *at,
            None if next == DISTINCT_DENIALS => {
                self.further += 1;
                return;
            }
            None => {
                self.numbers.insert(key, next);
                self.all.push(DeniedCalls {
                    name: call.name(),
                    capability: denied.capability.to_owned(),
                    grant: denied.grant.map(str::to_owned),
                    got: got(call),
                    calls: [0; 2],
                    first: [None; 2],
                });
                next
            }
        };
        let entry = &mut self.all[at];
        entry.calls[side] += 1;
        entry.first[side].get_or_insert(index as u32);
    }
}

/// What a guest got from a call, shortened.
fn got(call: Call<'_>) -> String {
    const SHOWN_CHARS: usize = 120;
    let text = match (call.result(), call.interrupted()) {
        (Some(result), _) => result.to_owned(),
        (None, Some(_)) => RUN_ENDED.to_owned(),
        (None, None) => String::new(),
    };
    match text.char_indices().nth(SHOWN_CHARS) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// The totals by interface's number, grown as interfaces appear.
pub fn totals_of<'a>(
    totals: &'a mut Vec<InterfaceTotals>,
    names: &Names,
    call: Call<'_>,
) -> Option<&'a mut InterfaceTotals> {
    let group = names.get(call.name())?.group as usize;
    if totals.len() <= group {
        totals.resize(group + 1, InterfaceTotals::default());
    }
    totals.get_mut(group)
}
