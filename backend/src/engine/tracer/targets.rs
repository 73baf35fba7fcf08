//! What a traced call can be of: a function of the host, or one of another part.

use diptych_shared::policy::PolicyRow;
use diptych_shared::trace::Decision;

/// Who calls, and what the policy says of each function of the host then.
#[derive(Debug)]
pub struct Caller {
    /// The instance; absent for a component of one part.
    pub name: Option<String>,
    /// One row for each function of the host, in the tracer's order.
    pub rows: Vec<PolicyRow>,
}

/// A function that one part imports from another.
#[derive(Clone, Debug)]
pub struct EdgeName {
    /// The part that imports.
    pub caller: usize,
    /// The part that exports.
    pub callee: usize,
    /// The import's name; `$root` for a function that is imported by itself.
    pub interface: String,
    /// The function.
    pub function: String,
}

/// Everything that a run's calls can be of.
#[derive(Debug, Default)]
pub struct Targets {
    /// The run's parts.
    pub callers: Vec<Caller>,
    /// The functions between them.
    pub edges: Vec<EdgeName>,
}

/// What one call is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A function of the host, called by a part.
    Host {
        /// The part.
        caller: usize,
        /// The function.
        function: usize,
    },
    /// A function of another part.
    Edge(usize),
}

/// A target in words.
pub struct Told {
    /// See [`TraceEvent`](diptych_shared::trace::TraceEvent).
    pub caller: Option<String>,
    /// See [`TraceEvent`](diptych_shared::trace::TraceEvent).
    pub callee: Option<String>,
    /// See [`TraceEvent`](diptych_shared::trace::TraceEvent).
    pub interface: String,
    /// See [`TraceEvent`](diptych_shared::trace::TraceEvent).
    pub function: String,
    /// Before the arguments are known.
    pub decision: Decision,
}

impl Targets {
    /// Those of a component of one part.
    pub fn of_one(rows: Vec<PolicyRow>) -> Targets {
        Targets { callers: vec![Caller { name: None, rows }], edges: Vec::new() }
    }

    /// What the policy says of a function of the host that `caller` calls.
    pub fn row(&self, caller: usize, function: usize) -> Option<&PolicyRow> {
        self.callers.get(caller)?.rows.get(function)
    }

    fn name(&self, part: usize) -> Option<String> {
        self.callers.get(part)?.name.clone()
    }

    /// The words for a target.
    pub fn tell(&self, target: Target) -> Told {
        let mut told = Told {
            caller: None,
            callee: None,
            interface: String::new(),
            function: String::new(),
            decision: Decision::Allowed,
        };
        match target {
            Target::Host { caller, function } => {
                told.caller = self.name(caller);
                if let Some(row) = self.row(caller, function) {
                    told.interface.clone_from(&row.interface);
                    told.function.clone_from(&row.function);
                    told.decision = row.decision.clone();
                }
            }
            Target::Edge(edge) => {
                if let Some(edge) = self.edges.get(edge) {
                    told.caller = self.name(edge.caller);
                    told.callee = self.name(edge.callee);
                    told.interface.clone_from(&edge.interface);
                    told.function.clone_from(&edge.function);
                }
            }
        }
        told
    }
}
