//! One row of the trace in words, with both sides' values.

use super::comparison::{RowKind, TraceRow};
use super::format::format_count;
use super::verdict::{Sides, excerpt, excerpts};
use crate::trace::{Decision, TraceEvent, unversioned};

/// `rows[index]`, which is not the same on both sides, in words.
pub(super) fn explain(
    rows: &[TraceRow],
    index: usize,
    left: &[TraceEvent],
    right: &[TraceEvent],
    sides: &Sides,
) -> String {
    let row = &rows[index];
    // The other place of a call that was made out of order is another row.
    let counterpart = row.counterpart.and_then(|index| rows.get(index as usize));
    let left_index = row.left.or(counterpart.and_then(|row| row.left));
    let right_index = row.right.or(counterpart.and_then(|row| row.right));
    let left_event = left_index.and_then(|index| left.get(index as usize));
    let right_event = right_index.and_then(|index| right.get(index as usize));
    let sentence = match (left_event, right_event) {
        (Some(left), Some(right)) if row.kind == RowKind::Order => {
            explain_order(left, right, row.left.is_some(), sides)
        }
        (Some(left), Some(right)) => explain_pair(row.kind, left, right, sides),
        (Some(event), None) => explain_single(event, &sides.left_subject(), &sides.right_subject()),
        (None, Some(event)) => explain_single(event, &sides.right_subject(), &sides.left_subject()),
        (None, None) => String::new(),
    };
    match row.known {
        Some(known) => format!("{sentence} This is a known difference: {}", known.entry().why),
        None => sentence,
    }
}

fn explain_single(event: &TraceEvent, maker: &str, other: &str) -> String {
    format!(
        "At {} {} {maker} called {} with {} ({}); {other} did not make this call.",
        call(event),
        number(event),
        name(event),
        arguments(event),
        ending(event, &excerpt(returned(event))),
    )
}

fn explain_order(left: &TraceEvent, right: &TraceEvent, left_first: bool, sides: &Sides) -> String {
    let (left_name, right_name) = (sides.left_subject(), sides.right_subject());
    let (first, first_name, second, second_name) =
        if left_first { (left, left_name, right, right_name) } else { (right, right_name, left, left_name) };
    format!(
        "At {} {} {first_name} called {} with {}; {second_name} made this call too, in another order: as its {} {}.",
        call(first),
        number(first),
        name(first),
        arguments(first),
        call(second),
        number(second),
    )
}

fn explain_pair(kind: RowKind, left: &TraceEvent, right: &TraceEvent, sides: &Sides) -> String {
    let (left_name, right_name) = (sides.left_subject(), sides.right_subject());
    let place = if left.sequence == right.sequence {
        format!("At {} {}", call(left), number(left))
    } else {
        let (call, left, right) = (call(left), number(left), number(right));
        format!("At {call} {left} of {left_name} and {right} of {right_name}")
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

/// As people count: from 1.
fn number(event: &TraceEvent) -> String {
    format_count(event.sequence.saturating_add(1))
}

/// What is counted: in a linked composition calls between parts too.
fn call(event: &TraceEvent) -> &'static str {
    if event.caller.is_some() { "call" } else { "host call" }
}

/// The function, and in a linked composition who called whom.
fn name(event: &TraceEvent) -> String {
    let function = excerpt(&format!("{}#{}", unversioned(&event.interface), event.function));
    match (&event.caller, &event.callee) {
        (None, _) => function,
        (Some(caller), None) => format!("{function} from {}", excerpt(caller)),
        (Some(caller), Some(callee)) => {
            format!("{function} of {} from {}", excerpt(callee), excerpt(caller))
        }
    }
}

fn arguments(event: &TraceEvent) -> String {
    list(&event.arguments.iter().take(5).map(|argument| excerpt(argument)).collect::<Vec<_>>())
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
