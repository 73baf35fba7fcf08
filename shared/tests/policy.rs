//! The vectors in `tests/policy/scopes.json`, which the page's host is tested with too.

use diptych_shared::policy::{Grant, Ledger, Policy, policy_scopes};
use serde::Deserialize;

#[derive(Deserialize)]
struct Vectors {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    policy: Policy,
    allowed: Vec<Grant>,
    denied: Vec<Grant>,
}

#[test]
fn policies_allow_and_deny_what_the_vectors_say() {
    let vectors: Vectors = serde_json::from_str(include_str!("policy/scopes.json")).unwrap();
    for case in vectors.cases {
        let mut ledger = Ledger::new(case.policy.clone());
        for need in case.allowed {
            assert!(ledger.check(&need), "{:?} must allow {need}", case.policy.texts());
        }
        for need in case.denied {
            assert!(!ledger.check(&need), "{:?} must deny {need}", case.policy.texts());
            assert_eq!(ledger.take_denied(), Some(need));
        }
    }
}

#[test]
fn scopes_as_data_have_one_form_a_kind() {
    let texts = [
        "environment A",
        "filesystem",
        "filesystem read /data",
        "http * https://*.example.com:8443/v1/*",
        "http",
        "key-value",
        "key-value read s",
        "config",
    ];
    let policy: Policy = texts.iter().map(|text| text.parse().unwrap()).collect();
    let expected = serde_json::json!({
        "environment": ["A"],
        "filesystem": [{"access": "write", "place": "/"}, {"access": "read", "place": "/data"}],
        "http": [
            null,
            {"method": "*", "scheme": "https", "host": "*.example.com", "port": 8443, "path": "/v1/*"},
        ],
        "key-value": [{"access": "write", "place": null}, {"access": "read", "place": "s"}],
        "blob-store": [],
        "config": [null],
    });
    assert_eq!(serde_json::to_value(policy_scopes(&policy)).unwrap(), expected);
}
