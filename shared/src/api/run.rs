//! The run step: one request, a stream of events, one report; the contract every engine keeps.

use super::Bytes;
use super::composition::LinkedComposition;
use crate::policy::Policy;
use crate::trace::TraceEvent;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub use crate::report::RunReport;

/// Which component to run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ComponentSource {
    /// The bytes themselves.
    Base64(Bytes),
    /// Bytes the engine has already seen, by lower-case hex SHA-256.
    Sha256(String),
}

/// One call of an exported function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Call {
    /// `add` for a function of the world itself, `demo:calc/api@1.0.0#add` for one of an
    /// interface, `demo:counter/api#[method]counter.increment` for a method. The version may be
    /// left out when only one fits.
    pub export: String,
    /// One WAVE text per parameter. A parameter that is a resource handle is written `$n`: the
    /// handle that the n-th call (from 1) returned.
    #[serde(default)]
    pub arguments: Vec<String>,
}

/// What clocks and random numbers a run sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RunMode {
    /// Virtual clocks and seeded random, the same on every engine (see [`crate::policy::virtualize`]),
    /// so that any difference is real.
    #[default]
    Deterministic,
    /// The host's own clocks and random.
    Live,
}

/// Bounds of one run. A run that meets one ends with [`Outcome::LimitExceeded`](crate::report::Outcome).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct RunLimits {
    /// Wall time of the traced run in milliseconds; default 10,000.
    pub time_ms: u64,
    /// All linear memories together, in bytes; default 256 MiB.
    pub memory_bytes: u64,
    /// stdout and stderr together, in bytes; default 1 MiB. What comes after is dropped, the run ends.
    pub output_bytes: u64,
    /// Host calls and calls between parts that are kept in the trace; default 100,000. Later calls run and
    /// are counted, not kept.
    pub trace_events: u64,
    /// Bytes of arguments and results kept in the trace, as text, counted when a call ends; default
    /// 16 MiB. The call that exceeds it and those that begin later run and are counted, not kept.
    pub trace_bytes: u64,
    /// Bytes of changed files kept in the report; default 4 MiB. Of files beyond it the report has
    /// the size.
    pub file_bytes: u64,
}

impl Default for RunLimits {
    fn default() -> Self {
        RunLimits {
            time_ms: 10_000,
            memory_bytes: 256 << 20,
            output_bytes: 1 << 20,
            trace_events: 100_000,
            trace_bytes: 16 << 20,
            file_bytes: 4 << 20,
        }
    }
}

impl RunLimits {
    /// Each limit, at most what `ceilings` has.
    pub fn at_most(self, ceilings: &RunLimits) -> RunLimits {
        RunLimits {
            time_ms: self.time_ms.min(ceilings.time_ms),
            memory_bytes: self.memory_bytes.min(ceilings.memory_bytes),
            output_bytes: self.output_bytes.min(ceilings.output_bytes),
            trace_events: self.trace_events.min(ceilings.trace_events),
            trace_bytes: self.trace_bytes.min(ceilings.trace_bytes),
            file_bytes: self.file_bytes.min(ceilings.file_bytes),
        }
    }
}

/// What a host answers to one outgoing HTTP request, without the network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordedAnswer {
    /// The request's method, `GET`.
    pub method: String,
    /// The request's URL with its query, as the guest asks for it:
    /// `https://api.example.com/v1/greeting?name=you`.
    pub url: String,
    /// The answer's status; default 200.
    #[serde(default = "ok_status")]
    pub status: u16,
    /// The answer's headers, in order.
    #[serde(default)]
    pub headers: Vec<(String, String)>,
    /// The answer's body.
    #[serde(default)]
    pub body: Bytes,
}

fn ok_status() -> u16 {
    200
}

/// Everything about a run that is not the component.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct RunSettings {
    /// The calls to make, in order, on one instance. Empty: call `wasi:cli/run` if it is exported.
    pub calls: Vec<Call>,
    /// Command-line arguments after the program's name (which is `component`).
    pub arguments: Vec<String>,
    /// What stdin holds.
    pub stdin: Bytes,
    /// Environment variables.
    pub environment: BTreeMap<String, String>,
    /// Files of the virtual tree mounted at `/`: relative path to content.
    pub files: BTreeMap<String, Bytes>,
    /// The answers to outgoing HTTP requests; the first that fits is given.
    pub http: Vec<RecordedAnswer>,
    /// Key-value stores by name: key to value. A store that is not here does not exist.
    pub key_value: BTreeMap<String, BTreeMap<String, Bytes>>,
    /// Blob containers by name: object to content.
    pub blob_store: BTreeMap<String, BTreeMap<String, Bytes>>,
    /// Runtime configuration.
    pub config: BTreeMap<String, String>,
    /// What the component may use. Absent is denied.
    pub grants: Policy,
    /// In a composition: what the instance of this name may use besides.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub component_grants: BTreeMap<String, Policy>,
    /// Deterministic by default.
    pub mode: RunMode,
    /// How many untraced calls to time after the traced run; 0 for none; at most 1,000. Fewer are
    /// made when they would take longer than 500 ms together.
    pub warm_calls: u32,
    /// The bounds.
    pub limits: RunLimits,
}

/// `POST /api/v1/run`: answered by a stream of [`RunEvent`]s, one JSON object a line (NDJSON).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RunRequest {
    /// Which component; of a composition the composed one.
    pub component: ComponentSource,
    /// A composition's parts: the traced run links them one by one, so that it sees the calls between
    /// them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linked: Option<LinkedComposition>,
    /// How to run it.
    #[serde(default)]
    pub settings: RunSettings,
    /// Whether the report that ends the stream has the trace's events again; true by default. Whoever
    /// keeps what was streamed saves half of the bytes.
    #[serde(default = "yes")]
    pub trace_in_report: bool,
}

fn yes() -> bool {
    true
}

/// stdout or stderr.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum OutputStream {
    Stdout,
    Stderr,
}

/// What an engine says while it runs. The last event is always `report`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum RunEvent {
    /// A stage began: `compile`, `transpile`, `instantiate`, `call`, `measure`.
    Stage {
        /// The stage's name.
        name: String,
    },
    /// The guest wrote.
    Output {
        /// Where to.
        stream: OutputStream,
        /// What.
        bytes: Bytes,
    },
    /// Calls that ended since the last such event, in the order in which they ended. A call between two
    /// parts of a composition ends after the calls that it holds and yet began before them: `sequence` says
    /// in which order calls began, and readers sort by it. A report's events are sorted.
    Trace {
        /// The calls.
        events: Vec<TraceEvent>,
    },
    /// The run is over: everything about it, what was streamed included.
    Report {
        /// The report.
        report: Box<RunReport>,
    },
}

impl RunEvent {
    /// Reads an event's JSON text. The derived way copies the whole event first, a report and all, and is a
    /// second reader of all that a report holds, which the page would have to download.
    ///
    /// # Errors
    /// The text is no event.
    pub fn read(text: &str) -> Result<RunEvent, serde_json::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "kebab-case")]
        enum Kind {
            Stage,
            Output,
            Trace,
            Report,
        }
        /// Every field that an event of some kind has.
        #[derive(Deserialize)]
        struct Fields {
            r#type: Kind,
            name: Option<String>,
            stream: Option<OutputStream>,
            bytes: Option<Bytes>,
            events: Option<Vec<TraceEvent>>,
            report: Option<Box<RunReport>>,
        }
        let missing = <serde_json::Error as serde::de::Error>::missing_field;
        let fields: Fields = serde_json::from_str(text)?;
        Ok(match fields.r#type {
            Kind::Stage => RunEvent::Stage { name: fields.name.ok_or_else(|| missing("name"))? },
            Kind::Output => RunEvent::Output {
                stream: fields.stream.ok_or_else(|| missing("stream"))?,
                bytes: fields.bytes.ok_or_else(|| missing("bytes"))?,
            },
            Kind::Trace => RunEvent::Trace { events: fields.events.ok_or_else(|| missing("events"))? },
            Kind::Report => RunEvent::Report { report: fields.report.ok_or_else(|| missing("report"))? },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Outcome;

    #[test]
    fn an_event_is_read_as_the_derived_reader_would() {
        let report = RunReport::bare(Outcome::Cancelled);
        let events = [
            RunEvent::Stage { name: "call".to_owned() },
            RunEvent::Output { stream: OutputStream::Stderr, bytes: b"no".to_vec().into() },
            RunEvent::Trace { events: Vec::new() },
            RunEvent::Report { report: Box::new(report) },
        ];
        for event in events {
            let text = serde_json::to_string(&event).unwrap();
            assert_eq!(RunEvent::read(&text).unwrap(), serde_json::from_str(&text).unwrap());
            assert_eq!(RunEvent::read(&text).unwrap(), event);
        }
        for broken in ["", "{}", r#"{"type":"stage"}"#, r#"{"type":"other"}"#, r#"{"type":"report"}"#] {
            assert!(RunEvent::read(broken).is_err(), "{broken}");
        }
    }
}
