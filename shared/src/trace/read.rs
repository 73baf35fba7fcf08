//! Reading traces and reports back: what is refused, and in which words.

use super::{TRACE_SCHEMA, TraceDocument, TraceEvent};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Why a trace or a report cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Not JSON, or not of this form.
    #[error("this is not a {what}: {reason}")]
    Malformed {
        /// `trace` or `run report`.
        what: &'static str,
        /// Where and what, in the parser's words.
        reason: String,
    },
    /// Written by a newer version.
    #[error(
        "this {what} has the schema {schema}, and this version reads up to {known}: open it with a newer one"
    )]
    NewerSchema {
        /// `trace` or `run report`.
        what: &'static str,
        /// The file's schema.
        schema: u32,
        /// The highest that is known.
        known: u32,
    },
    /// Two events with one sequence number.
    #[error("the event {index} has the sequence {sequence}, which does not come after {before}")]
    Order {
        /// Its index in `events`, from 0.
        index: usize,
        /// Its sequence number.
        sequence: u64,
        /// The sequence number of the event before.
        before: u64,
    },
    /// More events than calls.
    #[error("the trace tells of {total_calls} calls in all and yet keeps one with the sequence {sequence}")]
    Total {
        /// What `total_calls` says.
        total_calls: u64,
        /// The last event's sequence number.
        sequence: u64,
    },
}

/// The part of every document that tells its version.
#[derive(Deserialize)]
struct Head {
    schema: u32,
}

/// Reads a document of a schema from 1 to `known`.
pub(crate) fn read_document<T: DeserializeOwned>(
    what: &'static str,
    json: &str,
    known: u32,
) -> Result<T, ReadError> {
    // The version first: what a newer form looks like is not known.
    let Head { schema } = parse(what, json)?;
    match schema {
        0 => Err(ReadError::Malformed { what, reason: "there is no schema 0".into() }),
        schema if schema > known => Err(ReadError::NewerSchema { what, schema, known }),
        _ => parse(what, json),
    }
}

fn parse<T: DeserializeOwned>(what: &'static str, json: &str) -> Result<T, ReadError> {
    serde_json::from_str(json).map_err(|error| ReadError::Malformed { what, reason: error.to_string() })
}

/// Puts events into the order in which their calls began (a call between two parts ends after those that
/// it makes, and may have been written down then), and refuses what cannot be one run's: two events with
/// one sequence number, and a number beyond the total.
pub(crate) fn order_events(events: &mut [TraceEvent], total_calls: u64) -> Result<(), ReadError> {
    sort_events(events);
    for (index, two) in events.windows(2).enumerate() {
        let (before, sequence) = (two[0].sequence, two[1].sequence);
        if sequence <= before {
            return Err(ReadError::Order { index: index + 1, sequence, before });
        }
    }
    match events.last() {
        Some(TraceEvent { sequence, .. }) if *sequence >= total_calls => {
            Err(ReadError::Total { total_calls, sequence: *sequence })
        }
        _ => Ok(()),
    }
}

/// Sorts events by sequence; quick where they are in order already.
pub(super) fn sort_events(events: &mut [TraceEvent]) {
    events.sort_by_key(|event| event.sequence);
}

impl TraceDocument {
    /// Reads a trace's JSON, of any schema up to [`TRACE_SCHEMA`].
    pub fn read(json: &str) -> Result<TraceDocument, ReadError> {
        let mut document: TraceDocument = read_document("trace", json, TRACE_SCHEMA)?;
        order_events(&mut document.events, document.total_calls)?;
        Ok(document)
    }
}
