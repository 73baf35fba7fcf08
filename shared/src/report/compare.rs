//! Comparing two run reports: a pure function from two reports to verdict, differences and aligned trace.

use super::comparison::{Comparison, TraceComparison};
use super::files::compare_files;
use super::known::{self, KNOWN_DIFFERENCES, KnownId, KnownUse};
use super::needs::compare_needs;
use super::output::compare_outputs;
use super::timing::compare_timing;
use super::trace_comparison::compare_traces;
use super::verdict::{Sides, compare_outcomes, compare_values, verdict};
use super::{Outcome, RunReport, TrapKind};

/// Compares two reports, whatever they hold.
///
/// Time never decides: durations are shown and judged apart (see
/// [`PhaseComparison`](super::PhaseComparison)), and where both runs were cut off by the time limit,
/// by a person or by the depth of the stack, what one did beyond the other is no difference. Traps
/// compare by kind, not by the engine's words; interfaces without their versions; handles by which
/// corresponds to which. What a [known difference](super::KNOWN_DIFFERENCES) explains is told and
/// does not count.
pub fn compare(left: &RunReport, right: &RunReport) -> Comparison {
    let sides = Sides::new(&left.engine, &right.engine);
    let cut = says_nothing(&left.outcome) && says_nothing(&right.outcome);
    let ending = known::of_endings(left, right);
    let follows = cut || ending.is_some();
    let mut outcome = compare_outcomes(&left.outcome, &right.outcome, &sides);
    if !outcome.same {
        outcome.known = ending.map(|(known, _)| known);
    }
    let trace = compare_traces(left, right, cut, &sides);
    let mut comparison = Comparison {
        verdict: String::new(),
        same: false,
        known: known_uses(&trace, outcome.known),
        outcome,
        values: compare_values(&left.values, &right.values, follows, &sides),
        stdout: compare_outputs(&left.stdout, &right.stdout, follows),
        stderr: compare_outputs(&left.stderr, &right.stderr, follows),
        files: compare_files(&left.files, &right.files, follows),
        used: compare_needs(&left.used, &right.used),
        denied: compare_needs(&left.denied, &right.denied),
        phases: compare_timing(&left.timing, &right.timing, &sides),
        trace,
    };
    comparison.same = left.component_sha256 == right.component_sha256
        && (comparison.outcome.same || comparison.outcome.known.is_some())
        && comparison.values.same
        && (comparison.stdout.same || comparison.stdout.agree_so_far)
        && (comparison.stderr.same || comparison.stderr.agree_so_far)
        && (comparison.files.same || comparison.files.unfinished)
        && comparison.trace.same;
    comparison.verdict = verdict(left, right, &comparison);
    comparison
}

/// Whether the clock, a person or the stack's depth ended the run, so that where it ended says nothing
/// about the guest.
fn says_nothing(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::LimitExceeded { limit, .. } => limit == "time-ms",
        Outcome::Trapped { kind, .. } => *kind == TrapKind::StackOverflow,
        Outcome::Cancelled => true,
        _ => false,
    }
}

/// The known differences that were met, in the table's order.
fn known_uses(trace: &TraceComparison, outcome: Option<KnownId>) -> Vec<KnownUse> {
    let mut rows = vec![0; KNOWN_DIFFERENCES.len()];
    trace.rows.iter().filter_map(|row| row.known).for_each(|known| rows[usize::from(known.number())] += 1);
    let ids = (0..KNOWN_DIFFERENCES.len() as u8).filter_map(KnownId::from_number);
    let used = ids.zip(rows).filter(|(id, rows)| *rows > 0 || outcome == Some(*id));
    used.map(|(id, rows)| id.in_use(rows, outcome == Some(id))).collect()
}
