//! What the last run did with its policy: as a whole, and instance by instance where the parts of a composition
//! were linked.

use super::Recipient;
use diptych_shared::gather::Gather as _;
use diptych_shared::policy::{
    Capability, ComposedPolicy, Grant, Policy, allows_reported, tighten, tighten_parts,
};
use diptych_shared::report::{Outcome, PartNeeds, RunReport};
use std::collections::{BTreeMap, BTreeSet};

/// What someone did with their policy, on all engines that ran it together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunFacts {
    /// The needs that were met, as reports write them.
    pub used: BTreeSet<String>,
    /// The needs that were denied.
    pub denied: BTreeSet<Grant>,
    /// The least policy that allows what was used.
    pub least: Policy,
}

/// Whether a run got far enough to tell what it needs.
fn tells_needs(report: &RunReport) -> bool {
    !matches!(
        report.outcome,
        Outcome::Rejected { .. }
            | Outcome::UnsupportedByEngine { .. }
            | Outcome::EngineFailed { .. }
            | Outcome::Cancelled
    )
}

fn grants(texts: &[String]) -> impl Iterator<Item = Grant> {
    texts.iter().filter_map(|text| text.parse().ok())
}

/// The last run.
#[derive(Clone, Debug, PartialEq)]
pub struct LastRunFacts {
    /// Everything together.
    pub all: RunFacts,
    /// Of a composition whose parts were linked.
    pub composed: Option<ComposedFacts>,
}

/// A run of a composition, instance by instance.
#[derive(Clone, Debug, PartialEq)]
pub struct ComposedFacts {
    /// What was used of the grants that the whole had.
    pub whole: RunFacts,
    /// Each instance's.
    pub parts: BTreeMap<String, RunFacts>,
    /// The least that all of them needed.
    pub least: ComposedPolicy,
}

impl LastRunFacts {
    /// What these reports say together; `None` when none of them got far enough.
    pub fn of(reports: &[&RunReport]) -> Option<LastRunFacts> {
        let reports: Vec<&RunReport> = reports.iter().copied().filter(|report| tells_needs(report)).collect();
        if reports.is_empty() {
            return None;
        }
        let all = RunFacts {
            used: reports.iter().flat_map(|report| report.used.iter().cloned()).gather(),
            denied: reports.iter().flat_map(|report| grants(&report.denied)).gather(),
            least: tighten(&reports),
        };
        Some(LastRunFacts { all, composed: ComposedFacts::of(&reports) })
    }

    /// What concerns `recipient`; `None` where the run tells nothing of it.
    pub fn about(&self, recipient: &Recipient) -> Option<&RunFacts> {
        match (recipient, &self.composed) {
            (Recipient::All, None) => Some(&self.all),
            (Recipient::All, Some(composed)) => Some(&composed.whole),
            (Recipient::Instance(name), Some(composed)) => composed.parts.get(name),
            (Recipient::Instance(_), None) => None,
        }
    }

    /// The needs that were denied, and whom.
    pub fn denied(&self, recipient: &Recipient) -> Vec<(Recipient, Grant)> {
        let of = |recipient: Recipient, facts: &RunFacts| {
            facts.denied.iter().map(|need| (recipient.clone(), need.clone())).collect::<Vec<_>>()
        };
        match (recipient, &self.composed) {
            (Recipient::All, None) => of(Recipient::All, &self.all),
            (Recipient::All, Some(composed)) => {
                let parts = composed.parts.iter();
                parts.flat_map(|(name, facts)| of(Recipient::Instance(name.clone()), facts)).collect()
            }
            (instance, _) => {
                self.about(instance).map(|facts| of(instance.clone(), facts)).unwrap_or_default()
            }
        }
    }
}

impl ComposedFacts {
    fn of(reports: &[&RunReport]) -> Option<ComposedFacts> {
        let least = tighten_parts(reports)?;
        let mut whole = RunFacts { least: least.whole.clone(), ..RunFacts::default() };
        let mut parts = BTreeMap::<String, RunFacts>::new();
        for report in reports {
            let linked = report.composition.iter().flat_map(|composition| &composition.parts);
            for PartNeeds { instance, used, denied, .. } in linked {
                let of_whole = used.iter().filter(|need| allows_reported(&report.policy, need));
                whole.used.extend(of_whole.cloned());
                let part = parts.entry(instance.clone()).or_default();
                part.used.extend(used.iter().cloned());
                part.denied.extend(grants(denied));
            }
        }
        for (name, part) in &mut parts {
            whole.denied.extend(part.denied.iter().cloned());
            part.least = least.of(name);
        }
        Some(ComposedFacts { whole, parts, least })
    }
}

impl RunFacts {
    /// The needs of one capability that were met.
    pub fn used_of(&self, capability: Capability) -> impl Iterator<Item = &String> {
        let of = move |text: &&String| {
            let text = text.strip_prefix("any ").unwrap_or(text);
            text.split(' ').next() == Some(capability.name())
        };
        self.used.iter().filter(of)
    }

    /// How what was used fits what is granted now.
    pub fn fit(&self, capability: Capability, policy: &Policy) -> Fit {
        let used = self.used_of(capability).next().is_some();
        match (policy.grants_any(capability), used) {
            (false, false) => Fit::Nothing,
            (false, true) => Fit::Withdrawn,
            (true, false) => Fit::Unused,
            (true, true) if policy.of(capability).eq(self.least.of(capability)) => Fit::Exact,
            (true, true) => Fit::Wider,
        }
    }
}

/// What a run used against what is granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// Neither granted nor used.
    Nothing,
    /// Used, and not granted any more.
    Withdrawn,
    /// Granted, and nothing of it was used.
    Unused,
    /// Granted, and more than what was used.
    Wider,
    /// Granted exactly what was used.
    Exact,
}

impl Fit {
    /// The words on the page; none for nothing.
    pub fn words(self) -> &'static str {
        match self {
            Fit::Nothing => "",
            Fit::Withdrawn => "used, no longer granted",
            Fit::Unused => "granted, not used",
            Fit::Wider => "used less than granted",
            Fit::Exact => "used exactly",
        }
    }

    /// The class that colours it.
    pub fn class(self) -> &'static str {
        match self {
            Fit::Nothing => "none",
            Fit::Withdrawn => "withdrawn",
            Fit::Unused => "unused",
            Fit::Wider => "wider",
            Fit::Exact => "exact",
        }
    }
}

/// What a change of the policy does to one of those it concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyChange {
    /// Whom it concerns.
    pub recipient: Recipient,
    /// Grants of exactly this one that go.
    pub gone: Vec<Grant>,
    /// Those that come.
    pub new: Vec<Grant>,
    /// Those that stay.
    pub stays: Vec<Grant>,
}

/// What leads from one policy to another, the whole first; those without grants before and after are left out.
pub fn changes(before: &ComposedPolicy, after: &ComposedPolicy) -> Vec<PolicyChange> {
    let names: BTreeSet<&String> = before.own.keys().chain(after.own.keys()).gather();
    let instances = names.into_iter().cloned().map(Recipient::Instance);
    let none = Policy::default();
    let change = |recipient: Recipient| {
        let old = recipient.own(before).unwrap_or(&none);
        let new = recipient.own(after).unwrap_or(&none);
        let in_both = |grant: &&Grant| old.contains(grant) && new.contains(grant);
        let change = PolicyChange {
            gone: old.iter().filter(|grant| !in_both(grant)).cloned().collect(),
            new: new.iter().filter(|grant| !in_both(grant)).cloned().collect(),
            stays: new.iter().filter(in_both).cloned().collect(),
            recipient,
        };
        (!old.is_empty() || !new.is_empty()).then_some(change)
    };
    std::iter::once(Recipient::All).chain(instances).filter_map(change).collect()
}
