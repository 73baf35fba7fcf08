//! Known differences between hosts: what both sides may do differently without either being wrong.

use super::comparison::{RowKind, TraceRow};
use super::{Outcome, RunReport, TrapKind};
use crate::api::run::RunMode;
use crate::trace::unversioned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One way in which hosts are known to differ.
#[derive(Debug)]
pub struct KnownDifference {
    /// Its name in reports, `live-clock`.
    pub id: &'static str,
    /// What differs, in a few words.
    pub what: &'static str,
    /// Why that is nobody's fault, in a sentence or two.
    pub why: &'static str,
    /// Where it is written down: a specification's section or an upstream issue.
    pub reference: &'static str,
    subject: Subject,
}

/// What a known difference explains.
#[derive(Debug)]
enum Subject {
    /// Rows of the trace in live mode: calls of these functions (all, if none are named) that differ so.
    LiveCall {
        interfaces: &'static [&'static str],
        functions: &'static [&'static str],
        kinds: &'static [RowKind],
    },
    /// Calls between parts, which one run alone could see.
    PartCall,
    /// That one run ended in this way and the other did not.
    Ending(fn(&RunReport) -> bool),
}

/// Every known difference, by [`KnownId`].
pub const KNOWN_DIFFERENCES: &[KnownDifference] = &[
    KnownDifference {
        id: "live-clock",
        what: "the clocks of two machines",
        why: "in live mode each host reads its own clock, at another moment; deterministic mode gives both the same one.",
        reference: "https://github.com/WebAssembly/wasi-clocks",
        subject: Subject::LiveCall {
            interfaces: &["wasi:clocks/wall-clock", "wasi:clocks/monotonic-clock"],
            functions: &["now", "subscribe-instant", "subscribe-duration"],
            kinds: &[RowKind::Result, RowKind::Arguments],
        },
    },
    KnownDifference {
        id: "clock-resolution",
        what: "how finely clocks are read",
        why: "a browser coarsens its clocks against timing attacks (to 5 µs where the page is isolated, else to 100 µs); a server does not.",
        reference: "https://www.w3.org/TR/hr-time-3/#clock-resolution",
        subject: Subject::LiveCall {
            interfaces: &["wasi:clocks/wall-clock", "wasi:clocks/monotonic-clock"],
            functions: &["resolution"],
            kinds: &[RowKind::Result],
        },
    },
    KnownDifference {
        id: "live-random",
        what: "random numbers",
        why: "in live mode each host draws its own; deterministic mode seeds both alike.",
        reference: "https://github.com/WebAssembly/wasi-random",
        subject: Subject::LiveCall {
            interfaces: &["wasi:random/random", "wasi:random/insecure", "wasi:random/insecure-seed"],
            functions: &[],
            kinds: &[RowKind::Result],
        },
    },
    KnownDifference {
        id: "live-readiness",
        what: "what is ready when",
        why: "in live mode what is ready at the moment of asking depends on how fast each machine is.",
        reference: "https://github.com/WebAssembly/wasi-io/blob/main/wit/poll.wit",
        subject: Subject::LiveCall {
            interfaces: &["wasi:io/poll"],
            functions: &["poll", "[method]pollable.ready"],
            kinds: &[RowKind::Result],
        },
    },
    KnownDifference {
        id: "live-http",
        what: "live HTTP through a browser's fetch",
        why: "a browser refuses some request headers, shows a redirect without its status and headers, and shows answers of other sites only as far as they allow it (CORS); a server has no such rules, and two requests may be answered differently.",
        reference: "https://fetch.spec.whatwg.org/#http-cors-protocol",
        subject: Subject::LiveCall {
            interfaces: &["wasi:http/types", "wasi:http/outgoing-handler"],
            functions: &[],
            kinds: &[RowKind::Result],
        },
    },
    KnownDifference {
        id: "stack-depth",
        what: "how deep calls can nest",
        why: "the specification leaves the depth of the call stack to each engine, so one may exhaust its stack where the other does not.",
        reference: "https://webassembly.github.io/spec/core/appendix/implementation.html#execution",
        subject: Subject::Ending(|report| {
            matches!(report.outcome, Outcome::Trapped { kind: TrapKind::StackOverflow, .. })
        }),
    },
    KnownDifference {
        id: "small-numbers",
        what: "numbers, booleans and flags with bits that do not count",
        why: "a core module passes small values as 32-bit integers; the canonical ABI drops the bits that do not count, as wasmtime does; the browser's glue refuses the value.",
        reference: "https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#flat-lifting",
        subject: Subject::Ending(|report| match &report.outcome {
            Outcome::Trapped { kind: TrapKind::CanonicalAbi, message, .. } => {
                report.engine.id == "browser"
                    && ["must be between", "invalid variant discriminant for bool", "extraneous bits"]
                        .iter()
                        .any(|words| message.contains(words))
            }
            _ => false,
        }),
    },
    KnownDifference {
        id: "unseen-part-calls",
        what: "calls between a composition's parts",
        why: "one run linked the parts one by one, so that its trace has the calls between them; the other ran them as one component, whose inside no host sees.",
        reference: "https://component-model.bytecodealliance.org/composing-and-distributing/composing.html",
        subject: Subject::PartCall,
    },
];

/// Labels the rows that a known difference explains.
pub(super) fn label_rows(rows: &mut [TraceRow], left: &RunReport, right: &RunReport) {
    let is_live = left.mode == RunMode::Live || right.mode == RunMode::Live;
    let one_sees_parts = left.sees_parts() != right.sees_parts();
    if !is_live && !one_sees_parts {
        return;
    }
    for row in rows.iter_mut().filter(|row| !row.is_same()) {
        let left_event = row.left.and_then(|index| left.trace.events.get(index as usize));
        let right_event = row.right.and_then(|index| right.trace.events.get(index as usize));
        let Some(event) = left_event.or(right_event) else { continue };
        let interface = unversioned(&event.interface);
        let position = KNOWN_DIFFERENCES.iter().position(|known| match known.subject {
            Subject::LiveCall { interfaces, functions, kinds } => {
                is_live
                    && !event.is_between_parts()
                    && kinds.contains(&row.kind)
                    && interfaces.contains(&interface)
                    && (functions.is_empty() || functions.contains(&event.function.as_str()))
            }
            Subject::PartCall => one_sees_parts && event.is_between_parts(),
            Subject::Ending(_) => false,
        });
        row.known = position.map(|position| KnownId(position as u8));
    }
}

/// The known difference that explains why the runs ended differently, and whether it is the left run
/// that ended early.
pub(super) fn of_endings(left: &RunReport, right: &RunReport) -> Option<(KnownId, bool)> {
    KNOWN_DIFFERENCES.iter().enumerate().find_map(|(position, known)| match known.subject {
        Subject::Ending(is) if is(left) != is(right) => Some((KnownId(position as u8), is(left))),
        _ => None,
    })
}

/// An entry of [`KNOWN_DIFFERENCES`]; its id in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KnownId(u8);

impl KnownId {
    /// The entry with this id.
    pub fn from_id(id: &str) -> Option<KnownId> {
        let position = KNOWN_DIFFERENCES.iter().position(|known| known.id == id)?;
        Some(KnownId(position as u8))
    }

    /// The entry at this place of the table.
    pub fn from_number(number: u8) -> Option<KnownId> {
        KNOWN_DIFFERENCES.get(usize::from(number)).map(|_| KnownId(number))
    }

    /// Its place in the table, which holds for one build only.
    pub fn number(self) -> u8 {
        self.0
    }

    /// What a comparison tells of it.
    pub(super) fn in_use(self, rows: u32, outcome: bool) -> KnownUse {
        let KnownDifference { id, what, why, reference, .. } = self.entry();
        let [id, what, why, reference] = [id, what, why, reference].map(|text| (*text).to_owned());
        KnownUse { id, what, why, reference, rows, outcome }
    }

    /// The entry.
    pub fn entry(self) -> &'static KnownDifference {
        // Only made from numbers of entries.
        &KNOWN_DIFFERENCES[usize::from(self.0)]
    }
}

impl Serialize for KnownId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.entry().id)
    }
}

/// Reads an id; one that this build does not know is left out rather than refused.
pub(super) fn lenient<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<KnownId>, D::Error> {
    let id = Option::<std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
    Ok(id.and_then(|id| KnownId::from_id(&id)))
}

/// A known difference that a comparison met, as it is written out for people and other tools.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KnownUse {
    /// Its id, as in [`TraceRow::known`](super::TraceRow::known).
    pub id: String,
    /// What differs, in a few words.
    pub what: String,
    /// Why that is nobody's fault.
    pub why: String,
    /// A specification's section or an upstream issue.
    pub reference: String,
    /// How many rows of the trace it explains.
    pub rows: u32,
    /// It explains why the runs ended differently.
    #[serde(default)]
    pub outcome: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_has_a_name_of_its_own_an_explanation_and_a_reference() {
        for (position, known) in KNOWN_DIFFERENCES.iter().enumerate() {
            assert_eq!(KnownId::from_id(known.id), Some(KnownId(position as u8)), "{}", known.id);
            assert!(known.reference.starts_with("https://") && known.why.ends_with('.'), "{}", known.id);
        }
        assert!(KNOWN_DIFFERENCES.len() < usize::from(u8::MAX));
    }
}
