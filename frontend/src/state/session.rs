//! One run as the page sees it: what was built, what each engine has said so far, and the comparison.

use super::compiling::{Compiled, Work};
use super::earlier_builds::EarlierBuilds;
use super::trace_view::TraceView;
pub use diptych_page_common::side::Side;
use diptych_shared::api::composition::Composition;
use diptych_shared::api::diagnostic::Diagnostic;
use diptych_shared::api::inspect::Inspection;
use diptych_shared::api::run::{OutputStream, RunEvent, RunSettings};
use diptych_shared::project::Project;
use diptych_shared::report::{Comparison, Outcome, Output, RunReport};
use diptych_shared::trace::Trace;
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How far one engine is.
#[derive(Clone, Debug, PartialEq)]
pub enum RunStatus {
    /// It has not been asked.
    Idle,
    /// It runs.
    Running {
        /// `waiting`, `transpile`, `instantiate`, `call`, `measure`…
        stage: String,
        /// When the stage began, in milliseconds of the page's clock.
        since_ms: f64,
    },
    /// Its report is there.
    Done,
}

/// A component that was built from a revision of the project.
#[derive(Clone, Debug, PartialEq)]
pub struct Built {
    /// The project's id and revision it was built from.
    pub source: (String, u64),
    /// The component.
    pub bytes: Arc<Vec<u8>>,
    /// What it asks for and offers.
    pub inspection: Arc<Inspection>,
    /// The tools that made it.
    pub toolchain: Vec<String>,
    /// Of a composition: what it is made of, and its parts.
    pub composed: Option<Arc<Composed>>,
}

/// A composition with the bytes of its parts.
#[derive(Clone, Debug, PartialEq)]
pub struct Composed {
    /// How they are wired.
    pub composition: Composition,
    /// The project's components by name.
    pub components: BTreeMap<String, Part>,
}

/// A component of a composition, compiled.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What it was compiled from.
    pub source: Project,
    /// The component.
    pub bytes: Arc<Vec<u8>>,
    /// Its hash.
    pub sha256: String,
    /// The tools that made it.
    pub toolchain: Vec<String>,
}

/// One engine's column.
#[derive(Clone, Copy)]
pub struct Column {
    /// How far it is.
    pub status: RwSignal<RunStatus>,
    /// What it wrote so far.
    pub stdout: RwSignal<Vec<u8>>,
    /// What it wrote so far.
    pub stderr: RwSignal<Vec<u8>>,
    /// How many host calls were seen so far.
    pub call_count: RwSignal<usize>,
    /// The report, at the end.
    pub report: RwSignal<Option<Arc<RunReport>>>,
}

impl Column {
    fn new() -> Self {
        Column {
            status: RwSignal::new(RunStatus::Idle),
            stdout: RwSignal::new(Vec::new()),
            stderr: RwSignal::new(Vec::new()),
            call_count: RwSignal::new(0),
            report: RwSignal::new(None),
        }
    }

    /// Forgets the last run.
    pub fn clear(self) {
        self.status.set(RunStatus::Idle);
        self.stdout.update(Vec::clear);
        self.stderr.update(Vec::clear);
        self.call_count.set(0);
        self.report.set(None);
    }

    /// Takes in what the engine says at `now_ms`.
    pub fn accept(self, event: RunEvent, now_ms: f64) {
        match event {
            RunEvent::Stage { name } => self.status.set(RunStatus::Running { stage: name, since_ms: now_ms }),
            RunEvent::Output { stream: OutputStream::Stdout, bytes } => {
                self.stdout.update(|all| all.extend_from_slice(&bytes));
            }
            RunEvent::Output { stream: OutputStream::Stderr, bytes } => {
                self.stderr.update(|all| all.extend_from_slice(&bytes));
            }
            // Batches of host calls go to the trace, unread: see `flows::tracing`.
            RunEvent::Trace { .. } => {}
            RunEvent::Report { report } => {
                self.stdout.set(report.stdout.bytes.0.clone());
                self.stderr.set(report.stderr.bytes.0.clone());
                self.call_count.set(report.trace.total_calls as usize);
                self.report.set(Some(Arc::new(*report)));
                self.status.set(RunStatus::Done);
            }
        }
    }

    /// Ends the column with what was streamed, when the engine can send no report any more.
    pub fn end_without_report(
        self,
        side: Side,
        component_sha256: &str,
        settings: &RunSettings,
        outcome: Outcome,
        now_ms: f64,
    ) {
        let output =
            |bytes: RwSignal<Vec<u8>>| Output { bytes: bytes.get_untracked().into(), truncated: false };
        let report = RunReport {
            schema: diptych_shared::report::REPORT_SCHEMA,
            engine: diptych_shared::report::EngineInfo { id: side.id().to_owned(), ..Default::default() },
            component_sha256: component_sha256.to_owned(),
            toolchain: Vec::new(),
            outcome,
            values: Vec::new(),
            stdout: output(self.stdout),
            stderr: output(self.stderr),
            timing: Default::default(),
            peak_memory_bytes: None,
            mode: settings.mode,
            policy: settings.grants.clone(),
            used: Vec::new(),
            denied: Vec::new(),
            files: Vec::new(),
            composition: None,
            trace: Trace { total_calls: self.call_count.get_untracked() as u64, ..Trace::default() },
        };
        self.accept(RunEvent::Report { report: Box::new(report) }, now_ms);
    }
}

/// The run session.
#[derive(Clone, Copy)]
pub struct Session {
    /// The browser's column.
    pub browser: Column,
    /// The server's column.
    pub wasmtime: Column,
    /// What the compilers say of the project as it is now.
    pub diagnostics: RwSignal<Vec<Diagnostic>>,
    /// A check is under way, so the diagnostics may be behind.
    pub checking: RwSignal<bool>,
    /// The last component that was built.
    pub built: RwSignal<Option<Built>>,
    /// What was built before that.
    pub earlier: RwSignal<EarlierBuilds>,
    /// Work before the engines start.
    pub work: RwSignal<Option<Work>>,
    /// The last compile that was asked for: where, by what, how long.
    pub compiled: RwSignal<Option<Compiled>>,
    /// A run is under way.
    pub running: RwSignal<bool>,
    /// Why the last Run did not start.
    pub refused: RwSignal<Option<String>>,
    /// How it was run: policy, mode, limits.
    pub settings: RwSignal<Option<Arc<RunSettings>>>,
    /// The host calls of both engines.
    pub trace: TraceView,
    /// What was run: project id and revision.
    pub ran: RwSignal<Option<(String, u64)>>,
    /// The comparison, when both reports are in.
    pub comparison: RwSignal<Option<Arc<Comparison>>>,
}

impl Session {
    /// Nothing has been run.
    pub fn new() -> Self {
        Session {
            browser: Column::new(),
            wasmtime: Column::new(),
            diagnostics: RwSignal::new(Vec::new()),
            checking: RwSignal::new(false),
            built: RwSignal::new(None),
            earlier: RwSignal::new(EarlierBuilds::default()),
            work: RwSignal::new(None),
            compiled: RwSignal::new(None),
            running: RwSignal::new(false),
            refused: RwSignal::new(None),
            settings: RwSignal::new(None),
            trace: TraceView::new(),
            ran: RwSignal::new(None),
            comparison: RwSignal::new(None),
        }
    }

    /// The column of `side`.
    pub fn column(self, side: Side) -> Column {
        match side {
            Side::Browser => self.browser,
            Side::Wasmtime => self.wasmtime,
        }
    }

    /// Forgets the last run's results.
    pub fn clear_results(self) {
        self.browser.clear();
        self.wasmtime.clear();
        self.trace.clear();
        self.settings.set(None);
        self.comparison.set(None);
        self.refused.set(None);
        self.ran.set(None);
    }
}

/// How an outcome reads: the headline, and what to know or do about it.
pub fn outcome_words(outcome: &Outcome) -> (String, String) {
    match outcome {
        Outcome::Returned => ("returned".into(), String::new()),
        Outcome::Exited { code } => (format!("exited with code {code}"), String::new()),
        Outcome::Trapped { kind, message, .. } => {
            let kind = serde_json::to_string(kind).unwrap_or_default().replace('"', "").replace('-', " ");
            let headline = if kind == "other" { "trapped".into() } else { format!("trapped: {kind}") };
            (headline, message.clone())
        }
        Outcome::Denied { interface, function, capability } => (
            format!("denied: {capability}"),
            format!(
                "{interface}#{function} was called without the grant “{capability}” and has no error to return. \
                 Grant it under Run settings, or leave it denied to see this."
            ),
        ),
        Outcome::LimitExceeded { limit, value } => (
            format!("stopped at the limit {limit}"),
            format!(
                "The limit {limit} is {value}. Raise it under Run settings, or make the component do less."
            ),
        ),
        Outcome::UnsupportedByEngine { why } => ("not supported by this engine".into(), why.clone()),
        Outcome::Rejected { why } => ("not run".into(), why.clone()),
        Outcome::Cancelled => ("stopped by you".into(), String::new()),
        Outcome::EngineFailed { why } => (
            "the engine failed".into(),
            format!("{why} This is our fault, not your component's: run it again."),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_quoted_by_name_and_value() {
        let (headline, detail) =
            outcome_words(&Outcome::LimitExceeded { limit: "time-ms".into(), value: 10_000 });
        assert!(headline.contains("time-ms") && detail.contains("10000"), "{headline} {detail}");
    }

    #[test]
    fn a_cut_off_run_keeps_what_was_streamed() {
        let owner = Owner::new();
        owner.set();
        let column = Column::new();
        column.accept(RunEvent::Output { stream: OutputStream::Stdout, bytes: "half".into() }, 1.0);
        let settings = RunSettings::default();
        column.end_without_report(Side::Wasmtime, "00", &settings, Outcome::Cancelled, 2.0);
        let report = column.report.get_untracked().unwrap();
        assert_eq!(report.stdout.bytes.0, b"half");
        assert_eq!(report.outcome, Outcome::Cancelled);
        assert_eq!(column.status.get_untracked(), RunStatus::Done);
    }
}
