//! The traces of the run in view, kept by the kit: batches in, rows and texts out.
//!
//! Batches come while a run streams; nothing of them goes back to the page unasked. Rows go
//! as numbers in a `Uint32Array`, texts for downloads as UTF-8 bytes.

use crate::boundary::arguments;
use diptych_shared::report::{self, REPORT_SCHEMA, RunReport};
use diptych_shared::trace::{TraceDocument, TraceStore};
use js_sys::{Object, Reflect, Uint32Array};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

/// One side's trace, and what was wrong with the first batch that could not be read.
#[derive(Default)]
struct Kept {
    store: TraceStore,
    damaged: Option<String>,
}

thread_local! {
    static LEFT: RefCell<Kept> = RefCell::default();
    static RIGHT: RefCell<Kept> = RefCell::default();
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Side {
    Left,
    Right,
}

impl Side {
    fn with<T>(self, use_it: impl FnOnce(&mut Kept) -> T) -> T {
        match self {
            Side::Left => LEFT.with_borrow_mut(use_it),
            Side::Right => RIGHT.with_borrow_mut(use_it),
        }
    }

    /// With a trace that is whole.
    fn read<T>(self, use_it: impl FnOnce(&mut TraceStore) -> T) -> Result<T, JsError> {
        self.with(|kept| match &kept.damaged {
            None => Ok(use_it(&mut kept.store)),
            Some(why) => Err(JsError::new(&format!("a part of the trace could not be read: {why}"))),
        })
    }

    /// Lends the kept events to a report that carries none.
    fn lend<T>(self, report: &mut RunReport, use_it: impl FnOnce(&RunReport) -> T) -> Result<T, JsError> {
        if !report.trace.events.is_empty() {
            return Ok(use_it(report));
        }
        self.read(|store| {
            store.swap_events(&mut report.trace.events);
            let result = use_it(report);
            store.swap_events(&mut report.trace.events);
            result
        })
    }
}

#[derive(Deserialize)]
struct SideArgument {
    side: Side,
}

#[derive(Deserialize)]
struct PairArgument {
    left: RunReport,
    right: RunReport,
}

#[derive(Deserialize)]
struct ReportArgument {
    side: Side,
    report: RunReport,
}

impl PairArgument {
    fn lend<T>(mut self, use_it: impl FnOnce(&RunReport, &RunReport) -> T) -> Result<T, JsError> {
        Side::Left
            .lend(&mut self.left, |left| Side::Right.lend(&mut self.right, |right| use_it(left, right)))?
    }
}

/// `{side}`: forgets that side's trace, because a run begins.
#[wasm_bindgen]
pub fn trace_begin(argument: JsValue) -> Result<(), JsError> {
    let SideArgument { side } = arguments(argument)?;
    side.with(|kept| *kept = Kept::default());
    Ok(())
}

/// `{side, batch}`: adds the JSON text of one `RunEvent::Trace`. One that cannot be read is told by
/// whoever needs the trace.
#[wasm_bindgen]
pub fn trace_push(argument: JsValue) -> Result<(), JsError> {
    #[derive(Deserialize)]
    struct Argument {
        side: Side,
        batch: String,
    }
    let Argument { side, batch } = arguments(argument)?;
    side.with(|kept| {
        if let Err(error) = kept.store.push(&batch) {
            kept.damaged.get_or_insert_with(|| error.to_string());
        }
    });
    Ok(())
}

/// `{left, right}` → `{json, rows}`: the JSON text of the `Comparison` without the trace's rows, and the
/// rows as numbers. A report without events is compared with what was pushed.
#[wasm_bindgen]
pub fn compare(argument: JsValue) -> Result<JsValue, JsError> {
    let pair: PairArgument = arguments(argument)?;
    let (comparison, rows) = pair.lend(|left, right| {
        let mut comparison = report::compare(left, right);
        let rows = std::mem::take(&mut comparison.trace.rows);
        (comparison, rows)
    })?;
    let rows = Uint32Array::from(report::pack_rows(&rows).as_slice());
    object([("json", text(&comparison)?.into()), ("rows", rows.into())])
}

/// `{left, right}` → the `ComparisonReport` as UTF-8 JSON.
#[wasm_bindgen]
pub fn report_text(argument: JsValue) -> Result<Vec<u8>, JsError> {
    /// A `ComparisonReport` with borrowed reports: they may be large.
    #[derive(Serialize)]
    struct Borrowed<'a> {
        schema: u32,
        left: &'a RunReport,
        right: &'a RunReport,
        comparison: report::Comparison,
    }
    let pair: PairArgument = arguments(argument)?;
    pair.lend(|left, right| {
        let comparison = report::compare(left, right);
        let report = Borrowed { schema: REPORT_SCHEMA, left, right, comparison };
        Ok(text(&report)?.into_bytes())
    })?
}

/// `{side, report}` → the `RunReport` with its trace as UTF-8 JSON.
#[wasm_bindgen]
pub fn run_report_text(argument: JsValue) -> Result<Vec<u8>, JsError> {
    let ReportArgument { side, mut report } = arguments(argument)?;
    side.lend(&mut report, |report| Ok(text(report)?.into_bytes()))?
}

/// `{side, report}` → the `TraceDocument` as UTF-8 JSON.
#[wasm_bindgen]
pub fn trace_text(argument: JsValue) -> Result<Vec<u8>, JsError> {
    let ReportArgument { side, mut report } = arguments(argument)?;
    side.lend(&mut report, |report| Ok(text(&TraceDocument::of(report))?.into_bytes()))?
}

fn text<T: Serialize>(value: &T) -> Result<String, JsError> {
    Ok(serde_json::to_string(value)?)
}

fn object<const N: usize>(fields: [(&str, JsValue); N]) -> Result<JsValue, JsError> {
    let object = Object::new();
    for (name, value) in fields {
        Reflect::set(&object, &name.into(), &value).map_err(|_| JsError::new("out of memory"))?;
    }
    Ok(object.into())
}
