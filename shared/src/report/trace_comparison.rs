//! Two traces compared: rows, differences known and unknown, and the first one in words.

use super::RunReport;
use super::comparison::{RowKind, TraceComparison, TraceRow};
use super::explain::explain;
use super::format::format_count;
use super::known;
use super::trace_alignment::align_rows;
use super::verdict::{Sides, call_word};
use crate::trace::{Trace, TraceEvent};

/// Compares two runs' traces. `cut`: both runs were ended by what says nothing about the guest (the
/// clock, a person, the stack's depth), so where they ended says nothing either.
pub(super) fn compare_traces(
    left: &RunReport,
    right: &RunReport,
    cut: bool,
    sides: &Sides,
) -> TraceComparison {
    let (left_events, right_events) = (&left.trace.events[..], &right.trace.events[..]);
    let mut rows = align_rows(left_events, right_events);
    if cut {
        for row in &mut rows {
            forgive_interruption(row, left_events, right_events);
        }
    }
    // Behind the end of a trace that was cut, "only the other made it" is not known.
    let kept_in_part = |trace: &Trace| trace.total_calls > trace.events.len() as u64;
    let left_open = kept_in_part(&left.trace) || cut;
    let right_open = kept_in_part(&right.trace) || cut;
    while rows.last().is_some_and(|row| is_behind_end(row, left_open, right_open)) {
        rows.pop();
    }
    known::label_rows(&mut rows, left, right);
    let ending = known::of_endings(left, right);
    if let Some((known, left_ended)) = ending {
        let behind = rows.iter_mut().rev().take_while(|row| is_behind_end(row, left_ended, !left_ended));
        behind.for_each(|row| row.known = Some(known));
    }

    let left_calls = left.trace.total_calls.max(left_events.len() as u64);
    let right_calls = right.trace.total_calls.max(right_events.len() as u64);
    let (rows_left, rows_right) = rows.iter().fold((0, 0), |(lefts, rights), row| {
        (lefts + u64::from(row.left.is_some()), rights + u64::from(row.right.is_some()))
    });
    let complete = rows_left == left_calls && rows_right == right_calls;
    let differences = rows.iter().filter(|row| row.is_finding()).count() as u32;
    let unequal_totals =
        differences == 0 && !complete && left_calls != right_calls && !cut && ending.is_none();
    let divergence =
        rows.iter().position(TraceRow::is_finding).or_else(|| rows.iter().position(|row| !row.is_same()));
    let explanation = match divergence {
        _ if unequal_totals => format!(
            "{} made {} {}s in all and {} {}; those that were kept of both are the same.",
            sides.left_subject_capital(),
            format_count(left_calls),
            call_word(left, right),
            sides.right_subject(),
            format_count(right_calls),
        ),
        Some(index) => explain(&rows, index, left_events, right_events, sides),
        None => String::new(),
    };
    TraceComparison {
        same: differences == 0 && !unequal_totals,
        differences,
        known_differences: rows.iter().filter(|row| row.known.is_some()).count() as u32,
        divergence: divergence.map(|index| index as u32),
        explanation,
        left_calls,
        right_calls,
        complete,
        rows,
    }
}

fn is_behind_end(row: &TraceRow, left_ended: bool, right_ended: bool) -> bool {
    match row.kind {
        RowKind::OnlyRight => left_ended,
        RowKind::OnlyLeft => right_ended,
        _ => false,
    }
}

/// A call that was under way when the run was cut has no result to compare.
fn forgive_interruption(row: &mut TraceRow, left: &[TraceEvent], right: &[TraceEvent]) {
    if let (RowKind::Result, Some(l), Some(r)) = (row.kind, row.left, row.right)
        && (left[l as usize].interrupted.is_some() || right[r as usize].interrupted.is_some())
    {
        row.kind = RowKind::Same;
    }
}
