//! The trace as a file of its own: versioned, with who ran what under which policy.

use super::{TRACE_SCHEMA, TraceEvent};
use crate::policy::Policy;
use crate::report::{EngineInfo, RunReport};
use serde::{Deserialize, Serialize};

/// One run's host calls as they download.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TraceDocument {
    /// [`TRACE_SCHEMA`].
    pub schema: u32,
    /// Who ran it.
    pub engine: EngineInfo,
    /// Lower-case hex SHA-256 of the component.
    pub component_sha256: String,
    /// What was granted.
    #[serde(default)]
    pub policy: Policy,
    /// How many calls there were in all; more than `events` when a limit was met.
    pub total_calls: u64,
    /// The first calls.
    pub events: Vec<TraceEvent>,
}

impl TraceDocument {
    /// The trace of a report.
    pub fn of(report: &RunReport) -> TraceDocument {
        TraceDocument {
            schema: TRACE_SCHEMA,
            engine: report.engine.clone(),
            component_sha256: report.component_sha256.clone(),
            policy: report.policy.clone(),
            total_calls: report.trace.total_calls,
            events: report.trace.events.clone(),
        }
    }
}
