//! The least policy that runs needed, from what their reports say was used.

use super::{Access, Capability, Grant, Need, Policy, Scope};
use crate::report::RunReport;

/// The least policy under which these runs go as they went: one grant for each need that was met and
/// that no other such grant covers.
///
/// Where any grant of a capability would do (`any environment`), what the guest saw still depends
/// on which there were, so those of the run's own policy stay. `any filesystem` is met by whatever
/// else of the filesystem was used; where nothing else was, the narrowest grant of the run stays.
/// Needs that do not read as grants are left out: reports can come from elsewhere.
pub fn tighten(reports: &[&RunReport]) -> Policy {
    let used = || reports.iter().flat_map(|report| &report.used);
    let mut least: Policy = used().filter_map(|text| text.parse::<Grant>().ok()).collect();
    for capability in Capability::ALL {
        let any = Need::Any(capability).to_string();
        let granted: Policy = reports
            .iter()
            .filter(|report| report.used.contains(&any))
            .flat_map(|report| report.policy.of(capability).cloned())
            .collect();
        if capability == Capability::Filesystem {
            if !least.grants_any(capability) {
                least = least.iter().cloned().chain(narrowest(&granted)).collect();
            }
        } else {
            least = least.iter().chain(granted.iter()).cloned().collect();
        }
    }
    let covered = |grant: &&Grant| !least.iter().any(|other| other != *grant && other.covers(grant));
    least.iter().filter(covered).cloned().collect()
}

/// The grant that gives the least of those that open the filesystem: reading the root, where all of
/// it was granted.
fn narrowest(granted: &Policy) -> Option<Grant> {
    let reading = |grant: &&Grant| matches!(grant.scope, Scope::Place { access: Access::Read, .. });
    let narrow = granted.iter().filter(reading).max_by_key(|grant| grant.to_string().len());
    let first = narrow.or_else(|| granted.iter().next())?;
    Some(match first.scope {
        Scope::Whole => Grant::place(first.capability, Access::Read, "/"),
        _ => first.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::tighten;
    use crate::report::RunReport;
    use serde_json::json;

    fn report(policy: &[&str], used: &[&str]) -> RunReport {
        serde_json::from_value(json!({
            "schema": 2,
            "engine": { "id": "browser", "engine": "", "version": "", "host": "" },
            "component_sha256": "", "outcome": "returned", "values": [],
            "stdout": { "bytes": "", "truncated": false }, "stderr": { "bytes": "", "truncated": false },
            "timing": { "phases": [], "warm_ns": [], "clock_resolution_ns": 0, "total_ns": 0 },
            "trace": { "events": [], "total_calls": 0 },
            "policy": policy, "used": used, "denied": [],
        }))
        .unwrap()
    }

    #[track_caller]
    fn check(policy: &[&str], used: &[&str], expected: &[&str]) {
        let report = report(policy, used);
        let least = tighten(&[&report]);
        assert_eq!(least.texts(), expected);
        // Every need that was met is still allowed.
        for need in used.iter().filter_map(|text| text.parse().ok()) {
            assert!(least.allows(&need), "{need}");
        }
    }

    #[test]
    fn each_need_is_granted_and_nothing_else() {
        check(&[], &[], &[]);
        check(&["stdio", "random"], &["stdio stdout"], &["stdio stdout"]);
        check(
            &["filesystem"],
            &["any filesystem", "filesystem read /a", "filesystem read /b", "filesystem write /b"],
            &["filesystem read /a", "filesystem write /b"],
        );
        check(&["http * https://*/*"], &["http GET https://a.b/x"], &["http GET https://a.b/x"]);
    }

    #[test]
    fn where_any_grant_would_do_what_the_guest_saw_stays() {
        check(&["environment A", "environment B"], &["any environment"], &["environment A", "environment B"]);
        check(&["environment"], &["any environment"], &["environment"]);
        check(&["filesystem"], &["any filesystem"], &["filesystem read /"]);
        check(&["filesystem write /b", "filesystem read /a"], &["any filesystem"], &["filesystem read /a"]);
    }

    #[test]
    fn several_runs_get_what_each_of_them_needed() {
        let (left, right) = (report(&[], &["stdio stdout"]), report(&[], &["stdio stderr", "no such thing"]));
        assert_eq!(tighten(&[&left, &right]).texts(), ["stdio stderr", "stdio stdout"]);
    }
}
