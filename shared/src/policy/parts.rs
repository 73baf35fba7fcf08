//! The policies of a composition: what its whole is granted, and single instances besides; the least of them
//! after a run.

use super::tighten::{least, without_covered};
use super::{Grant, Policy};
use crate::gather::Gather as _;
use crate::report::RunReport;
use std::collections::BTreeMap;

/// What a composition is granted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComposedPolicy {
    /// What every instance may use.
    pub whole: Policy,
    /// What single instances may use besides, by name; none of these is empty.
    pub own: BTreeMap<String, Policy>,
}

impl ComposedPolicy {
    /// `whole` and what of `own` grants anything.
    pub fn new(whole: Policy, mut own: BTreeMap<String, Policy>) -> ComposedPolicy {
        own.retain(|_, policy| !policy.is_empty());
        ComposedPolicy { whole, own }
    }

    /// All that the instance of this name may use.
    pub fn of(&self, instance: &str) -> Policy {
        let own = self.own.get(instance).into_iter().flat_map(Policy::iter);
        self.whole.iter().chain(own).cloned().collect()
    }

    /// What some instance may use.
    pub fn of_any(&self) -> Policy {
        let own = self.own.values().flat_map(Policy::iter);
        self.whole.iter().chain(own).cloned().collect()
    }
}

/// The least that these runs of one composition needed, instance by instance: run again under it, nothing is
/// denied that was allowed, and no instance is granted what it was not.
///
/// What several instances need alike, and the whole was granted, stays with the whole; so does all of a
/// composition of one instance, which has no neighbour. Everything else goes to the instance that needs it,
/// and what none needs goes.
///
/// What only a run used that told no parts apart stays with the whole. `None` where none of the runs told them
/// apart: see [`tighten`](super::tighten()).
pub fn tighten_parts(reports: &[&RunReport]) -> Option<ComposedPolicy> {
    let (linked, composed): (Vec<&RunReport>, Vec<&RunReport>) =
        reports.iter().partition(|report| report.sees_parts());
    let mut runs: BTreeMap<&str, Vec<(&[String], &Policy)>> = BTreeMap::new();
    for report in linked {
        for part in report.composition.iter().flat_map(|composition| &composition.parts) {
            runs.entry(&part.instance).or_default().push((&part.used, &part.policy));
        }
    }
    if runs.is_empty() {
        return None;
    }
    let needed: BTreeMap<&str, Policy> =
        runs.into_iter().map(|(instance, runs)| (instance, least(runs.into_iter()))).gather();
    let was_whole = |grant: &Grant| reports.iter().all(|report| report.policy.allows(grant));
    let is_shared = |grant: &Grant| {
        needed.len() == 1 || needed.values().filter(|policy| policy.contains(grant)).nth(1).is_some()
    };
    let unseen = least(composed.iter().map(|report| (report.used.as_slice(), &report.policy)));
    let unseen = unseen.iter().filter(|grant| !needed.values().any(|policy| policy.allows(grant)));
    let shared = needed.values().flat_map(Policy::iter).filter(|grant| is_shared(grant) && was_whole(grant));
    let whole = without_covered(&shared.chain(unseen).cloned().collect());
    let own = needed.into_iter().map(|(instance, policy)| {
        let own = policy.iter().filter(|grant| !whole.allows(grant)).cloned().collect();
        (instance.to_owned(), own)
    });
    let own = own.gather();
    Some(ComposedPolicy::new(whole, own))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Ledger;
    use serde_json::json;

    fn policy(grants: &[&str]) -> Policy {
        grants.iter().map(|text| text.parse().unwrap()).collect()
    }

    /// A linked run: what the whole was granted; by instance its own grants and what it used.
    fn report(whole: &[&str], parts: &[(&str, &[&str], &[&str])]) -> RunReport {
        let granted = |own: &[&str]| policy(&[whole, own].concat()).texts();
        let parts: Vec<_> = parts
            .iter()
            .map(|(instance, own, used)| {
                json!({ "instance": instance, "policy": granted(own), "used": used, "denied": [] })
            })
            .collect();
        serde_json::from_value(json!({
            "schema": 2,
            "engine": { "id": "browser", "engine": "", "version": "", "host": "" },
            "component_sha256": "",
            "outcome": "returned",
            "values": [],
            "stdout": { "bytes": "", "truncated": false },
            "stderr": { "bytes": "", "truncated": false },
            "timing": { "phases": [], "warm_ns": [], "clock_resolution_ns": 0, "total_ns": 0 },
            "trace": { "events": [], "total_calls": 0 },
            "policy": whole,
            "composition": { "traced": "linked", "parts": parts },
        }))
        .unwrap()
    }

    #[track_caller]
    fn check(report: &RunReport, whole: &[&str], own: &[(&str, &[&str])]) {
        let least = tighten_parts(&[report]).unwrap();
        let own = own.iter().map(|(instance, grants)| ((*instance).to_owned(), policy(grants))).collect();
        assert_eq!(least, ComposedPolicy::new(policy(whole), own));
    }

    #[test]
    fn what_one_instance_used_moves_to_it_and_what_several_used_stays() {
        check(
            &report(
                &["stdio", "random", "filesystem"],
                &[
                    ("a", &[], &["stdio stdout", "filesystem read /data"]),
                    ("b", &[], &["stdio stdout"]),
                    ("c", &["logging"], &[]),
                ],
            ),
            &["stdio stdout"],
            &[("a", &["filesystem read /data"])],
        );
    }

    #[test]
    fn what_instances_had_of_their_own_stays_theirs() {
        check(
            &report(
                &["environment A"],
                &[
                    ("a", &["logging"], &["logging", "any environment"]),
                    ("b", &["logging", "random"], &["logging", "any environment"]),
                ],
            ),
            &["environment A"],
            &[("a", &["logging"]), ("b", &["logging"])],
        );
    }

    #[test]
    fn an_instance_without_neighbours_needs_nothing_of_its_own() {
        check(&report(&["stdio"], &[("a", &[], &["stdio stdout"])]), &["stdio stdout"], &[]);
    }

    #[test]
    fn runs_add_up_and_what_has_no_part_stays_with_the_whole() {
        let one = report(&["stdio"], &[("a", &[], &["stdio stdout"]), ("b", &[], &[])]);
        let other = report(&["stdio"], &[("a", &[], &["stdio stderr"]), ("b", &[], &["stdio stdout"])]);
        let least = tighten_parts(&[&one, &other]).unwrap();
        assert_eq!(least.whole, policy(&["stdio stdout"]));
        assert_eq!(least.own, BTreeMap::from([("a".to_owned(), policy(&["stdio stderr"]))]));
        assert_eq!(least.of("a"), policy(&["stdio stdout", "stdio stderr"]));
        assert_eq!(least.of("b"), least.whole);
        assert_eq!(least.of_any(), least.of("a"));
        let mut composed = other;
        composed.composition = None;
        composed.used = vec!["stdio stderr".to_owned(), "stdio stdout".to_owned()];
        let least = tighten_parts(&[&one, &composed]).unwrap();
        assert_eq!(least.whole, policy(&["stdio stderr"]));
        assert_eq!(least.own, BTreeMap::from([("a".to_owned(), policy(&["stdio stdout"]))]));
        assert_eq!(tighten_parts(&[&composed]), None);
        assert_eq!(tighten_parts(&[]), None);
    }

    /// Whatever the instances ask, under whatever grants.
    #[test]
    fn nothing_allowed_is_denied_and_nothing_new_is_granted() {
        let pool = policy(&[
            "stdio",
            "stdio stdin",
            "stdio stdout",
            "environment",
            "environment A",
            "random secure",
            "filesystem",
            "filesystem read /a",
            "filesystem write /a",
            "filesystem write /a/b",
            "http GET https://h/*",
            "http GET https://h/y",
            "key-value read s",
            "logging",
        ]);
        let mut random = crate::policy::virtualize::SeededRandom::new(5);
        let mut some = |share: u64| -> Policy {
            pool.iter().filter(|_| random.next_u64().is_multiple_of(share)).cloned().collect()
        };
        const NAMES: [&str; 3] = ["a", "b", "c"];
        for _ in 0..1_000 {
            let own = NAMES.map(|name| (name.to_owned(), some(5))).into();
            let granted = ComposedPolicy::new(some(4), own);
            let mut run = report(&[], &NAMES.map(|name| (name, &[][..], &[][..])));
            run.policy = granted.whole.clone();
            let mut allowed = BTreeMap::new();
            for part in &mut run.composition.as_mut().unwrap().parts {
                part.policy = granted.of(&part.instance);
                let mut ledger = Ledger::new(part.policy.clone());
                let asked = some(3);
                let needs: Policy = asked
                    .iter()
                    .filter(|need| !need.to_string().contains('*') && ledger.check(need))
                    .cloned()
                    .collect();
                part.used = needs.texts();
                allowed.insert(part.instance.clone(), needs);
            }
            let least = tighten_parts(&[&run]).unwrap();
            for name in NAMES {
                let (had, has) = (granted.of(name), least.of(name));
                for need in allowed[name].iter() {
                    assert!(has.allows(need), "{name} is denied {need}: {least:?}");
                }
                assert!(has.iter().all(|grant| had.allows(grant)), "{name} is granted more: {least:?}");
                let own = least.own.get(name).into_iter().flat_map(Policy::iter);
                for grant in own {
                    assert!(allowed[name].contains(grant), "{name} does not need {grant}");
                }
            }
        }
    }
}
