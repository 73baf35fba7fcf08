//! After a run: the least policy that it needed, what was granted for nothing, and one grant more.

use super::{Access, Capability, Grant, GrantError, Policy, Scope};
use crate::report::RunReport;

/// A need as reports write it.
enum ReportedNeed {
    /// `any filesystem`: any grant of the capability would do.
    Any(Capability),
    /// A grant.
    Grant(Grant),
    /// A grant of this capability that has no text of its own, such as one for a file whose name
    /// ends with a space.
    Unwritable(Capability),
}

impl ReportedNeed {
    /// `None` for what this version does not know.
    fn parse(text: &str) -> Option<ReportedNeed> {
        if let Some(name) = text.strip_prefix("any ") {
            return Capability::from_name(name).map(ReportedNeed::Any);
        }
        match text.parse::<Grant>() {
            Ok(grant) if grant.to_string() == text && !is_pattern(&grant) => Some(ReportedNeed::Grant(grant)),
            _ => {
                let name = text.split(' ').next().unwrap_or_default();
                Capability::from_name(name).map(ReportedNeed::Unwritable)
            }
        }
    }

    fn capability(&self) -> Capability {
        match self {
            ReportedNeed::Any(capability) | ReportedNeed::Unwritable(capability) => *capability,
            ReportedNeed::Grant(grant) => grant.capability,
        }
    }
}

/// Whether a grant read from a need's text would allow more than that need: a request whose own path
/// ends with `*`.
fn is_pattern(grant: &Grant) -> bool {
    matches!(&grant.scope, Scope::Request(request) if request.to_string().contains('*'))
}

/// The least policy that these runs of one project needed: applied to the same runs it denies nothing
/// that was allowed.
///
/// Where any grant of a capability would do, the narrowest that gives the same answer stays: for the
/// list of directories whatever else of the filesystem was used, else `filesystem read /`; for the
/// list of variables all of the runs' own grants. A need that no text of a grant says exactly keeps
/// the runs' own grants of its capability.
pub fn tighten(reports: &[&RunReport]) -> Policy {
    least(reports.iter().map(|report| (report.used.as_slice(), &report.policy)))
}

/// The least policy for runs that `used` these needs, each under its policy.
pub(super) fn least<'a>(runs: impl Iterator<Item = (&'a [String], &'a Policy)>) -> Policy {
    let mut least = Policy::default();
    let mut any = Vec::new();
    for (used, policy) in runs {
        for need in used.iter().filter_map(|text| ReportedNeed::parse(text)) {
            match need {
                ReportedNeed::Grant(grant) => least.insert(grant),
                ReportedNeed::Any(capability) => any.push((capability, policy)),
                ReportedNeed::Unwritable(capability) => {
                    policy.of(capability).cloned().for_each(|grant| least.insert(grant));
                }
            }
        }
    }
    for (capability, policy) in any {
        if capability != Capability::Filesystem || !least.grants_any(capability) {
            narrowest(capability, policy).into_iter().for_each(|grant| least.insert(grant));
        }
    }
    without_covered(&least)
}

/// Whether `policy` allows a need as reports write it; what has no text of its own is allowed by any grant of
/// its capability, and what this version does not know by none.
pub fn allows_reported(policy: &Policy, need: &str) -> bool {
    ReportedNeed::parse(need).is_some_and(|need| match need {
        ReportedNeed::Grant(grant) => policy.allows(&grant),
        other => policy.grants_any(other.capability()),
    })
}

/// For a capability of which only `any …` is reported: the least that answers as the policy does.
fn narrowest(capability: Capability, policy: &Policy) -> Vec<Grant> {
    let granted = || policy.of(capability).cloned().collect::<Vec<_>>();
    match capability {
        Capability::Filesystem => {
            let root = Grant::place(capability, Access::Read, "/");
            // Not more than the run had: any of its grants gives the same answer.
            match policy.allows(&root) {
                true => vec![root],
                false => granted().into_iter().min().into_iter().collect(),
            }
        }
        // The answer lists what is granted, so less would be another answer.
        _ => granted(),
    }
}

/// The policy without grants that another of its grants covers.
pub(super) fn without_covered(policy: &Policy) -> Policy {
    let needed = |grant: &&Grant| !policy.iter().any(|other| other != *grant && other.covers(grant));
    policy.iter().filter(needed).cloned().collect()
}

/// The grants of `policy` that allowed nothing of what was `used` (as [`RunReport::used`] writes it).
/// Where only `any …` of a capability was used, all of its grants had a part in it.
pub fn unused(policy: &Policy, used: &[String]) -> Vec<Grant> {
    let needs: Vec<ReportedNeed> = used.iter().filter_map(|text| ReportedNeed::parse(text)).collect();
    let had_a_part = |grant: &Grant| {
        needs.iter().any(|need| match need {
            ReportedNeed::Grant(need) => grant.covers(need),
            other => other.capability() == grant.capability,
        })
    };
    policy.iter().filter(|grant| !had_a_part(grant)).cloned().collect()
}

/// `policy` with exactly the grant that a denied call needed, as the report or the trace writes it.
pub fn grant(policy: &Policy, need: &str) -> Result<Policy, GrantError> {
    let mut policy = policy.clone();
    policy.insert(need.parse()?);
    Ok(policy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Ledger;
    use crate::report::Outcome;

    fn policy(grants: &[&str]) -> Policy {
        grants.iter().map(|text| text.parse().unwrap()).collect()
    }

    fn report(granted: &[&str], used: &[&str]) -> RunReport {
        RunReport {
            policy: policy(granted),
            used: used.iter().map(|need| (*need).to_owned()).collect(),
            ..RunReport::bare(Outcome::Returned)
        }
    }

    #[test]
    fn the_least_policy_is_what_was_used_and_no_more() {
        for (granted, used, expected) in [
            (&["stdio", "random"][..], &[][..], &[][..]),
            (&["stdio", "random"], &["stdio stdout"], &["stdio stdout"]),
            (&["filesystem"], &["any filesystem"], &["filesystem read /"]),
            (&["filesystem read /data"], &["any filesystem"], &["filesystem read /data"]),
            (
                &["filesystem"],
                &["any filesystem", "filesystem read /a", "filesystem write /a/b"],
                &["filesystem read /a", "filesystem write /a/b"],
            ),
            (&["filesystem write /b", "filesystem read /a"], &["any filesystem"], &["filesystem read /a"]),
            (&["filesystem"], &["filesystem read /a/b", "filesystem write /a"], &["filesystem write /a"]),
            (
                &["filesystem"],
                &["filesystem read /a", "filesystem write /a/b"],
                &["filesystem read /a", "filesystem write /a/b"],
            ),
            (&["environment A", "environment B"], &["any environment"], &["environment A", "environment B"]),
            (&["environment"], &["any environment"], &["environment"]),
            (
                &["http * https://*.example.com/*"],
                &["http GET https://a.example.com/x"],
                &["http GET https://a.example.com/x"],
            ),
            // A path that looks like a pattern, and names that no grant can be written for.
            (&["http GET https://h/*"], &["http GET https://h/a*"], &["http GET https://h/*"]),
            (&["filesystem read /d"], &["filesystem read /d/ends with a space "], &["filesystem read /d"]),
            (&["config"], &["config "], &["config"]),
            (&["stdio"], &["any nonsense", "nonsense", ""], &[]),
        ] {
            let least = tighten(&[&report(granted, used)]);
            assert_eq!(least.texts(), policy(expected).texts(), "{granted:?} {used:?}");
        }
    }

    /// Whatever a run asks, under whatever policy: run again under the tightened one, what was allowed
    /// is allowed, and no grant can be left out.
    #[test]
    fn applying_the_tightened_policy_denies_nothing_that_was_allowed() {
        let pool: Vec<Grant> = [
            "stdio",
            "stdio stdin",
            "stdio stdout",
            "arguments",
            "environment",
            "environment A",
            "environment B C",
            "wall-clock",
            "monotonic-clock read",
            "monotonic-clock",
            "random secure",
            "filesystem",
            "filesystem read /",
            "filesystem read /a",
            "filesystem write /a",
            "filesystem write /a/b",
            "filesystem read /a/b/c",
            "http",
            "http GET https://h/*",
            "http * https://*.h/x",
            "http GET https://a.h/x",
            "http GET https://h/y",
            "key-value read s",
            "key-value write s",
            "key-value",
            "blob-store read c",
            "config",
            "config k",
            "logging",
        ]
        .map(|text| text.parse().unwrap())
        .into();
        let mut random = crate::policy::virtualize::SeededRandom::new(11);
        let mut some = |share: u64| -> Vec<Grant> {
            pool.iter().filter(|_| random.next_u64().is_multiple_of(share)).cloned().collect()
        };
        for _ in 0..2_000 {
            let granted: Policy = some(3).into_iter().collect();
            let asked: Vec<Grant> = some(2).into_iter().filter(|need| !is_pattern(need)).collect();
            let mut ledger = Ledger::new(granted.clone());
            let allowed: Vec<&Grant> = asked.iter().filter(|need| ledger.check(need)).collect();
            let mut first = report(&[], &[]);
            (first.policy, first.used) = (granted.clone(), ledger.used());
            let least = tighten(&[&first]);
            for need in &allowed {
                assert!(least.allows(need), "{need} of {:?} by {:?}", granted.texts(), least.texts());
            }
            for grant in least.iter() {
                assert!(granted.allows(grant), "{grant} is more than was granted: {:?}", granted.texts());
                let rest: Policy = least.iter().filter(|other| *other != grant).cloned().collect();
                assert!(allowed.iter().any(|need| !rest.allows(need)), "{grant} is not needed");
            }
            // Unused grants can go at once, too.
            let without: Policy = granted
                .iter()
                .filter(|grant| !unused(&granted, &first.used).contains(grant))
                .cloned()
                .collect();
            assert!(allowed.iter().all(|need| without.allows(need)));
        }
    }

    #[test]
    fn unused_grants_are_those_that_allowed_nothing() {
        let granted =
            policy(&["stdio", "random", "filesystem read /a", "filesystem write /b", "environment A"]);
        let used = ["any environment", "filesystem read /a/x", "stdio stderr"].map(str::to_owned);
        let unused: Vec<String> = unused(&granted, &used).iter().map(ToString::to_string).collect();
        assert_eq!(unused, ["random", "filesystem write /b"]);
    }

    #[test]
    fn one_grant_more_is_exactly_that() {
        let before = policy(&["stdio"]);
        assert_eq!(grant(&before, "filesystem read /a").unwrap().texts(), ["stdio", "filesystem read /a"]);
        assert!(grant(&before, "nonsense").is_err());
    }
}
