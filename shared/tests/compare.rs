//! Golden comparisons: each folder of `tests/compare/` holds two reports and what comparing them finds.
//!
//! `BLESS=1` writes `expected.json` anew; review the diff.

#![expect(
    clippy::disallowed_methods,
    reason = "golden files are read and blessed here; the crate itself does no IO"
)]

use diptych_shared::report::{Comparison, RunReport, compare, summarize_interfaces};
use std::fs;
use std::path::{Path, PathBuf};

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/compare");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

fn report(case: &Path, side: &str) -> RunReport {
    let path = case.join(format!("{side}.json"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn comparisons_are_as_expected() {
    let cases = cases();
    assert!(cases.len() >= 16, "only {} cases were found", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let found = compare(&report(case, "left"), &report(case, "right"));
        let text = serde_json::to_string_pretty(&found).unwrap() + "\n";
        let path = case.join("expected.json");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&path, &text).unwrap();
        } else if fs::read_to_string(&path).unwrap_or_default() != text {
            wrong.push(format!("{}:\n{text}", path.display()));
        }
        assert_eq!(serde_json::from_str::<Comparison>(&text).unwrap(), found, "the JSON form loses nothing");
    }
    assert!(wrong.is_empty(), "BLESS=1 writes these anew:\n{}", wrong.join("\n"));
}

/// Turning the sides round finds the same, the other way round.
#[test]
fn comparing_is_symmetric() {
    for case in cases() {
        let (left, right) = (report(&case, "left"), report(&case, "right"));
        let (there, back) = (compare(&left, &right), compare(&right, &left));
        let name = case.display();
        assert_eq!(there.same, back.same, "{name}");
        assert_eq!(there.trace.differences, back.trace.differences, "{name}");
        assert_eq!(there.trace.rows.len(), back.trace.rows.len(), "{name}");
        assert_eq!(there.stdout.first_difference, back.stdout.first_difference, "{name}");
        let verdicts = |found: &Comparison| -> Vec<(String, String)> {
            found.phases.iter().map(|phase| (phase.name.clone(), phase.verdict.clone())).collect()
        };
        assert_eq!(verdicts(&there), verdicts(&back), "{name}");
    }
}

/// Each call of either side is in exactly one row, in its order; a part only where a trace was cut.
#[test]
fn rows_hold_every_call_once_and_in_order() {
    for case in cases() {
        let (left, right) = (report(&case, "left"), report(&case, "right"));
        let trace = compare(&left, &right).trace;
        let lefts: Vec<u32> = trace.rows.iter().filter_map(|row| row.left).collect();
        let rights: Vec<u32> = trace.rows.iter().filter_map(|row| row.right).collect();
        let name = case.display();
        assert!(lefts.iter().copied().eq(0..lefts.len() as u32), "{name}: {lefts:?}");
        assert!(rights.iter().copied().eq(0..rights.len() as u32), "{name}: {rights:?}");
        let all = lefts.len() == left.trace.events.len() && rights.len() == right.trace.events.len();
        assert!(all || !trace.complete, "{name}");
        assert!(trace.rows.iter().all(|row| row.left.is_some() || row.right.is_some()), "{name}");
    }
}

#[test]
fn a_report_compared_with_itself_is_the_same() {
    for case in cases() {
        let left = report(&case, "left");
        let found = compare(&left, &left);
        assert!(found.same, "{}: {}", case.display(), found.verdict);
        assert_eq!(found.trace.differences, 0);
    }
}

#[test]
fn durations_and_clocks_never_decide() {
    for case in cases() {
        let (left, right) = (report(&case, "left"), report(&case, "right"));
        let mut slow = right.clone();
        slow.timing.total_ns = u64::MAX;
        slow.timing.clock_resolution_ns = u64::MAX;
        slow.timing.warm_ns = vec![u64::MAX; 3];
        slow.timing.phases.iter_mut().for_each(|phase| phase.duration_ns = u64::MAX);
        for event in &mut slow.trace.events {
            (event.start_ns, event.duration_ns) = (u64::MAX, u64::MAX);
        }
        let (plain, slow) = (compare(&left, &right), compare(&left, &slow));
        assert_eq!((plain.same, plain.trace), (slow.same, slow.trace), "{}", case.display());
    }
}

/// Ten thousand calls against ten thousand, of the kinds that are hard to align.
#[test]
fn long_traces_of_any_kind_compare() {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/compare/missing-and-extra-calls");
    let report = report(&case, "left");
    let long = |argument: &dyn Fn(u64) -> u64| {
        let mut report = report.clone();
        let template = report.trace.events[0].clone();
        report.trace.events = (0..10_000)
            .map(|sequence| {
                let mut event = template.clone();
                event.sequence = sequence;
                event.arguments = vec![argument(sequence).to_string()];
                event
            })
            .collect();
        report.trace.total_calls = 10_000;
        report
    };
    let counting = long(&|sequence| sequence);
    let other = long(&|sequence| sequence + 1_000_000);
    let shuffled = long(&|sequence| sequence * 7_919 % 10_000);
    let shifted = long(&|sequence| sequence + 300);
    for (left, right, differences) in [
        (&counting, &counting, Some(0)),
        (&counting, &other, Some(10_000)),
        (&counting, &shifted, Some(600)),
        (&counting, &shuffled, None),
    ] {
        let found = compare(left, right);
        assert!(found.trace.complete);
        if let Some(differences) = differences {
            assert_eq!(found.trace.differences, differences);
        }
        let summaries = summarize_interfaces(&left.trace, &right.trace, &found.trace);
        assert_eq!(summaries.iter().map(|summary| summary.left_calls).sum::<u32>(), 10_000);
        assert_eq!(summaries.iter().map(|summary| summary.differences).sum::<u32>(), found.trace.differences);
    }
}
