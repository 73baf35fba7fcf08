//! Reading run reports back: any schema up to this build's.

use super::{REPORT_SCHEMA, RunReport};
use crate::trace::{ReadError, TRACE_SCHEMA, order_events, read_document};

impl RunReport {
    /// Reads a report's JSON, of any schema up to [`REPORT_SCHEMA`]. What schema 1 lacks comes back
    /// empty, the mode as deterministic; its `schema` stays 1, as its traces write byte lists as
    /// lists of numbers.
    pub fn read(json: &str) -> Result<RunReport, ReadError> {
        let mut report: RunReport = read_document("run report", json, REPORT_SCHEMA)?;
        let trace = &mut report.trace;
        if trace.schema > TRACE_SCHEMA {
            return Err(ReadError::NewerSchema { what: "trace", schema: trace.schema, known: TRACE_SCHEMA });
        }
        order_events(&mut trace.events, trace.total_calls)?;
        Ok(report)
    }
}
