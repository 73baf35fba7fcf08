//! The policy: all grants of one component. What no grant covers is denied.

use super::{Capability, Grant, Scope};
use crate::gather::Gather as _;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// All grants, each once, in order. As JSON and TOML a list of grant texts; empty by default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
#[serde(transparent)]
pub struct Policy(BTreeSet<Grant>);

impl Policy {
    /// A policy of every capability, whole.
    pub fn everything() -> Policy {
        Capability::ALL.map(Grant::whole).into_iter().collect()
    }

    /// Whether some grant covers what needs `need`.
    pub fn allows(&self, need: &Grant) -> bool {
        self.0.iter().any(|grant| grant.covers(need))
    }

    /// Whether anything of `capability` is granted.
    pub fn grants_any(&self, capability: Capability) -> bool {
        self.of(capability).next().is_some()
    }

    /// The grants of one capability, in order.
    pub fn of(&self, capability: Capability) -> impl Iterator<Item = &Grant> {
        self.0.iter().filter(move |grant| grant.capability == capability)
    }

    /// The names granted of a capability that has names; `None` for all of them.
    pub fn names(&self, capability: Capability) -> Option<BTreeSet<&str>> {
        self.of(capability)
            .map(|grant| match &grant.scope {
                Scope::Name(name) => Some(name.as_str()),
                _ => None,
            })
            .collect()
    }

    /// Every grant, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Grant> {
        self.0.iter()
    }

    /// Whether nothing is granted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many grants there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether exactly this grant is among them.
    pub fn contains(&self, grant: &Grant) -> bool {
        self.0.contains(grant)
    }

    /// Adds a grant.
    pub fn insert(&mut self, grant: Grant) {
        self.0.insert(grant);
    }

    /// Takes a grant away.
    pub fn remove(&mut self, grant: &Grant) {
        self.0.remove(grant);
    }

    /// Takes away every grant of a capability.
    pub fn remove_all(&mut self, capability: Capability) {
        self.0.retain(|grant| grant.capability != capability);
    }

    /// The grants as the manifest writes them.
    pub fn texts(&self) -> Vec<String> {
        self.0.iter().map(ToString::to_string).collect()
    }

    /// Why `need` is denied, in a sentence, with the nearest grant where there is one.
    pub fn explain_denial(&self, need: &Grant) -> String {
        let granted: Vec<String> = self.of(need.capability).map(|grant| format!("`{grant}`")).collect();
        match granted.as_slice() {
            [] => format!("It needs `{need}`, and nothing of `{}` is granted.", need.capability.name()),
            [only] => format!("It needs `{need}`, which the grant {only} does not cover."),
            several => format!("It needs `{need}`, which none of {} covers.", several.join(", ")),
        }
    }
}

impl FromIterator<Grant> for Policy {
    fn from_iter<I: IntoIterator<Item = Grant>>(grants: I) -> Policy {
        Policy(grants.into_iter().gather())
    }
}

impl<const N: usize> From<[Grant; N]> for Policy {
    fn from(grants: [Grant; N]) -> Policy {
        grants.into_iter().collect()
    }
}
