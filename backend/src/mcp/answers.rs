//! What the tools answer, typed: what matters of the core's reports.

use schemars::JsonSchema;
use serde::Serialize;

/// What `compile` answers.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Compiled {
    /// Whether a component was made.
    pub ok: bool,
    /// Its name for `run`, `inspect` and `compare`: lower-case hex SHA-256.
    pub component_sha256: Option<String>,
    /// How large it is.
    pub component_bytes: Option<u64>,
    /// What the compiler said.
    pub diagnostics: Vec<DiagnosticRow>,
    /// Diagnostics that are left out.
    pub more_diagnostics: u64,
    /// The compiler's own text, where the diagnostics do not say it all.
    pub raw_output: String,
    /// The tools that made it.
    pub toolchain: Vec<String>,
}

/// One finding of a compiler.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DiagnosticRow {
    /// `error`, `warning` or `note`.
    pub severity: &'static str,
    /// What is wrong.
    pub message: String,
    /// The file.
    pub file: Option<String>,
    /// The line, from 1.
    pub line: Option<u32>,
    /// The column, from 1, in UTF-16 code units.
    pub column: Option<u32>,
}

/// What `run` answers.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Ran {
    /// How it ended, in words: `returned`, `trapped (unreachable)`, `was denied …`, `met the limit …`.
    pub outcome: String,
    /// Whether every call returned (or the guest exited with 0).
    pub ok: bool,
    /// The engine's own words on a trap, and the names of the innermost functions.
    pub trap: Vec<String>,
    /// What each call returned, as WAVE.
    pub values: Vec<ValueRow>,
    /// What the guest wrote to stdout.
    pub stdout: String,
    /// What the guest wrote to stderr.
    pub stderr: String,
    /// How many host calls there were.
    pub total_host_calls: u64,
    /// The first host calls, in order.
    pub host_calls: Vec<String>,
    /// What it needed that was granted, as grants.
    pub used: Vec<String>,
    /// What it needed that was not granted: the grants that would have allowed it.
    pub denied: Vec<String>,
    /// The engine.
    pub engine: String,
    /// How long the traced run took, in milliseconds.
    pub total_ms: f64,
}

/// What one call returned.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ValueRow {
    /// The export.
    pub export: String,
    /// Its result as WAVE; absent where it has none.
    pub value: Option<String>,
}

/// What `compare` answers.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Compared {
    /// In a sentence.
    pub verdict: String,
    /// Outcome, values, outputs, files and host calls agree. The components may be different ones.
    pub same_behaviour: bool,
    /// Both runs ran the same component.
    pub same_component: bool,
    /// What differs.
    pub differences: Vec<String>,
    /// Host calls that differ.
    pub differing_host_calls: u32,
    /// The left run.
    pub left: Ran,
    /// The right run.
    pub right: Ran,
}

/// What `inspect` answers.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Inspected {
    /// `component` or `core module`.
    pub kind: &'static str,
    /// Lower-case hex SHA-256.
    pub component_sha256: String,
    /// How large it is.
    pub component_bytes: u64,
    /// Whether it is a command, which can be run without naming a call.
    pub is_command: bool,
    /// The interfaces it imports; those that no engine here supplies say so.
    pub imports: Vec<String>,
    /// The functions it exports, each as a call names it, with its type.
    pub exports: Vec<String>,
    /// Its world as WIT.
    pub wit: String,
    /// Of a core module: what it lacks to be a component.
    pub missing: Option<String>,
}

/// What `list_samples` answers.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SampleList {
    /// In teaching order.
    pub samples: Vec<SampleRow>,
}

/// One sample.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SampleRow {
    /// Its name for the other tools.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What it shows.
    pub description: String,
    /// Its language.
    pub language: String,
}

/// What `get_sample` answers.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SampleFiles {
    /// Each file's text by its path; those that are no text are left out.
    pub files: std::collections::BTreeMap<String, String>,
}

/// What `share` answers.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Shared {
    /// The address that opens the project in the workbench; it holds the whole project, and no server keeps it.
    pub url: String,
}
