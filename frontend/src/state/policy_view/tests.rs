//! Inspections and reports in, standings and fits out.

use super::{
    Asked, Choice, Fit, LastRunFacts, PolicyChange, Recipient, Standing, changes, choices, composed_policy,
    imports_of, set_composed_policy,
};
use diptych_shared::api::composition::Composition;
use diptych_shared::api::inspect::Inspection;
use diptych_shared::policy::{Capability, ComposedPolicy, Policy, Preset};
use diptych_shared::project::RunTable;
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
    let facts = LastRunFacts::of(&[&report]).unwrap().all;
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
    assert_eq!(LastRunFacts::of(&[]), None);
    assert_eq!(LastRunFacts::of(&[&report("cancelled", &["stdio stdout"], &[])]), None);
}

fn instance(name: &str) -> Recipient {
    Recipient::Instance(name.to_owned())
}

/// A composed policy: the whole's grants, and those of single instances.
fn composed(whole: &[&str], own: &[(&str, &[&str])]) -> ComposedPolicy {
    let own = own.iter().map(|(name, grants)| ((*name).to_owned(), policy(grants))).collect();
    ComposedPolicy::new(policy(whole), own)
}

fn composition() -> Composition {
    let wire = |import: &str, source: serde_json::Value| json!({ "import": { "name": import, "kind": "interface" }, "source": source });
    let host = |import: &str| wire(import, json!({ "from": "host", "import": import }));
    let book = json!({ "from": "instance", "instance": "book", "export": "demo:words/list" });
    let instance = |name: &str, wires: Vec<serde_json::Value>| json!({ "name": name, "component": name, "is_named": true, "wires": wires, "exports": [] });
    serde_json::from_value(json!({
        "instances": [
            instance("book", vec![host("wasi:random/random@0.2.1")]),
            instance("reader", vec![host("wasi:cli/stdout@0.2.6"), wire("demo:words/list", book)]),
        ],
        "exports": [],
    }))
    .unwrap()
}

/// A linked run: the whole had `stdio` and `random`, `reader` had `logging` besides.
fn linked_report() -> RunReport {
    let mut report = report("returned", &["logging", "random secure", "stdio stdout"], &["wall-clock"]);
    report.policy = policy(&["stdio", "random"]);
    report.composition = serde_json::from_value(json!({
        "traced": "linked",
        "parts": [
            { "instance": "book", "policy": ["stdio", "random"], "used": ["random secure"], "denied": ["wall-clock"] },
            {
                "instance": "reader", "policy": ["stdio", "random", "logging"],
                "used": ["logging", "random secure", "stdio stdout"], "denied": [],
            },
        ],
    }))
    .unwrap();
    report
}

#[test]
fn a_linked_run_is_told_instance_by_instance() {
    let facts = LastRunFacts::of(&[&linked_report()]).unwrap();
    let whole = facts.about(&Recipient::All).unwrap();
    assert_eq!(whole.used.iter().collect::<Vec<_>>(), ["random secure", "stdio stdout"]);
    let granted = policy(&["stdio", "random secure"]);
    assert_eq!(whole.fit(Capability::Random, &granted), Fit::Exact);
    assert_eq!(whole.fit(Capability::Stdio, &granted), Fit::Wider, "one instance alone used it");
    assert_eq!(whole.fit(Capability::Logging, &granted), Fit::Nothing, "it was an instance's own");
    let reader = facts.about(&instance("reader")).unwrap();
    assert_eq!(reader.fit(Capability::Stdio, &policy(&["stdio stdout"])), Fit::Exact);
    assert_eq!(facts.about(&instance("nobody")), None);

    let denied = vec![(instance("book"), "wall-clock".parse().unwrap())];
    assert_eq!(facts.denied(&Recipient::All), denied);
    assert_eq!(facts.denied(&instance("book")), denied);
    assert_eq!(facts.denied(&instance("reader")), []);

    let composed_facts = facts.composed.unwrap();
    let least = composed(&["random secure"], &[("reader", &["stdio stdout", "logging"])]);
    assert_eq!(composed_facts.least, least);
}

#[test]
fn a_run_that_tells_no_parts_apart_tells_of_the_whole() {
    let mut report = linked_report();
    report.composition = None;
    let facts = LastRunFacts::of(&[&report]).unwrap();
    assert_eq!(facts.composed, None);
    assert_eq!(facts.about(&instance("book")), None);
    assert_eq!(facts.denied(&Recipient::All), [(Recipient::All, "wall-clock".parse().unwrap())]);
}

#[test]
fn a_proposal_says_what_comes_goes_and_stays() {
    let before = composed(&["stdio", "random"], &[("gone", &["config"]), ("reader", &["logging"])]);
    let after = composed(&["random"], &[("reader", &["logging", "stdio stdout"])]);
    let change = |recipient, gone: &[&str], new: &[&str], stays: &[&str]| {
        let grants = |texts: &[&str]| policy(texts).iter().cloned().collect();
        PolicyChange { recipient, gone: grants(gone), new: grants(new), stays: grants(stays) }
    };
    assert_eq!(
        changes(&before, &after),
        [
            change(Recipient::All, &["stdio"], &[], &["random"]),
            change(instance("gone"), &["config"], &[], &[]),
            change(instance("reader"), &[], &["stdio stdout"], &["logging"]),
        ]
    );
}

#[test]
fn grants_are_changed_for_whom_they_are_for() {
    let mut table = RunTable { grants: policy(&["stdio"]), ..RunTable::default() };
    table.component_grants.insert("reader".into(), policy(&["random"]));
    table.component_grants.insert("silent".into(), policy(&[]));
    let reader = instance("reader");
    let before = composed_policy(&table);
    assert_eq!(before, composed(&["stdio"], &[("reader", &["random"])]));
    assert_eq!(reader.inherited(&before), policy(&["stdio"]));
    assert_eq!(reader.own(&before), Some(&policy(&["random"])));
    // What all have is not granted again.
    assert_eq!(reader.preset(Preset::Pure, &before), policy(&[]));
    assert_eq!(Recipient::All.preset(Preset::Pure, &before), policy(&["stdio"]));

    set_composed_policy(&mut table, Recipient::All.with(&before, policy(&["logging"])));
    assert_eq!(table.grants, policy(&["logging"]));
    assert_eq!(table.component_grants["reader"], policy(&["random"]));
    let after = reader.with(&composed_policy(&table), policy(&[]));
    set_composed_policy(&mut table, after);
    assert_eq!(table.component_grants.keys().collect::<Vec<_>>(), ["silent"]);
}

#[test]
fn whom_grants_can_be_for() {
    let mut table = RunTable::default();
    table.component_grants.insert("stranger".into(), policy(&["random", "logging"]));
    table.component_grants.insert("book".into(), policy(&["stdio"]));
    let choice = |instance: &str, grants, is_known| Choice { instance: instance.into(), grants, is_known };
    assert_eq!(
        choices(Some(&["book", "reader"]), &table),
        [choice("book", 1, true), choice("reader", 0, true), choice("stranger", 2, false)]
    );
    assert_eq!(choices(None, &table), [choice("book", 1, true), choice("stranger", 2, true)]);
}

#[test]
fn an_instance_asks_for_what_it_takes_from_the_host() {
    let whole = inspection(&[
        ("wasi:cli/stdout@0.2.6", true, &["get-stdout"]),
        ("wasi:random/random@0.2.6", true, &["get-random-u64"]),
    ]);
    let capabilities = |name: &str| {
        let asked = Asked::of(&imports_of(&whole, &composition(), name));
        asked.capabilities.into_keys().collect::<Vec<_>>()
    };
    assert_eq!(capabilities("book"), [Capability::Random]);
    assert_eq!(capabilities("reader"), [Capability::Stdio]);
    assert_eq!(capabilities("nobody"), []);
}
