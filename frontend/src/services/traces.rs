//! The traces of the run in view, which the toolchain worker keeps: streamed in, compared, searched and written out.
//!
//! The page forwards each batch as the text it came as and parses none of it. What a table needs of
//! all rows comes back as numbers ([`EventHead`], [`TraceRow`]); the values of the rows on the
//! screen are asked for by index ([`events`]). A worker that broke down is told everything again.

use crate::interop::json::from_js;
use crate::interop::toolchain::{Argument, call, send};
use diptych_shared::report::{Comparison, InterfaceSummary, RunReport, TraceRow, unpack_rows};
use diptych_shared::trace::{EventHead, FunctionName, TraceEvent, unpack_heads};
use js_sys::{JsString, Reflect, Uint8Array, Uint32Array};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast as _, JsValue};

/// Which trace of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TraceSide {
    /// The left column's run.
    Left,
    /// The right column's run.
    Right,
}

/// Forgets the trace of `side`: a run begins. What is pushed from now on is the new run's.
pub fn begin(side: TraceSide) {
    send("trace_begin", Argument::new().with("side", &side));
}

/// Adds a batch: the JSON text of one `RunEvent::Trace`, as it came. Costs the page nothing; a batch
/// that cannot be read is told by the next call that needs the trace.
pub fn push(side: TraceSide, batch: &JsString) {
    send("trace_push", Argument::new().with("side", &side).with_value("batch", batch));
}

/// The events of one side from an index on, without their values.
pub struct Heads {
    /// What [`EventHead::function`] points into: all functions of this side's trace so far.
    pub functions: Vec<FunctionName>,
    /// The heads, in order.
    pub heads: Vec<EventHead>,
}

/// What was pushed for `side` from the event `from` on: call it while the run streams, with the
/// number of heads there are already.
pub async fn heads(side: TraceSide, from: usize) -> Result<Heads, String> {
    let answer = call("trace_heads", Argument::new().with("side", &side).with("from", &from)).await?;
    Ok(Heads {
        functions: from_js(&field(&answer, "functions")?)?,
        heads: unpack_heads(&numbers(&field(&answer, "heads")?)?),
    })
}

/// The events at `indices`, whole, in that order; indices beyond the trace's end are left out.
pub async fn events(side: TraceSide, indices: &[u32]) -> Result<Vec<TraceEvent>, String> {
    from_js(&call("trace_events", Argument::new().with("side", &side).with("indices", &indices)).await?)
}

/// The indices, rising, of the events that mention `text` in interface, function, arguments, result
/// or the reason why they did not return. ASCII letters match in either case.
pub async fn search(side: TraceSide, text: &str) -> Result<Vec<u32>, String> {
    numbers(&call("trace_search", Argument::new().with("side", &side).with("text", &text)).await?)
}

/// Two runs compared.
pub struct Compared {
    /// What was found; `trace.rows` is empty, see `rows`.
    pub comparison: Comparison,
    /// The aligned trace.
    pub rows: Vec<TraceRow>,
    /// Calls, denials, time and differences by interface.
    pub interfaces: Vec<InterfaceSummary>,
}

/// Compares two reports. Where a report carries no events those that were pushed are its own.
pub async fn compare(left: &RunReport, right: &RunReport) -> Result<Compared, String> {
    #[derive(Deserialize)]
    struct Answer {
        comparison: Comparison,
        interfaces: Vec<InterfaceSummary>,
    }
    let answer = call("compare", Argument::new().with("left", left).with("right", right)).await?;
    let rows = unpack_rows(&numbers(&field(&answer, "rows")?)?);
    let json = field(&answer, "json")?.as_string().unwrap_or_default();
    let Answer { comparison, interfaces } = serde_json::from_str(&json).map_err(|error| error.to_string())?;
    Ok(Compared { comparison, rows, interfaces })
}

/// The whole `ComparisonReport` as JSON text in UTF-8, traces and rows included, for a download.
pub async fn report_text(left: &RunReport, right: &RunReport) -> Result<Uint8Array, String> {
    bytes(call("report_text", Argument::new().with("left", left).with("right", right)).await?)
}

/// One `RunReport` as JSON text in UTF-8 with the trace of `side`, for a download.
pub async fn run_report_text(side: TraceSide, report: &RunReport) -> Result<Uint8Array, String> {
    bytes(call("run_report_text", Argument::new().with("side", &side).with("report", report)).await?)
}

/// The trace of `side` as a `TraceDocument` in JSON text, UTF-8, for a download. `report` tells who
/// ran what under which policy.
pub async fn trace_text(side: TraceSide, report: &RunReport) -> Result<Uint8Array, String> {
    bytes(call("trace_text", Argument::new().with("side", &side).with("report", report)).await?)
}

fn field(answer: &JsValue, name: &str) -> Result<JsValue, String> {
    Reflect::get(answer, &name.into()).map_err(|_| format!("the toolchain's answer has no `{name}`"))
}

fn numbers(value: &JsValue) -> Result<Vec<u32>, String> {
    let array = value.dyn_ref::<Uint32Array>();
    array.map(Uint32Array::to_vec).ok_or_else(|| "the toolchain gave no numbers".to_owned())
}

fn bytes(value: JsValue) -> Result<Uint8Array, String> {
    value.dyn_into().map_err(|_| "the toolchain gave no bytes".to_owned())
}
