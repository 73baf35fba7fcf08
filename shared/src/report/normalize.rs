//! A run report without what changes from run to run: the form in which samples keep what to expect.

use super::{CallValue, FileChange, Outcome, Output, RunReport};
use crate::api::Bytes;
use crate::trace::{Decision, TraceEvent};
use serde::{Deserialize, Serialize};

/// So many host calls a normalized report keeps: enough for what people read, short enough to be kept.
pub const NORMALIZED_CALLS: usize = 500;

/// What a run must look like, whenever and wherever it is made: a [`RunReport`] without times,
/// memory, hashes, versions and the engine's own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NormalizedReport {
    /// The engine's id.
    pub engine: String,
    /// How it ended; a trap's `message` is empty, its frames have function names only.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// What the calls returned.
    pub values: Vec<CallValue>,
    /// Standard output.
    pub stdout: NormalizedOutput,
    /// Standard error.
    pub stderr: NormalizedOutput,
    /// The needs that were allowed.
    #[serde(default)]
    pub used: Vec<String>,
    /// The needs that were denied.
    #[serde(default)]
    pub denied: Vec<String>,
    /// What the run changed in the virtual files.
    #[serde(default)]
    pub files: Vec<FileChange>,
    /// The first host calls, at most [`NORMALIZED_CALLS`].
    pub calls: Vec<NormalizedCall>,
    /// How many host calls there were.
    pub total_calls: u64,
}

/// What a guest wrote: text where it is UTF-8, base64 otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NormalizedOutput {
    /// UTF-8 text.
    Text(String),
    /// Anything else.
    Base64(Bytes),
    /// More was written than is kept, so where it was cut may vary: only that it was.
    Truncated,
}

/// One host call without its times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NormalizedCall {
    /// `wasi:io/streams@0.2.6#[method]output-stream.write(output-stream#1, b"hi") -> ok`;
    /// ` -> …` is missing where there is no result, and is ` (did not return)` where the call was
    /// interrupted. In a linked composition the caller stands before it, `app: …`, or caller and callee,
    /// `app > counter: …`.
    pub call: String,
    /// The grant that was missing, when the call was denied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denied: Option<String>,
}

/// Drops everything that changes from run to run.
pub fn normalize(report: &RunReport) -> NormalizedReport {
    NormalizedReport {
        engine: report.engine.id.clone(),
        outcome: normalize_outcome(&report.outcome),
        values: report.values.clone(),
        stdout: normalize_output(&report.stdout),
        stderr: normalize_output(&report.stderr),
        used: report.used.clone(),
        denied: report.denied.clone(),
        files: report.files.clone(),
        calls: report.trace.events.iter().take(NORMALIZED_CALLS).map(normalize_call).collect(),
        total_calls: report.trace.total_calls,
    }
}

fn normalize_outcome(outcome: &Outcome) -> Outcome {
    let mut outcome = outcome.clone();
    if let Outcome::Trapped { message, backtrace, .. } = &mut outcome {
        message.clear();
        for frame in backtrace {
            frame.module = None;
            frame.offset = None;
            frame.function = without_hash(&frame.function).to_owned();
        }
    }
    outcome
}

/// A Rust symbol without its trailing `::h` and 16 hex digits, which change with the compiler.
fn without_hash(function: &str) -> &str {
    match function.rsplit_once("::h") {
        Some((name, hash)) if hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => name,
        _ => function,
    }
}

fn normalize_output(output: &Output) -> NormalizedOutput {
    match std::str::from_utf8(&output.bytes) {
        _ if output.truncated => NormalizedOutput::Truncated,
        Ok(text) => NormalizedOutput::Text(text.to_owned()),
        Err(_) => NormalizedOutput::Base64(output.bytes.clone()),
    }
}

fn normalize_call(event: &TraceEvent) -> NormalizedCall {
    let ending = match (&event.result, &event.interrupted) {
        (Some(result), _) => format!(" -> {result}"),
        (None, Some(_)) => " (did not return)".into(),
        (None, None) => String::new(),
    };
    let parts = match (&event.caller, &event.callee) {
        (None, _) => String::new(),
        (Some(caller), None) => format!("{caller}: "),
        (Some(caller), Some(callee)) => format!("{caller} > {callee}: "),
    };
    NormalizedCall {
        call: format!(
            "{parts}{}#{}({}){ending}",
            event.interface,
            event.function,
            event.arguments.join(", ")
        ),
        denied: match &event.decision {
            Decision::Allowed => None,
            Decision::Denied { capability, grant } => Some(grant.as_ref().unwrap_or(capability).clone()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::without_hash;

    #[test]
    fn only_a_compiler_hash_is_dropped() {
        assert_eq!(without_hash("demo::run::h0123456789abcdef"), "demo::run");
        assert_eq!(without_hash("demo::run::helper"), "demo::run::helper");
        assert_eq!(without_hash("hash::h0123"), "hash::h0123");
    }
}
