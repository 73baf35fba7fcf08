//! The traces of the run in view, which the toolchain worker keeps: streamed in, compared and written out.
//!
//! The page forwards each batch as the text it came as, beside what it reads for its own table
//! (`state::trace_data`). The comparison's rows come back as numbers. A worker that broke down is
//! told everything again.

use crate::interop::toolchain::{Argument, call, send};
use diptych_shared::report::{Comparison, RunReport, TraceRow, unpack_rows};
use js_sys::{JsString, Reflect, Uint8Array, Uint32Array};
use serde::Serialize;
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

/// Two runs compared.
pub struct Compared {
    /// What was found; `trace.rows` is empty, see `rows`.
    pub comparison: Comparison,
    /// The aligned trace.
    pub rows: Vec<TraceRow>,
}

/// Compares two reports. Where a report carries no events those that were pushed are its own.
pub async fn compare(left: &RunReport, right: &RunReport) -> Result<Compared, String> {
    let answer = call("compare", Argument::new().with("left", left).with("right", right)).await?;
    let rows = unpack_rows(&numbers(&field(&answer, "rows")?)?);
    let json = field(&answer, "json")?.as_string().unwrap_or_default();
    let comparison: Comparison = serde_json::from_str(&json).map_err(|error| error.to_string())?;
    Ok(Compared { comparison, rows })
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
