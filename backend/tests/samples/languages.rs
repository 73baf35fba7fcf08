//! What holds across languages: one world, the same calls, equal answers.

use crate::gallery::{ENGINES, Index, project};
use diptych_shared::project::Language;

/// The samples of one kind, whatever their language: `types-rust`, `types-wat`…
fn of_kind(kind: &str) -> Vec<String> {
    let prefix = format!("{kind}-");
    let is_language = |rest: &str| Language::ALL.into_iter().any(|language| language.name() == rest);
    let index = Index::read();
    index.names().filter(|name| name.strip_prefix(&prefix).is_some_and(is_language)).cloned().collect()
}

/// Asserts that all of a kind are called alike and answer alike.
fn check(kind: &str) {
    let names = of_kind(kind);
    assert!(names.len() > 1, "{kind}: {names:?}");
    let facts = |name: &String| {
        let case = crate::gallery::Case { sample: name.clone(), denied_grants: None, stage: None };
        let expected = ENGINES.map(|engine| {
            let report =
                case.expectation(engine).unwrap_or_else(|| panic!("{name}: no expectation of {engine}"));
            (report.values, report.stdout)
        });
        (project(name).manifest().unwrap().run.calls, expected)
    };
    let first = facts(&names[0]);
    for name in &names[1..] {
        assert_eq!(facts(name), first, "{name} and {}", names[0]);
    }
}

#[test]
fn every_kind_of_value_is_the_same_in_every_language() {
    check("types");
}

#[test]
fn the_resource_is_the_same_in_every_language() {
    check("counter");
}
