//! Run reports, and the comparison of two of them.

use crate::api::Bytes;
use crate::api::run::RunMode;
use crate::policy::Policy;
use crate::trace::Trace;
use serde::{Deserialize, Serialize};

/// The version of the report's JSON form; readers refuse a higher one. Form 1 lacks `mode`,
/// `policy`, `used`, `denied` and `files`, and writes byte lists in traces as lists of numbers.
pub const REPORT_SCHEMA: u32 = 2;

mod alignment;
mod calls;
mod compare;
mod comparison;
mod display;
mod explain;
mod files;
mod format;
mod handles;
mod known;
mod needs;
mod normalize;
mod output;
mod reader;
mod rows;
mod summary;
mod timing;
mod trace_alignment;
mod trace_comparison;
mod verdict;
mod windows;

pub use compare::compare;
pub use comparison::*;
pub use display::{hex_dump_lines, visible, visible_bytes};
pub use files::{FileRow, FilesComparison};
pub use format::{format_bytes, format_count, format_duration};
pub use known::{KNOWN_DIFFERENCES, KnownDifference, KnownId, KnownUse};
pub use needs::NeedsComparison;
pub use normalize::{NORMALIZED_CALLS, NormalizedCall, NormalizedOutput, NormalizedReport, normalize};
pub use output::diff_bytes;
pub use rows::{pack_rows, unpack_rows};
pub use summary::{InterfaceSummary, summarize_interfaces};
pub use verdict::outcome_words;

/// The engine and host that made a report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EngineInfo {
    /// `browser` or `wasmtime`.
    pub id: String,
    /// The compiler of core WebAssembly, such as `V8` or `Cranelift`.
    pub engine: String,
    /// Its version, such as `Chrome 156` or `wasmtime 48.0.8`.
    pub version: String,
    /// What supplies the imports, such as `wasmtime-wasi 48.0.8`.
    pub host: String,
}

/// Why a guest trapped, in engine-neutral words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the core specification's trap names")]
pub enum TrapKind {
    Unreachable,
    MemoryOutOfBounds,
    TableOutOfBounds,
    IndirectCallMismatch,
    UninitializedElement,
    IntegerDivideByZero,
    IntegerOverflow,
    InvalidConversion,
    StackOverflow,
    /// The component model's canonical ABI refused (bad string, bad handle, re-entrance…).
    CanonicalAbi,
    /// A host function refused where the interface has no error to return.
    HostRefused,
    Other,
}

/// One frame of a wasm backtrace, innermost first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Frame {
    /// The function's name from the name section (demangled), or `func[12]`.
    pub function: String,
    /// The core module's name, when it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub module: Option<String>,
    /// Offset in the core module's binary, when the engine tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    /// Every call returned. A command's `run` returning `err` is a return too: see `values`.
    Returned,
    /// The guest called `wasi:cli/exit`.
    Exited {
        /// 0 for `ok`, 1 for `err`, or the code given.
        code: u8,
    },
    /// The guest trapped.
    Trapped {
        /// Engine-neutral kind.
        kind: TrapKind,
        /// The engine's own words.
        message: String,
        /// Innermost first; empty when the engine gave none.
        backtrace: Vec<Frame>,
    },
    /// A call was denied where the interface has no error to return, which ended the run.
    Denied {
        /// The interface.
        interface: String,
        /// The function.
        function: String,
        /// The capability to grant.
        capability: String,
    },
    /// A limit ended the run.
    LimitExceeded {
        /// The limit's name, as in [`RunLimits`](crate::api::run::RunLimits): `time-ms`, `memory-bytes`, `output-bytes`.
        limit: String,
        /// Its value.
        value: u64,
    },
    /// The engine or its host cannot run this component, by no fault of the component's.
    UnsupportedByEngine {
        /// What it cannot do.
        why: String,
    },
    /// The request does not fit the component: an unknown export, arguments that do not parse, an
    /// import that no host supplies. Nothing ran.
    Rejected {
        /// What does not fit, and what would.
        why: String,
    },
    /// The person stopped it.
    Cancelled,
    /// The engine itself failed (its process died, its worker was lost). Our fault.
    EngineFailed {
        /// What is known.
        why: String,
    },
}

/// What one call returned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallValue {
    /// The export that was called.
    pub export: String,
    /// Its result as WAVE; absent when the function has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// What a guest wrote to one stream.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Output {
    /// The bytes, up to the `output-bytes` limit.
    pub bytes: Bytes,
    /// More was written than is kept.
    pub truncated: bool,
}

/// One timed stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Phase {
    /// `transpile` (browser), `compile`, `instantiate`, `first-call`.
    pub name: String,
    /// How long it took.
    pub duration_ns: u64,
    /// The result was taken from a cache, so the stage did no work.
    #[serde(default)]
    pub cached: bool,
}

/// Where the time went. Nothing here decides whether two runs are equal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Timing {
    /// The stages in order. `instantiate` and `first-call` are of an untraced instance when the
    /// run was measured (`warm_ns` is not empty), else of the traced one.
    pub phases: Vec<Phase>,
    /// Durations of the untraced warm calls, in order. For a command each is a fresh instance's
    /// instantiate and run; else the last call repeated on one instance.
    pub warm_ns: Vec<u64>,
    /// The smallest step of the clock that measured.
    pub clock_resolution_ns: u64,
    /// The whole traced run, from request to outcome.
    pub total_ns: u64,
}

/// Everything about one run on one engine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RunReport {
    /// [`REPORT_SCHEMA`].
    pub schema: u32,
    /// Who ran it.
    pub engine: EngineInfo,
    /// Lower-case hex SHA-256 of the component.
    pub component_sha256: String,
    /// The tools that made the component, where who asked for the run knows them: the page does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub toolchain: Vec<String>,
    /// How it ended.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// What the calls returned, as far as they got.
    pub values: Vec<CallValue>,
    /// Standard output.
    pub stdout: Output,
    /// Standard error.
    pub stderr: Output,
    /// Where the time went.
    pub timing: Timing,
    /// The largest sum of the linear memories' sizes, when the engine can tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peak_memory_bytes: Option<u64>,
    /// Deterministic or live.
    #[serde(default)]
    pub mode: RunMode,
    /// What was granted.
    #[serde(default)]
    pub policy: Policy,
    /// The distinct needs that were allowed, sorted: grants (`filesystem read /data/a`), or
    /// `any filesystem` where any grant of that capability would do.
    #[serde(default)]
    pub used: Vec<String>,
    /// The distinct needs that were denied, sorted: the grants that would have allowed them.
    #[serde(default)]
    pub denied: Vec<String>,
    /// What the run changed in the virtual files, by path.
    #[serde(default)]
    pub files: Vec<FileChange>,
    /// How a composition's parts were put together; absent for a component of one part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub composition: Option<CompositionReport>,
    /// Every host call, and the calls between parts that were linked.
    pub trace: Trace,
}

#[cfg(test)]
impl RunReport {
    /// A report that says nothing but how the run ended.
    pub(crate) fn bare(outcome: Outcome) -> RunReport {
        RunReport {
            schema: REPORT_SCHEMA,
            engine: Default::default(),
            component_sha256: String::new(),
            toolchain: Vec::new(),
            outcome,
            values: Vec::new(),
            stdout: Default::default(),
            stderr: Default::default(),
            timing: Default::default(),
            peak_memory_bytes: None,
            mode: Default::default(),
            policy: Default::default(),
            used: Vec::new(),
            denied: Vec::new(),
            files: Vec::new(),
            composition: None,
            trace: Default::default(),
        }
    }
}

impl RunReport {
    /// Its trace has the calls between a composition's parts.
    pub fn sees_parts(&self) -> bool {
        self.composition.as_ref().is_some_and(|composition| composition.traced == CompositionKind::Linked)
    }
}

/// How the parts of a composition were put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CompositionKind {
    /// Each part by itself, the engine's host between them: calls between parts are seen, and each part
    /// has its own grants.
    Linked,
    /// One component that holds all parts: calls between parts are the engine's own, and the host sees one
    /// caller.
    Static,
}

/// How a composition ran.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CompositionReport {
    /// The traced run's.
    pub traced: CompositionKind,
    /// The timed calls', where there were any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timed: Option<CompositionKind>,
    /// Why one of them is not what it should be: a linked traced run, and static timed calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// Whether the first timed calls returned what the traced ones did, when one was linked and the other
    /// static.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agree: Option<bool>,
    /// What each linked part was granted and needed, in the composition's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<PartNeeds>,
}

/// What one part of a composition was granted, and what it needed of the host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartNeeds {
    /// The instance.
    pub instance: String,
    /// All that it was granted: what the whole was, and its own.
    #[serde(default)]
    pub policy: Policy,
    /// As [`RunReport::used`].
    pub used: Vec<String>,
    /// As [`RunReport::denied`].
    pub denied: Vec<String>,
}

/// What became of a file of the virtual tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// It was not there before the run.
    Added,
    /// It has other content.
    Changed,
    /// It was there before the run.
    Removed,
}

/// One file, folder or symbolic link that is not as it was before the run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileChange {
    /// Relative to the tree's root; a folder's ends with `/`. Only folders without content of
    /// their own in this list are told.
    pub path: String,
    /// What became of it.
    pub change: ChangeKind,
    /// Its size after the run; 0 for folders, links and what was removed.
    pub size_bytes: u64,
    /// Its content after the run; absent for folders, links, what was removed, and what is beyond
    /// the `file-bytes` limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Bytes>,
    /// What a symbolic link points at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}
