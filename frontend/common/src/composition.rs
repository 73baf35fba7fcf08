//! What the page and the graph of a composition tell one another.

use crate::side::Side;
use diptych_shared::api::composition::Composition;
use diptych_shared::api::diagnostic::Span;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the page tells the graph, whenever it has changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum GraphNews {
    /// The last text that resolved; `None` before there was one.
    Composition(Option<Composition>),
    /// Why the text does not resolve just now; what is shown then is the last one, and is not edited.
    Stale(Option<String>),
    /// What fits what: a `Wiring` as JSON text. The page hands it on, and does not read it.
    Wiring(String),
    /// The grants of each instance, as texts.
    Grants(BTreeMap<String, Vec<String>>),
    /// What crossed each wire in the last run, per engine.
    Calls(Vec<EdgeCalls>),
    /// The call that is stepped to, when a run is stepped through.
    Step(Option<StepView>),
}

/// What the graph asks of the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum GraphRequest {
    /// Edit the text: a `CompositionEdit` as JSON text. The page hands it on, and does not read it.
    Edit(String),
    /// Show something elsewhere on the page.
    Show(GraphTarget),
    /// Step to another call.
    Step(StepMove),
}

/// What crossed one wire in a run of one engine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EdgeCalls {
    /// The instance that called.
    pub caller: String,
    /// The instance that was called; `None` is the host.
    pub callee: Option<String>,
    /// The interface as the caller imports it.
    pub interface: String,
    /// Which engine ran it.
    pub engine: Side,
    /// How many calls.
    pub count: u64,
    /// How many of them were denied.
    pub denied: u64,
    /// What they took together, in nanoseconds of the engine's clock.
    pub total_ns: u64,
}

/// One call of a run that is stepped through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepView {
    /// Which it is, from 0.
    pub index: u64,
    /// How many there are.
    pub total: u64,
    /// The instance that called; `None` is whoever called the whole.
    pub caller: Option<String>,
    /// The instance that was called; `None` is the host.
    pub callee: Option<String>,
    /// The interface as the caller imports it.
    pub interface: String,
    /// The function's WIT name.
    pub function: String,
    /// The arguments as WAVE text.
    pub arguments: Vec<String>,
    /// The result as WAVE text.
    pub result: Option<String>,
}

/// Which call to step to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StepMove {
    /// The first one.
    First,
    /// The one before.
    Previous,
    /// The one after.
    Next,
    /// The last one.
    Last,
    /// The one of this index, from 0.
    To(u64),
}

/// What the graph asks the page to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum GraphTarget {
    /// The source of this component of the project.
    Source(String),
    /// The grants of this instance.
    Grants(String),
    /// This place of the text.
    Text(Span),
    /// The calls over one wire, in the trace.
    Calls {
        /// The instance that called.
        caller: String,
        /// The instance that was called; `None` is the host.
        callee: Option<String>,
        /// The interface as the caller imports it.
        interface: String,
    },
}
