//! What crossed the wires of a linked composition: the calls of each name, added up as they come.

use super::composition::EdgeCalls;
use super::session::Side;
use super::trace_calls::{Call, Names};
use std::collections::BTreeMap;

/// By the number of a name, what each side's calls add up to.
#[derive(Debug, Default)]
pub struct EdgeTotals(Vec<[Total; 2]>);

#[derive(Clone, Copy, Debug, Default)]
struct Total {
    count: u64,
    denied: u64,
    total_ns: u64,
}

impl EdgeTotals {
    /// Counts a call of one side (0 is left).
    pub fn add(&mut self, side: usize, call: Call<'_>) {
        let number = call.name() as usize;
        if self.0.len() <= number {
            self.0.resize(number + 1, Default::default());
        }
        let total = &mut self.0[number][side];
        total.count += 1;
        total.denied += u64::from(call.is_denied());
        total.total_ns = total.total_ns.saturating_add(call.duration_ns());
    }

    /// By caller, callee, interface and side; nothing where nobody says who called.
    pub fn edges(&self, names: &Names) -> Vec<EdgeCalls> {
        let mut found: BTreeMap<(&str, Option<&str>, &str, usize), Total> = BTreeMap::new();
        for (number, sides) in self.0.iter().enumerate() {
            let Some(name) = names.get(number as u32) else { continue };
            let Some(caller) = &name.caller else { continue };
            for (side, total) in sides.iter().enumerate().filter(|(_, total)| total.count > 0) {
                let key = (caller.as_str(), name.callee.as_deref(), name.interface.as_str(), side);
                let sum = found.entry(key).or_default();
                sum.count += total.count;
                sum.denied += total.denied;
                sum.total_ns = sum.total_ns.saturating_add(total.total_ns);
            }
        }
        let edge =
            |((caller, callee, interface, side), total): ((&str, Option<&str>, &str, usize), Total)| {
                EdgeCalls {
                    caller: caller.to_owned(),
                    callee: callee.map(str::to_owned),
                    interface: interface.to_owned(),
                    engine: Side::BOTH[side],
                    count: total.count,
                    denied: total.denied,
                    total_ns: total.total_ns,
                }
            };
        found.into_iter().map(edge).collect()
    }
}
