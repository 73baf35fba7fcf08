//! Inspections and reports in, standings and fits out.

use super::{Asked, Fit, RunFacts, Standing};
use diptych_shared::api::inspect::Inspection;
use diptych_shared::policy::{Capability, Policy};
use diptych_shared::report::RunReport;
use serde_json::json;

fn policy(texts: &[&str]) -> Policy {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

fn inspection(imports: &[(&str, bool, &[&str])]) -> Inspection {
    let function = |name: &&str| json!({ "name": name, "parameters": [], "wit": "func()" });
    let imports: Vec<_> = imports
        .iter()
        .map(|(name, supplied, functions)| {
            let functions: Vec<_> = functions.iter().map(function).collect();
            json!({ "name": name, "supplied": supplied, "functions": functions, "resources": [] })
        })
        .collect();
    serde_json::from_value(json!({
        "kind": "component", "sha256": "", "size_bytes": 0, "imports": imports, "exports": [], "wit": "",
    }))
    .unwrap()
}

fn report(outcome: &str, used: &[&str], denied: &[&str]) -> RunReport {
    serde_json::from_value(json!({
        "schema": 2,
        "engine": { "id": "browser", "engine": "", "version": "", "host": "" },
        "component_sha256": "",
        "outcome": outcome,
        "values": [],
        "stdout": { "bytes": "", "truncated": false },
        "stderr": { "bytes": "", "truncated": false },
        "timing": { "phases": [], "warm_ns": [], "clock_resolution_ns": 0, "total_ns": 0 },
        "trace": { "events": [], "total_calls": 0 },
        "policy": ["filesystem", "stdio"],
        "used": used,
        "denied": denied,
    }))
    .unwrap()
}

#[test]
fn imports_are_sorted_by_what_they_need() {
    let asked = Asked::of(&inspection(&[
        ("wasi:io/streams@0.2.6", true, &["[method]output-stream.write"]),
        ("wasi:cli/stdout@0.2.6", true, &["get-stdout"]),
        ("wasi:cli/environment@0.2.6", true, &["get-environment", "get-arguments"]),
        ("demo:own/things", false, &["make"]),
    ]));
    assert_eq!(
        asked.capabilities.keys().copied().collect::<Vec<_>>(),
        [Capability::Stdio, Capability::Arguments, Capability::Environment]
    );
    assert_eq!(asked.free_functions, 1);
    assert_eq!(asked.unknown, [("demo:own/things".to_owned(), vec!["make".to_owned()])]);
}

#[test]
fn a_capability_is_granted_partly_granted_missing_or_spare() {
    let asked = Asked::of(&inspection(&[
        ("wasi:cli/stdout@0.2.6", true, &["get-stdout"]),
        ("wasi:cli/stdin@0.2.6", true, &["get-stdin"]),
        ("wasi:filesystem/types@0.2.6", true, &["[method]descriptor.stat"]),
    ]));
    for (grants, capability, standing) in [
        (&["stdio"][..], Capability::Stdio, Standing::Granted),
        (&["stdio stdout"], Capability::Stdio, Standing::Partly),
        (&[], Capability::Stdio, Standing::Missing),
        (&["filesystem read /data"], Capability::Filesystem, Standing::Granted),
        (&["sockets"], Capability::Sockets, Standing::Spare),
        (&[], Capability::Sockets, Standing::Off),
    ] {
        assert_eq!(asked.standing(capability, &policy(grants)), standing, "{grants:?}");
    }
}

#[test]
fn what_was_used_is_held_against_what_is_granted() {
    let report = report("returned", &["any filesystem", "stdio stdout"], &["filesystem write /a"]);
    let facts = RunFacts::of(&[&report]).unwrap();
    assert_eq!(facts.denied.iter().map(ToString::to_string).collect::<Vec<_>>(), ["filesystem write /a"]);
    for (grants, capability, fit) in [
        (&["stdio stdout"][..], Capability::Stdio, Fit::Exact),
        (&["stdio"], Capability::Stdio, Fit::Wider),
        (&[], Capability::Stdio, Fit::Withdrawn),
        (&["random"], Capability::Random, Fit::Unused),
        (&[], Capability::Random, Fit::Nothing),
    ] {
        assert_eq!(facts.fit(capability, &policy(grants)), fit, "{grants:?}");
    }
    for capability in Capability::ALL {
        assert!(!matches!(facts.fit(capability, &facts.least), Fit::Unused | Fit::Wider | Fit::Withdrawn));
    }
}

#[test]
fn a_run_that_did_not_happen_tells_nothing() {
    assert_eq!(RunFacts::of(&[]), None);
    assert_eq!(RunFacts::of(&[&report("cancelled", &["stdio stdout"], &[])]), None);
}
