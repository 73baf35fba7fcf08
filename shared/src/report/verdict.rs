//! The comparison in words: outcomes, values and the one line on top.

use super::comparison::{Agreement, Comparison, OutputComparison};
use super::display::visible;
use super::format::format_count;
use super::{CallValue, EngineInfo, Outcome, RunReport, TrapKind};
use crate::trace::unversioned;

/// How many characters of a guest's text a sentence quotes.
const EXCERPT_CHARS: usize = 120;

/// What the two sides are called.
pub(super) struct Sides {
    /// `browser`, or whatever the left engine's id is.
    pub(super) left: String,
    /// `wasmtime`, or whatever the right engine's id is.
    pub(super) right: String,
}

impl Sides {
    pub(super) fn new(left: &EngineInfo, right: &EngineInfo) -> Self {
        let name = |engine: &EngineInfo, side: &str| match engine.id.as_str() {
            "" => side.to_owned(),
            id if left.id == right.id => format!("{} ({side})", excerpt(id)),
            id => excerpt(id),
        };
        Sides { left: name(left, "left"), right: name(right, "right") }
    }

    /// As a sentence's subject: `the browser`, `wasmtime`.
    pub(super) fn left_subject(&self) -> String {
        subject(&self.left)
    }

    pub(super) fn right_subject(&self) -> String {
        subject(&self.right)
    }

    /// At a sentence's start: `The browser`; the name of a program keeps its case.
    pub(super) fn left_subject_capital(&self) -> String {
        let subject = self.left_subject();
        subject.strip_prefix("the ").map_or_else(|| subject.clone(), |rest| format!("The {rest}"))
    }
}

fn subject(name: &str) -> String {
    if name.starts_with("browser") || name == "left" || name == "right" {
        format!("the {name}")
    } else {
        name.to_owned()
    }
}

/// A short, safe quotation of guest text on one line.
pub(super) fn excerpt(text: &str) -> String {
    let mut characters = text.chars();
    let mut short: String = characters.by_ref().take(EXCERPT_CHARS).collect();
    if characters.next().is_some() {
        short.push('…');
    }
    visible(&short).replace('\n', "⏎").replace('\t', " ")
}

/// Two quotations that show where the texts differ, however far inside that is.
pub(super) fn excerpts(left: &str, right: &str) -> (String, String) {
    let same = left.chars().zip(right.chars()).take_while(|(left, right)| left == right).count();
    if left == right || same < EXCERPT_CHARS / 2 {
        return (excerpt(left), excerpt(right));
    }
    let from = |text: &str| {
        let rest: String = text.chars().skip(same - EXCERPT_CHARS / 4).take(EXCERPT_CHARS + 1).collect();
        format!("…{}", excerpt(&rest))
    };
    (from(left), from(right))
}

/// Whether two runs ended alike. Traps compare by kind, denials without the interface's version.
pub(super) fn compare_outcomes(left: &Outcome, right: &Outcome, sides: &Sides) -> Agreement {
    use Outcome::*;
    let same = match (left, right) {
        (Trapped { kind: left, .. }, Trapped { kind: right, .. }) => left == right,
        (
            Denied { interface: left, function: left_function, .. },
            Denied { interface: right, function: right_function, .. },
        ) => unversioned(left) == unversioned(right) && left_function == right_function,
        (UnsupportedByEngine { .. }, UnsupportedByEngine { .. })
        | (Rejected { .. }, Rejected { .. })
        | (EngineFailed { .. }, EngineFailed { .. }) => true,
        _ => left == right,
    };
    let difference = if same {
        String::new()
    } else {
        format!(
            "{} {}, {} {}",
            sides.left_subject(),
            outcome_words(left),
            sides.right_subject(),
            outcome_words(right)
        )
    };
    Agreement { same, difference, known: None }
}

/// How a run ended, as a predicate: `returned`, `trapped (unreachable)`.
pub fn outcome_words(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Returned => "returned".into(),
        Outcome::Exited { code } => format!("exited with code {code}"),
        Outcome::Trapped { kind, .. } => format!("trapped ({})", trap_words(*kind)),
        Outcome::Denied { interface, function, capability } => format!(
            "was denied {} at {}",
            excerpt(capability),
            excerpt(&format!("{}#{function}", unversioned(interface)))
        ),
        Outcome::LimitExceeded { limit, value } => {
            format!("met the limit {} = {}", excerpt(limit), format_count(*value))
        }
        Outcome::UnsupportedByEngine { why } => format!("cannot run it ({})", excerpt(why)),
        Outcome::Rejected { why } => format!("refused it ({})", excerpt(why)),
        Outcome::Cancelled => "was stopped".into(),
        Outcome::EngineFailed { why } => format!("failed ({})", excerpt(why)),
    }
}

fn trap_words(kind: TrapKind) -> &'static str {
    match kind {
        TrapKind::Unreachable => "unreachable",
        TrapKind::MemoryOutOfBounds => "memory out of bounds",
        TrapKind::TableOutOfBounds => "table out of bounds",
        TrapKind::IndirectCallMismatch => "indirect call type mismatch",
        TrapKind::UninitializedElement => "uninitialized table element",
        TrapKind::IntegerDivideByZero => "integer divide by zero",
        TrapKind::IntegerOverflow => "integer overflow",
        TrapKind::InvalidConversion => "invalid conversion to integer",
        TrapKind::StackOverflow => "stack overflow",
        TrapKind::CanonicalAbi => "refused by the canonical ABI",
        TrapKind::HostRefused => "refused by the host",
        TrapKind::Other => "another reason",
    }
}

/// Whether the calls returned the same, as far as both got when `cut_by_time`.
pub(super) fn compare_values(
    left: &[CallValue],
    right: &[CallValue],
    cut_by_time: bool,
    sides: &Sides,
) -> Agreement {
    let (left_name, right_name) = (sides.left_subject(), sides.right_subject());
    let words = |value: &CallValue| value.value.clone().unwrap_or_else(|| "nothing".into());
    let differing = left.iter().zip(right).position(|(left, right)| left != right);
    let difference = match differing {
        Some(index) => {
            let (left, right) = (&left[index], &right[index]);
            let number = index + 1;
            if left.export == right.export {
                let (left_words, right_words) = excerpts(&words(left), &words(right));
                format!(
                    "call {number} ({}) returned {left_words} in {left_name} and {right_words} in {right_name}",
                    excerpt(&left.export),
                )
            } else {
                format!(
                    "call {number} was {} in {left_name} and {} in {right_name}",
                    excerpt(&left.export),
                    excerpt(&right.export)
                )
            }
        }
        None if left.len() != right.len() && !cut_by_time => {
            let calls = |count: usize| match count {
                1 => "1 call".to_owned(),
                count => format!("{} calls", format_count(count as u64)),
            };
            format!("{} returned in {left_name} and {} in {right_name}", calls(left.len()), right.len())
        }
        None => String::new(),
    };
    Agreement { same: difference.is_empty(), difference, known: None }
}

/// The line on top: outcome where it is worth a word, output, host calls, time.
pub(super) fn verdict(left: &RunReport, right: &RunReport, found: &Comparison) -> String {
    let mut sentences = Vec::new();
    if left.component_sha256 != right.component_sha256 {
        sentences.push("These are runs of two different components.".to_owned());
    }
    if !found.outcome.same {
        let known = found.outcome.known.map(|known| format!(" (known: {})", known.entry().what));
        let known = known.unwrap_or_default();
        sentences.push(format!("Different outcome{known}: {}.", found.outcome.difference));
    } else if !matches!(left.outcome, Outcome::Returned) {
        sentences.push(format!("Both {}.", outcome_words(&left.outcome).replacen("was ", "were ", 1)));
    }
    if !(ran(&left.outcome) && ran(&right.outcome)) {
        return sentences.join(" ");
    }
    sentences.push(output_sentence(left, right, found));
    sentences.push(trace_sentence(found, call_word(left, right)));
    if completed(&left.outcome) && completed(&right.outcome) {
        sentences.extend(time_sentence(found));
    }
    sentences.join(" ")
}

/// Whether anything of the guest ran, so that outputs and traces mean something.
fn ran(outcome: &Outcome) -> bool {
    !matches!(
        outcome,
        Outcome::Rejected { .. } | Outcome::UnsupportedByEngine { .. } | Outcome::EngineFailed { .. }
    )
}

fn completed(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Returned | Outcome::Exited { .. })
}

fn output_sentence(left: &RunReport, right: &RunReport, found: &Comparison) -> String {
    // What a command's `run` returns is its outcome rather than a value.
    let typed = |report: &RunReport| {
        report.values.iter().any(|value| value.value.is_some() && !value.export.starts_with("wasi:cli/run"))
    };
    let wrote = |report: &RunReport| !report.stdout.bytes.is_empty() || !report.stderr.bytes.is_empty();
    let has_values = typed(left) && typed(right);
    let has_output = wrote(left) || wrote(right);
    let agrees = |output: &OutputComparison| output.same || output.agree_so_far;

    let mut different = Vec::new();
    // Calls that one side did not get to follow from the outcome, which was named already.
    let follows =
        !found.outcome.same && left.values.iter().zip(&right.values).all(|(left, right)| left == right);
    if !found.values.same && !follows {
        different.push("values");
    }
    if !agrees(&found.stdout) {
        different.push("stdout");
    }
    if !agrees(&found.stderr) {
        different.push("stderr");
    }
    if !(found.files.same || found.files.unfinished) {
        different.push("files");
    }
    match different.as_slice() {
        [] => {}
        ["values"] => return format!("Different values: {}.", found.values.difference),
        [one] => return format!("Different {one}."),
        [first @ .., last] => return format!("Different {} and {last}.", first.join(", ")),
    }
    let so_far = if found.stdout.same && found.stderr.same { "" } else { " as far as both go" };
    let subject = match (has_values, has_output) {
        (false, false) => return "No output.".into(),
        (false, true) => "output",
        (true, false) if left.values.len().max(right.values.len()) == 1 => "value",
        (true, false) => "values",
        (true, true) if left.values.len().max(right.values.len()) == 1 => "value and output",
        (true, true) => "values and output",
    };
    format!("Same {subject}{so_far}.")
}

/// What traces count: in a linked composition calls between parts too.
pub(super) fn call_word(left: &RunReport, right: &RunReport) -> &'static str {
    if left.sees_parts() || right.sees_parts() { "call" } else { "host call" }
}

fn trace_sentence(found: &Comparison, word: &str) -> String {
    let trace = &found.trace;
    let calls = |count: u64| match count {
        1 => format!("1 {word}"),
        count => format!("{} {word}s", format_count(count)),
    };
    let known = match trace.known_differences {
        0 => String::new(),
        1 => ", 1 known difference".into(),
        count => format!(", {} known differences", format_count(count.into())),
    };
    match trace.differences {
        1 => format!("1 {word} differs{known}."),
        0 if !trace.same => format!(
            "{} {word}s against {}{known}.",
            format_count(trace.left_calls),
            format_count(trace.right_calls)
        ),
        0 if trace.left_calls == 0 && trace.right_calls == 0 => format!("No {word}s."),
        0 if trace.complete && trace.left_calls == trace.right_calls => {
            format!("Same {}{known}.", calls(trace.left_calls))
        }
        0 => {
            let rows = format_count(trace.rows.len() as u64);
            format!("Same {word}s as far as both go ({rows}){known}.")
        }
        count => format!("{} differ{known}.", calls(count.into())),
    }
}

/// The widest phase both sides did without a cache.
fn time_sentence(found: &Comparison) -> Option<String> {
    [("cold-start", "Cold start"), ("warm-start", "Warm start"), ("warm-call", "Warm calls")].iter().find_map(
        |(name, words)| {
            let phase = found.phases.iter().find(|phase| phase.name == *name && !phase.verdict.is_empty())?;
            Some(format!("{words}: {}.", phase.verdict))
        },
    )
}
