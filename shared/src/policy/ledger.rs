//! What one run needed of its policy: checked call by call, kept for the report.

use super::{Capability, Grant, Need, Policy, Scope};
use crate::policy::Access;
use std::collections::{BTreeMap, BTreeSet};

/// Distinct needs of one capability that are kept; more are told as the whole of it.
pub const NEEDS_PER_CAPABILITY: usize = 256;

/// Answers whether what a call needs is granted, and remembers what was asked.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    policy: Policy,
    used: BTreeMap<Capability, BTreeSet<Grant>>,
    /// Capabilities of which something was used that any grant of them allows.
    used_any: BTreeSet<Capability>,
    denied: BTreeMap<Capability, BTreeSet<Grant>>,
    last_denied: Option<Grant>,
}

impl Ledger {
    /// A ledger at a run's beginning.
    pub fn new(policy: Policy) -> Ledger {
        Ledger { policy, ..Ledger::default() }
    }

    /// The policy that it checks.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Whether what needs `need` is granted. A denial is kept for [`take_denied`](Ledger::take_denied).
    pub fn check(&mut self, need: &Grant) -> bool {
        let allowed = self.policy.allows(need);
        let kept = if allowed { &mut self.used } else { &mut self.denied };
        let needs = kept.entry(need.capability).or_default();
        // A run asks the same again and again; only what is new is copied.
        if !needs.contains(need) && !needs.contains(&Grant::whole(need.capability)) {
            needs.insert(need.clone());
            if needs.len() > NEEDS_PER_CAPABILITY {
                let whole = collapsed(need.capability, needs);
                *needs = BTreeSet::from([whole]);
            }
        }
        if !allowed {
            self.last_denied = Some(need.clone());
        }
        allowed
    }

    /// Notes an allowed call whose need is known without its arguments.
    pub fn used_need(&mut self, need: &Need) {
        match need {
            Need::Any(capability) => {
                self.used_any.insert(*capability);
            }
            Need::Grant(grant) => {
                let needs = self.used.entry(grant.capability).or_default();
                if !needs.contains(grant) {
                    needs.insert(grant.clone());
                }
            }
            Need::Nothing | Need::ByCall(_) | Need::Unknown => {}
        }
    }

    /// Notes a denied call whose need is known without its arguments.
    pub fn denied_need(&mut self, need: &Need) {
        if let Some(grant) = need.to_grant() {
            self.denied.entry(grant.capability).or_default().insert(grant);
        }
    }

    /// What the last denied check needed, once.
    pub fn take_denied(&mut self) -> Option<Grant> {
        self.last_denied.take()
    }

    /// The distinct needs that were allowed, as the report tells them, in order.
    pub fn used(&self) -> Vec<String> {
        let any = self.used_any.iter().filter(|capability| !self.used.contains_key(capability));
        let any = any.map(|capability| Need::Any(*capability).to_string());
        let mut used: Vec<String> = texts(&self.used).chain(any).collect();
        used.sort();
        used
    }

    /// The distinct needs that were denied, as the report tells them, in order.
    pub fn denied(&self) -> Vec<String> {
        let mut denied: Vec<String> = texts(&self.denied).collect();
        denied.sort();
        denied
    }
}

fn texts(needs: &BTreeMap<Capability, BTreeSet<Grant>>) -> impl Iterator<Item = String> {
    needs.values().flatten().map(ToString::to_string)
}

/// One need that stands for very many. Files that were only read need no more than reading.
fn collapsed(capability: Capability, needs: &BTreeSet<Grant>) -> Grant {
    let writes =
        |grant: &Grant| matches!(grant.scope, Scope::Whole | Scope::Place { access: Access::Write, .. });
    match capability {
        Capability::Filesystem if !needs.iter().any(writes) => Grant::place(capability, Access::Read, "/"),
        _ => Grant::whole(capability),
    }
}

#[cfg(test)]
mod tests {
    use super::{Ledger, NEEDS_PER_CAPABILITY};
    use crate::policy::{Access, Capability, Grant, Need, Policy};

    fn path(access: Access, path: &str) -> Grant {
        Grant::place(Capability::Filesystem, access, path)
    }

    #[test]
    fn a_ledger_tells_what_was_used_and_what_was_denied() {
        let policy: Policy =
            ["filesystem read /data", "stdio stdout"].map(|text| text.parse().unwrap()).into();
        let mut ledger = Ledger::new(policy);
        assert!(ledger.check(&path(Access::Read, "/data/a")));
        assert!(!ledger.check(&path(Access::Write, "/data/a")));
        assert_eq!(ledger.take_denied(), Some(path(Access::Write, "/data/a")));
        assert_eq!(ledger.take_denied(), None);
        ledger.used_need(&Need::Any(Capability::Filesystem));
        ledger.used_need(&Need::Any(Capability::Environment));
        ledger.used_need(&Need::part(Capability::Stdio, "stdout"));
        assert_eq!(ledger.used(), ["any environment", "filesystem read /data/a", "stdio stdout"]);
        assert_eq!(ledger.denied(), ["filesystem write /data/a"]);
    }

    #[test]
    fn very_many_needs_become_one() {
        let mut ledger = Ledger::new(Policy::everything());
        for index in 0..10 * NEEDS_PER_CAPABILITY + 10 {
            assert!(ledger.check(&path(Access::Read, &format!("/{index}"))));
        }
        assert!(ledger.used().len() <= NEEDS_PER_CAPABILITY);
        assert!(ledger.used().contains(&"filesystem read /".to_owned()));
        ledger.check(&path(Access::Write, "/x"));
        assert!(ledger.used().contains(&"filesystem write /x".to_owned()));
    }
}
