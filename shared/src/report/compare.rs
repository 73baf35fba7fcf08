//! Comparing two run reports: a pure function from two reports to verdict, differences and aligned trace.

use super::comparison::Comparison;
use super::output::compare_outputs;
use super::timing::compare_timing;
use super::trace_alignment::compare_traces;
use super::verdict::{Sides, compare_outcomes, compare_values, verdict};
use super::{Outcome, RunReport};

/// Compares two reports, whatever they hold.
///
/// Time never decides: durations are shown and judged apart (see
/// [`PhaseComparison`](super::PhaseComparison)), and where both runs were cut off by the time limit
/// or by a person, what one did beyond the other is no difference. Traps compare by kind, not by
/// the engine's words; interfaces without their versions.
pub fn compare(left: &RunReport, right: &RunReport) -> Comparison {
    let sides = Sides::new(&left.engine, &right.engine);
    let cut_by_time = cut_by_time(&left.outcome) && cut_by_time(&right.outcome);
    let mut comparison = Comparison {
        verdict: String::new(),
        same: false,
        outcome: compare_outcomes(&left.outcome, &right.outcome, &sides),
        values: compare_values(&left.values, &right.values, cut_by_time, &sides),
        stdout: compare_outputs(&left.stdout, &right.stdout, cut_by_time),
        stderr: compare_outputs(&left.stderr, &right.stderr, cut_by_time),
        phases: compare_timing(&left.timing, &right.timing, &sides),
        trace: compare_traces(&left.trace, &right.trace, cut_by_time, &sides),
    };
    comparison.same = left.component_sha256 == right.component_sha256
        && comparison.outcome.same
        && comparison.values.same
        && (comparison.stdout.same || comparison.stdout.agree_so_far)
        && (comparison.stderr.same || comparison.stderr.agree_so_far)
        && comparison.trace.explanation.is_empty();
    comparison.verdict = verdict(left, right, &comparison);
    comparison
}

/// Whether the clock or a person ended the run, so that where it ended says nothing about the guest.
fn cut_by_time(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::LimitExceeded { limit, .. } => limit == "time-ms",
        Outcome::Cancelled => true,
        _ => false,
    }
}
