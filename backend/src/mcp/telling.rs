//! From the core's reports to the tools' answers, bounded.

use super::answers::{Compared, Compiled, DiagnosticRow, Inspected, Ran, ValueRow};
use super::bounds::Bounds;
use diptych_shared::api::compile::CompileOutput;
use diptych_shared::api::diagnostic::{Diagnostic, Severity};
use diptych_shared::api::inspect::{BinaryKind, Inspection};
use diptych_shared::report::{Comparison, Outcome, RowKind, RunReport, outcome_words};
use diptych_shared::trace::{Decision, TraceEvent};

/// How many characters of one host call are told.
const CALL_CHARS: usize = 300;

impl Compiled {
    /// Of what a compile came to.
    pub fn of(output: &CompileOutput, bounds: Bounds) -> Compiled {
        let (diagnostics, more_diagnostics) = bounds.rows(output.diagnostics.iter());
        Compiled {
            ok: output.component_sha256.is_some(),
            component_sha256: output.component_sha256.clone(),
            component_bytes: output.component.as_ref().map(|component| component.len() as u64),
            diagnostics: diagnostics.into_iter().map(|diagnostic| row(diagnostic, bounds)).collect(),
            more_diagnostics,
            raw_output: bounds.text(&output.raw_output),
            toolchain: output.toolchain.clone(),
        }
    }
}

fn row(diagnostic: &Diagnostic, bounds: Bounds) -> DiagnosticRow {
    let start = diagnostic.span.map(|span| span.start);
    DiagnosticRow {
        severity: match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        },
        message: bounds.text(&diagnostic.message),
        file: diagnostic.file.clone(),
        line: start.map(|start| start.line),
        column: start.map(|start| start.column),
    }
}

impl Ran {
    /// Of a report.
    pub fn of(report: &RunReport, bounds: Bounds) -> Ran {
        let trap = match &report.outcome {
            Outcome::Trapped { message, backtrace, .. } => {
                let frames = bounds.rows(backtrace.iter()).0;
                let frames = frames.into_iter().map(|frame| bounds.text(&frame.function));
                std::iter::once(bounds.text(message)).chain(frames).collect()
            }
            _ => Vec::new(),
        };
        let values = bounds.rows(report.values.iter()).0;
        let list = |needs: &[String]| {
            bounds.rows(needs.iter()).0.into_iter().map(|need| bounds.text(need)).collect()
        };
        Ran {
            outcome: bounds.text(&outcome_words(&report.outcome)),
            ok: matches!(report.outcome, Outcome::Returned | Outcome::Exited { code: 0 }),
            trap,
            values: values
                .into_iter()
                .map(|value| ValueRow {
                    export: bounds.text(&value.export),
                    value: value.value.as_deref().map(|text| bounds.text(text)),
                })
                .collect(),
            stdout: bounds.bytes(&report.stdout.bytes),
            stderr: bounds.bytes(&report.stderr.bytes),
            total_host_calls: report.trace.total_calls,
            host_calls: bounds.rows(report.trace.events.iter()).0.into_iter().map(call).collect(),
            used: list(&report.used),
            denied: list(&report.denied),
            engine: format!("{} ({})", report.engine.version, report.engine.engine),
            total_ms: report.timing.total_ns as f64 / 1e6,
        }
    }
}

/// A host call in a line.
fn call(event: &TraceEvent) -> String {
    let mut text = format!("{}#{}({})", event.interface, event.function, event.arguments.join(", "));
    if let Some(result) = &event.result {
        text.push_str(&format!(" -> {result}"));
    }
    if let Some(why) = &event.interrupted {
        text.push_str(&format!(" (did not return: {why})"));
    }
    let mut text = diptych_shared::report::visible(&text);
    if let Some((end, _)) = text.char_indices().nth(CALL_CHARS) {
        text.truncate(end);
        text.push('…');
    }
    if let Decision::Denied { grant, capability } = &event.decision {
        text.push_str(&format!(" DENIED, needs the grant `{}`", grant.as_ref().unwrap_or(capability)));
    }
    text
}

impl Compared {
    /// Of two reports and what was found in them.
    pub fn of(left: &RunReport, right: &RunReport, found: &Comparison, bounds: Bounds) -> Compared {
        let mut differences = Vec::new();
        for (what, agreement) in [("outcome", &found.outcome), ("values", &found.values)] {
            if !agreement.same && agreement.known.is_none() {
                differences.push(format!("{what}: {}", bounds.text(&agreement.difference)));
            }
        }
        for (what, output) in [("stdout", &found.stdout), ("stderr", &found.stderr)] {
            if !output.same && !output.agree_so_far {
                let offset = output.first_difference.unwrap_or_default();
                differences.push(format!("{what}: differs from byte {offset} on"));
            }
        }
        if !found.files.same && !found.files.unfinished {
            differences.push("files: the runs left other files behind".to_owned());
        }
        if !found.trace.same {
            differences.push(format!("host calls: {}", bounds.text(&found.trace.explanation)));
            let rows: Vec<_> = found.trace.rows.iter().filter(|row| row.is_finding()).collect();
            for row in bounds.rows(rows.into_iter()).0 {
                let side = |index: Option<u32>, report: &RunReport| {
                    index.and_then(|index| report.trace.events.get(index as usize)).map(call)
                };
                let text = match (row.kind, side(row.left, left), side(row.right, right)) {
                    (RowKind::OnlyLeft, Some(left), _) => format!("only left: {left}"),
                    (RowKind::OnlyRight, _, Some(right)) => format!("only right: {right}"),
                    (_, Some(left), Some(right)) => format!("left: {left} | right: {right}"),
                    (_, Some(one), None) | (_, None, Some(one)) => format!("at another place: {one}"),
                    (_, None, None) => continue,
                };
                differences.push(text);
            }
        }
        Compared {
            verdict: bounds.text(&found.verdict),
            same_behaviour: differences.is_empty(),
            same_component: left.component_sha256 == right.component_sha256,
            differences,
            differing_host_calls: found.trace.differences,
            left: Ran::of(left, bounds),
            right: Ran::of(right, bounds),
        }
    }
}

impl Inspected {
    /// Of an inspection.
    pub fn of(inspection: &Inspection, bounds: Bounds) -> Inspected {
        let imports = bounds.rows(inspection.imports.iter()).0;
        let exports = bounds.rows(inspection.exports.iter()).0;
        Inspected {
            kind: match inspection.kind {
                BinaryKind::Component => "component",
                BinaryKind::CoreModule => "core module",
            },
            component_sha256: inspection.sha256.clone(),
            component_bytes: inspection.size_bytes,
            is_command: inspection.command.is_some(),
            imports: imports
                .into_iter()
                .map(|import| {
                    let supplied = if import.supplied { "" } else { " (no engine here supplies it)" };
                    format!("{}{supplied}", bounds.text(&import.name))
                })
                .collect(),
            exports: exports
                .into_iter()
                .map(|export| bounds.text(&format!("{}: {}", export.export, export.signature.wit)))
                .collect(),
            wit: bounds.text(&inspection.wit),
            missing: inspection.missing.clone(),
        }
    }
}
