//! The trace: every host call a guest made, and every call between a composition's parts, typed, in order.

mod document;
mod event;
mod read;
mod store;

pub use document::TraceDocument;
pub use read::ReadError;
pub(crate) use read::{order_events, read_document};
pub use store::TraceStore;

use serde::{Deserialize, Serialize};

/// What the policy said of a host call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "decision", rename_all = "kebab-case")]
pub enum Decision {
    /// It was granted.
    Allowed,
    /// It was not.
    Denied {
        /// The capability that would have allowed it.
        capability: String,
        /// The least grant that would have allowed it, as the manifest writes it; absent where no
        /// grant can.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        grant: Option<String>,
    },
}

/// One host call, or one call between two parts of a composition that was linked part by part.
///
/// Handles in `arguments` and `result` are canonical: `descriptor#1` is the first `descriptor` the
/// run's trace mentions, on every engine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(try_from = "event::WireEvent")]
pub struct TraceEvent {
    /// Position in the run's calls, from 0, in the order in which they began. A call between parts holds
    /// the calls that its callee makes: theirs are higher, though they end earlier.
    pub sequence: u64,
    /// In a composition that was linked part by part: the instance that called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<String>,
    /// The instance that was called; absent when that is the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callee: Option<String>,
    /// The interface as the caller imports it, `wasi:io/streams@0.2.6`; `$root` for a function that is
    /// imported by itself.
    pub interface: String,
    /// The function's WIT name, `[method]output-stream.blocking-write-and-flush`.
    pub function: String,
    /// Arguments as WAVE text, in order; a `list<u8>` is a byte string, `b"hi\n"`
    /// ([`to_trace_text`](crate::toolchain::wave::to_trace_text)). Long ones are cut at
    /// [`VALUE_CHARS`] and end with `…`.
    pub arguments: Vec<String>,
    /// The result in the same form; absent when the function has none or the call did not return.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// Why the call did not return, when it trapped, exited or was cut off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interrupted: Option<String>,
    /// What the policy said.
    #[serde(flatten)]
    pub decision: Decision,
    /// When it began, since the call of the export began, in nanoseconds of the engine's clock.
    pub start_ns: u64,
    /// How long the host (or the callee, with all that it called) took, in nanoseconds of the engine's
    /// clock.
    pub duration_ns: u64,
}

/// An interface's name without its version: linking goes by semver, and two engines may print different
/// ones.
pub fn unversioned(interface: &str) -> &str {
    interface.split('@').next().unwrap_or(interface)
}

/// How many characters of one rendered value the trace keeps.
pub const VALUE_CHARS: usize = 65_536;

/// The version of the trace's JSON form; readers refuse a higher one.
pub const TRACE_SCHEMA: u32 = 1;

fn first_schema() -> u32 {
    1
}

/// A run's host calls, and the calls between linked parts, by `sequence`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Trace {
    /// [`TRACE_SCHEMA`].
    #[serde(default = "first_schema")]
    pub schema: u32,
    /// The first calls, up to the `trace-events` and `trace-bytes` limits.
    pub events: Vec<TraceEvent>,
    /// How many calls there were in all; more than `events.len()` when the limit was met.
    pub total_calls: u64,
}

impl TraceEvent {
    /// It is a call between two parts, not of the host.
    pub fn is_between_parts(&self) -> bool {
        self.callee.is_some()
    }
}

impl Default for Trace {
    fn default() -> Self {
        Trace { schema: TRACE_SCHEMA, events: Vec::new(), total_calls: 0 }
    }
}
