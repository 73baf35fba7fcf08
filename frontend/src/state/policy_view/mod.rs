//! What a component asks for, what it is granted, and what a run used of that, by capability.

use diptych_shared::api::inspect::{ImportedInterface, Inspection};
use diptych_shared::policy::{Capability, Need, Policy, need};
use std::collections::BTreeMap;

mod facts;
mod recipient;

pub use facts::{Fit, LastRunFacts, PolicyChange, RunFacts, changes};
pub use recipient::{Choice, Recipient, choices, composed_policy, imports_of, set_composed_policy};

/// A function that a component imports and that needs a grant.
#[derive(Clone, Debug, PartialEq)]
pub struct AskedFunction {
    /// The interface, as it is imported.
    pub interface: String,
    /// The function's WIT name.
    pub function: String,
    /// The parts of a composed component that import it; empty when it is one piece.
    pub from: Vec<String>,
    /// What calling it needs.
    pub need: Need,
}

/// Everything a component imports, sorted by what it needs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Asked {
    /// By capability; only those it asks for.
    pub capabilities: BTreeMap<Capability, Vec<AskedFunction>>,
    /// Interfaces that no host supplies, with their functions.
    pub unknown: Vec<(String, Vec<String>)>,
    /// How many functions need no grant.
    pub free_functions: usize,
}

impl Asked {
    /// What `inspection` says a component imports.
    pub fn of(inspection: &Inspection) -> Asked {
        let mut asked = Asked::default();
        for import in &inspection.imports {
            asked.add(import);
        }
        asked
    }

    fn add(&mut self, import: &ImportedInterface) {
        if !import.supplied {
            let names = import.functions.iter().map(|function| function.name.clone());
            self.unknown.push((import.name.clone(), names.collect()));
            return;
        }
        for function in &import.functions {
            let need = need(&import.name, &function.name);
            let capability = match &need {
                Need::Any(capability) | Need::ByCall(capability) => *capability,
                Need::Grant(grant) => grant.capability,
                Need::Nothing => {
                    self.free_functions += 1;
                    continue;
                }
                Need::Unknown => {
                    self.unknown.push((import.name.clone(), vec![function.name.clone()]));
                    continue;
                }
            };
            self.capabilities.entry(capability).or_default().push(AskedFunction {
                interface: import.name.clone(),
                function: function.name.clone(),
                from: import.from.clone(),
                need,
            });
        }
    }

    /// How a capability stands under `policy`.
    pub fn standing(&self, capability: Capability, policy: &Policy) -> Standing {
        let asked = self.capabilities.get(&capability);
        let denied = |function: &AskedFunction| match &function.need {
            Need::Grant(grant) => !policy.allows(grant),
            _ => false,
        };
        match (asked, policy.grants_any(capability)) {
            (None, false) => Standing::Off,
            (None, true) => Standing::Spare,
            (Some(_), false) => Standing::Missing,
            (Some(functions), true) if functions.iter().any(denied) => Standing::Partly,
            (Some(_), true) => Standing::Granted,
        }
    }
}

/// How a capability stands before a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Asked for and granted, as far as can be told before it runs.
    Granted,
    /// Asked for; some of its functions are denied whatever the call.
    Partly,
    /// Asked for and not granted.
    Missing,
    /// Granted and not asked for.
    Spare,
    /// Neither.
    Off,
}

impl Standing {
    /// The word on the page, also the class that colours it; nothing for what is off.
    pub fn word(self) -> &'static str {
        match self {
            Standing::Granted => "granted",
            Standing::Partly => "partly",
            Standing::Missing => "missing",
            Standing::Spare => "spare",
            Standing::Off => "",
        }
    }

    /// What the word means.
    pub fn meaning(self) -> &'static str {
        match self {
            Standing::Granted => "It imports this, and it is granted.",
            Standing::Partly => "It imports this; some of the functions are denied whatever the call.",
            Standing::Missing => "It imports this, and it is not granted: each call will be denied.",
            Standing::Spare => "It is granted, and the component imports nothing that needs it.",
            Standing::Off => "It imports nothing that needs this, and it is not granted.",
        }
    }
}

#[cfg(test)]
mod tests;
