//! Two traces made one table: which host call of one run answers to which of the other.

use super::alignment::{align, intern};
use super::comparison::{RowKind, TraceComparison, TraceRow};
use super::format::format_count;
use super::verdict::{Sides, excerpt, excerpts};
use crate::trace::{Decision, Trace, TraceEvent};

/// An interface's name without its version: the two engines may print different ones.
pub(super) fn unversioned(interface: &str) -> &str {
    interface.split('@').next().unwrap_or(interface)
}

/// Compares two traces. `cut_by_time`: both runs were ended by the clock or by a person, so where
/// they ended says nothing.
pub(super) fn compare_traces(
    left: &Trace,
    right: &Trace,
    cut_by_time: bool,
    sides: &Sides,
) -> TraceComparison {
    let mut rows = align_rows(&left.events, &right.events);
    if cut_by_time {
        for row in &mut rows {
            forgive_interruption(row, &left.events, &right.events);
        }
    }
    let kept_in_part = |trace: &Trace| trace.total_calls > trace.events.len() as u64;
    let left_open = kept_in_part(left) || cut_by_time;
    let right_open = kept_in_part(right) || cut_by_time;
    // Behind the end of a trace that was cut, "only the other made it" is not known.
    while rows.last().is_some_and(|row| match row.kind {
        RowKind::OnlyRight => left_open,
        RowKind::OnlyLeft => right_open,
        _ => false,
    }) {
        rows.pop();
    }
    let left_calls = left.total_calls.max(left.events.len() as u64);
    let right_calls = right.total_calls.max(right.events.len() as u64);
    let divergence = rows.iter().position(|row| row.kind != RowKind::Same);
    let explanation = match divergence {
        Some(index) => explain(&rows[index], &left.events, &right.events, sides),
        None if left_calls != right_calls && !cut_by_time => format!(
            "{} made {} host calls in all and {} {}; those that were kept of both are the same.",
            sides.left_subject_capital(),
            format_count(left_calls),
            sides.right_subject(),
            format_count(right_calls),
        ),
        None => String::new(),
    };
    let (rows_left, rows_right) = rows.iter().fold((0, 0), |(lefts, rights), row| {
        (lefts + u64::from(row.left.is_some()), rights + u64::from(row.right.is_some()))
    });
    TraceComparison {
        differences: rows.iter().filter(|row| row.is_finding()).count() as u32,
        known_differences: rows.iter().filter(|row| row.known.is_some()).count() as u32,
        divergence: divergence.map(|index| index as u32),
        explanation,
        left_calls,
        right_calls,
        complete: rows_left == left_calls && rows_right == right_calls,
        rows,
    }
}

/// First pass: the same function with the same arguments. Second pass, in the gaps that leaves: the
/// same function. What is left was made by one side only.
fn align_rows(left: &[TraceEvent], right: &[TraceEvent]) -> Vec<TraceRow> {
    let function = |event: &TraceEvent| (unversioned(&event.interface).to_owned(), event.function.clone());
    let (left_functions, right_functions) = intern(left.iter().map(function), right.iter().map(function));
    let call = |(event, function): (&TraceEvent, &u32)| (*function, event.arguments.clone());
    let (left_calls, right_calls) =
        intern(left.iter().zip(&left_functions).map(call), right.iter().zip(&right_functions).map(call));

    let mut rows = Vec::with_capacity(left.len().max(right.len()));
    let (mut left_at, mut right_at) = (0, 0);
    let ends = std::iter::once((left.len(), right.len()));
    for (left_next, right_next) in align(&left_calls, &right_calls).into_iter().chain(ends) {
        let gap = align(&left_functions[left_at..left_next], &right_functions[right_at..right_next]);
        let (left_gap, right_gap) = (left_at, right_at);
        let gap = gap.into_iter().map(|(l, r)| (l + left_gap, r + right_gap));
        for (left_pair, right_pair) in gap.chain(std::iter::once((left_next, right_next))) {
            rows.extend((left_at..left_pair).map(|index| TraceRow {
                kind: RowKind::OnlyLeft,
                left: Some(index as u32),
                right: None,
                counterpart: None,
                known: None,
            }));
            rows.extend((right_at..right_pair).map(|index| TraceRow {
                kind: RowKind::OnlyRight,
                left: None,
                right: Some(index as u32),
                counterpart: None,
                known: None,
            }));
            if let (Some(left_event), Some(right_event)) = (left.get(left_pair), right.get(right_pair)) {
                rows.push(TraceRow {
                    kind: kind(left_event, right_event),
                    left: Some(left_pair as u32),
                    right: Some(right_pair as u32),
                    counterpart: None,
                    known: None,
                });
            }
            (left_at, right_at) = (left_pair + 1, right_pair + 1);
        }
    }
    rows
}

/// How two calls of one function differ. Durations never count, nor the engine's words for why a
/// call did not return. A denial is named before the result that it brings about.
fn kind(left: &TraceEvent, right: &TraceEvent) -> RowKind {
    if left.arguments != right.arguments {
        RowKind::Arguments
    } else if left.decision != right.decision {
        RowKind::Denial
    } else if left.result != right.result || left.interrupted.is_some() != right.interrupted.is_some() {
        RowKind::Result
    } else {
        RowKind::Same
    }
}

/// A call that was under way when the time was over has no result to compare.
fn forgive_interruption(row: &mut TraceRow, left: &[TraceEvent], right: &[TraceEvent]) {
    if let (RowKind::Result, Some(l), Some(r)) = (row.kind, row.left, row.right)
        && (left[l as usize].interrupted.is_some() || right[r as usize].interrupted.is_some())
    {
        row.kind = RowKind::Same;
    }
}

/// One row that is not the same, in words, with both sides' values.
fn explain(row: &TraceRow, left: &[TraceEvent], right: &[TraceEvent], sides: &Sides) -> String {
    let left_event = row.left.and_then(|index| left.get(index as usize));
    let right_event = row.right.and_then(|index| right.get(index as usize));
    match (left_event, right_event) {
        (Some(left), Some(right)) => explain_pair(row.kind, left, right, sides),
        (Some(event), None) => explain_single(event, &sides.left_subject(), &sides.right_subject()),
        (None, Some(event)) => explain_single(event, &sides.right_subject(), &sides.left_subject()),
        (None, None) => String::new(),
    }
}

fn explain_single(event: &TraceEvent, maker: &str, other: &str) -> String {
    let arguments: Vec<String> = event.arguments.iter().map(|argument| excerpt(argument)).collect();
    format!(
        "At host call {} {maker} called {} with {} ({}); {other} did not make this call.",
        format_count(event.sequence.saturating_add(1)),
        name(event),
        list(&arguments),
        ending(event, &excerpt(returned(event))),
    )
}

fn explain_pair(kind: RowKind, left: &TraceEvent, right: &TraceEvent, sides: &Sides) -> String {
    let (left_name, right_name) = (sides.left_subject(), sides.right_subject());
    let (left_number, right_number) =
        (format_count(left.sequence.saturating_add(1)), format_count(right.sequence.saturating_add(1)));
    let place = if left.sequence == right.sequence {
        format!("At host call {left_number}")
    } else {
        format!("At host call {left_number} of {left_name} and {right_number} of {right_name}")
    };
    let name = name(left);
    let empty = String::new();
    let (left_arguments, right_arguments): (Vec<String>, Vec<String>) =
        (0..left.arguments.len().max(right.arguments.len()))
            .map(|index| {
                excerpts(
                    left.arguments.get(index).unwrap_or(&empty),
                    right.arguments.get(index).unwrap_or(&empty),
                )
            })
            .unzip();
    let (left_result, right_result) = excerpts(returned(left), returned(right));
    match kind {
        RowKind::Same => String::new(),
        RowKind::Arguments => format!(
            "{place} {left_name} called {name} with {} where {right_name} called it with {}.",
            list(&left_arguments),
            list(&right_arguments),
        ),
        _ => format!(
            "{place} both called {name} with {}: for {left_name} {}, for {right_name} {}.",
            list(&left_arguments),
            ending(left, &left_result),
            ending(right, &right_result),
        ),
    }
}

fn name(event: &TraceEvent) -> String {
    excerpt(&format!("{}#{}", unversioned(&event.interface), event.function))
}

/// Four are plenty for a sentence; the table shows all.
fn list(arguments: &[String]) -> String {
    match arguments {
        [] => "no arguments".into(),
        [first @ .., _] if first.len() >= 4 => format!("({}, …)", first[..4].join(", ")),
        all => format!("({})", all.join(", ")),
    }
}

/// The result, or why there is none.
fn returned(event: &TraceEvent) -> &str {
    event.result.as_deref().or(event.interrupted.as_deref()).unwrap_or_default()
}

fn ending(event: &TraceEvent, returned: &str) -> String {
    let result = match (&event.result, &event.interrupted) {
        (Some(_), _) => format!("returned {returned}"),
        (None, Some(_)) => format!("did not return ({returned})"),
        (None, None) => "returned nothing".into(),
    };
    match &event.decision {
        Decision::Allowed => format!("it {result}"),
        Decision::Denied { capability, grant } => {
            let missing = grant.as_ref().unwrap_or(capability);
            format!("it was denied for want of {} and {result}", excerpt(missing))
        }
    }
}
