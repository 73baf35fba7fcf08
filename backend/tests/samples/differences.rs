//! Where the engines' expectations differ, against `differences.toml`.

use crate::gallery::{Case, Index, samples};
use diptych_shared::report::{KNOWN_DIFFERENCES, KnownDifference, NormalizedReport, Outcome};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// `differences.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Differences {
    /// What the engines' expectations may differ in, and must.
    #[serde(default)]
    pub difference: Vec<Difference>,
}

/// One difference between the engines' expectations of a sample.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Difference {
    /// The sample's folder.
    pub sample: String,
    /// Whether it is the sample's denied variant.
    #[serde(default)]
    pub denied: bool,
    /// What differs.
    pub kind: Kind,
    /// Of a host call: its interface, without the version.
    #[serde(default)]
    pub interface: String,
    /// Of a host call: its function.
    #[serde(default)]
    pub function: String,
    /// The known difference that this is one of.
    pub known: String,
}

/// What can differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// How the run ended.
    Outcome,
    /// The functions on the way to a trap.
    Backtrace,
    /// What the calls returned.
    Values,
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
    /// The files after the run.
    Files,
    /// What was used or denied.
    Needs,
    /// The host calls.
    Trace,
}

/// What differs and, for a host call, where.
type Found = (Kind, String, String);

impl Differences {
    /// Reads them.
    pub fn read() -> Differences {
        let text = fs::read_to_string(samples().join("differences.toml")).unwrap();
        toml::from_str(&text).unwrap_or_else(|error| panic!("differences.toml: {error}"))
    }

    fn of(&self, case: &Case) -> BTreeSet<Found> {
        self.difference
            .iter()
            .filter(|entry| entry.sample == case.sample && entry.denied == case.denied_grants.is_some())
            .map(|entry| (entry.kind, entry.interface.clone(), entry.function.clone()))
            .collect()
    }
}

impl Difference {
    /// What is known of it.
    pub fn known(&self) -> &'static KnownDifference {
        let known = KNOWN_DIFFERENCES.iter().find(|known| known.id == self.known);
        known.unwrap_or_else(|| panic!("differences.toml: `{}` is no known difference", self.known))
    }
}

#[test]
fn the_engines_differ_only_where_it_is_written_down() {
    let listed = Differences::read();
    let cases = Index::read().cases();
    for entry in &listed.difference {
        let belongs =
            |case: &Case| case.sample == entry.sample && case.denied_grants.is_some() == entry.denied;
        assert!(cases.iter().any(belongs), "differences.toml: there is no {entry:?}");
        assert!(!entry.known().reference.is_empty(), "{}: say where it is written", entry.known);
    }
    let mut wrong = Vec::new();
    for case in &cases {
        let wasmtime = case.expectation("wasmtime").unwrap_or_else(|| panic!("{case}: bless it"));
        // That it is there is what the end-to-end test of the sample asks: it alone can write it.
        let Some(browser) = case.expectation("browser") else { continue };
        let (listed, found) = (listed.of(case), differences(&wasmtime, &browser));
        if listed != found {
            wrong.push(format!("{case}: listed {listed:?}, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "differences.toml and the expectations:\n{}", wrong.join("\n"));
}

fn differences(left: &NormalizedReport, right: &NormalizedReport) -> BTreeSet<Found> {
    let mut found = BTreeSet::new();
    let mut differ = |kind: Kind, interface: &str, function: &str| {
        found.insert((kind, interface.to_owned(), function.to_owned()));
    };
    match (&left.outcome, &right.outcome) {
        (
            Outcome::Trapped { kind: left, backtrace: left_trace, .. },
            Outcome::Trapped { kind: right, backtrace: right_trace, .. },
        ) if left == right && left_trace != right_trace => differ(Kind::Backtrace, "", ""),
        (left, right) if left != right => differ(Kind::Outcome, "", ""),
        _ => {}
    }
    for (kind, same) in [
        (Kind::Values, left.values == right.values),
        (Kind::Stdout, left.stdout == right.stdout),
        (Kind::Stderr, left.stderr == right.stderr),
        (Kind::Files, left.files == right.files),
        (Kind::Needs, left.used == right.used && left.denied == right.denied),
    ] {
        if !same {
            differ(kind, "", "");
        }
    }
    // Counting finds which functions differ, wherever the calls stand.
    let mut counts: BTreeMap<(&str, Option<&str>), i64> = BTreeMap::new();
    for (calls, step) in [(&left.calls, 1), (&right.calls, -1)] {
        for call in calls {
            *counts.entry((&call.call, call.denied.as_deref())).or_default() += step;
        }
    }
    for (call, _) in counts.iter().filter(|(_, count)| **count != 0).map(|(key, _)| *key) {
        let (interface, function) = crate::coverage::function_of(call);
        differ(Kind::Trace, interface, function);
    }
    let all_counted = counts.values().all(|count| *count == 0);
    if all_counted && (left.calls != right.calls || left.total_calls != right.total_calls) {
        differ(Kind::Trace, "", "");
    }
    found
}
