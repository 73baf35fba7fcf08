//! The graph of a composition: what it shows, where that stands, what can be done with it. No DOM.

pub mod drawing;
pub mod graph;
pub mod keyboard;
mod layers;
pub mod layout;
pub mod linking;
pub mod menu;
pub mod names;
#[cfg(test)]
pub mod samples;
mod stacking;
pub mod traffic;
pub mod view;
pub mod words;

use crate::state::session::Side;
use diptych_shared::api::diagnostic::Span;

/// What crossed one wire in a run of one engine.
#[derive(Clone, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
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
