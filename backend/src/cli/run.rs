//! `diptych run`: a project on wasmtime, its output passed on as it comes.

use super::arguments::Run;
use super::ending::{CliError, Ending};
use super::setup::{Core, Setup};
use super::{call_text, compile, diagnostics, output, source};
use crate::engine::RunSource;
use crate::workbench::{self, Built};
use diptych_shared::api::run::{RunEvent, RunSettings};
use diptych_shared::policy::Grant;
use diptych_shared::project::Project;
use diptych_shared::report::{Outcome, RunReport, outcome_words};

/// Compiles, runs, passes on what the guest writes, prints what the calls return.
pub async fn run(arguments: Run) -> Result<Ending, CliError> {
    let calls = arguments.calls.iter().map(|text| call_text::parse(text)).collect::<Result<Vec<_>, _>>();
    let calls = calls.map_err(CliError::Usage)?;
    let grants = arguments.grants.iter().map(|text| {
        text.parse::<Grant>().map_err(|error| CliError::Usage(format!("--grant `{text}`: {error}")))
    });
    let grants = grants.collect::<Result<Vec<_>, _>>()?;
    let setup = Setup::new()?;
    let project = source::open(&arguments.project, &setup.config.limits)?;
    let core = setup.core().await?;
    let Some((source, mut settings)) = prepared(&core, &project).await? else { return Ok(Ending::Bad) };
    let has_own_calls = !calls.is_empty();
    if has_own_calls {
        settings.calls = calls;
    }
    grants.into_iter().for_each(|grant| settings.grants.insert(grant));
    if !arguments.json {
        // Nobody would see the timing.
        settings.warm_calls = 0;
    }
    let is_command = settings.calls.is_empty();
    let mut unwritten = Ok(());
    let report = workbench::run(&core.state, source, settings, |event| {
        if let (RunEvent::Output { stream, bytes }, false) = (event, arguments.json)
            && unwritten.is_ok()
        {
            unwritten = output::guest(*stream, bytes);
        }
    })
    .await?;
    unwritten?;
    if arguments.json {
        output::json(&report)?;
    } else {
        for value in report.values.iter().filter(|_| !is_command) {
            output::line(value.value.as_deref().unwrap_or("()"))?;
        }
        tell_ending(&report);
    }
    ending(&report.outcome, has_own_calls)
        .map(|ending| ending.and(Ending::of(!(is_command && returned_err(&report)))))
}

/// What a run needs; `None` when the project does not compile, which was then said.
pub async fn prepared(core: &Core, project: &Project) -> Result<Option<(RunSource, RunSettings)>, CliError> {
    let Built { output, source } = compile::built(core.state.compilers(), project).await?;
    let Some(source) = source else {
        compile::tell(&output, None);
        return Ok(None);
    };
    diagnostics::tell(&output);
    let settings = project.run_settings().map_err(|error| CliError::Project(error.to_string()))?;
    Ok(Some((source, settings)))
}

/// How a run's outcome ends a command.
///
/// # Errors
///
/// When what ran is not at fault: the calls of the command line, or the engine.
pub fn ending(outcome: &Outcome, has_own_calls: bool) -> Result<Ending, CliError> {
    match outcome {
        Outcome::Returned | Outcome::Exited { code: 0 } => Ok(Ending::Good),
        Outcome::Exited { .. }
        | Outcome::Trapped { .. }
        | Outcome::Denied { .. }
        | Outcome::LimitExceeded { .. } => Ok(Ending::Bad),
        Outcome::Rejected { why } if has_own_calls => Err(CliError::Usage(why.clone())),
        Outcome::Rejected { why } => Err(CliError::Project(why.clone())),
        Outcome::Cancelled => Ok(Ending::Interrupted),
        Outcome::UnsupportedByEngine { .. } | Outcome::EngineFailed { .. } => {
            Err(CliError::Host(format!("the engine {}", outcome_words(outcome))))
        }
    }
}

/// Whether a command's `run` returned its `err`.
fn returned_err(report: &RunReport) -> bool {
    let last = report.values.last().and_then(|value| value.value.as_deref());
    last.is_some_and(|value| value == "err" || value.starts_with("err("))
}

/// Says on stderr how a guest failed.
fn tell_ending(report: &RunReport) {
    match &report.outcome {
        Outcome::Trapped { message, backtrace, .. } => {
            output::note(&format!("the component {}: {message}", outcome_words(&report.outcome)));
            for frame in backtrace {
                output::note(&format!("  at {}", frame.function));
            }
        }
        Outcome::Denied { .. } | Outcome::LimitExceeded { .. } | Outcome::Exited { code: 1.. } => {
            output::note(&format!("the component {}", outcome_words(&report.outcome)));
        }
        _ => {}
    }
    if !report.denied.is_empty() {
        output::note(&format!("it was denied: {}", report.denied.join(", ")));
    }
    if report.stdout.truncated || report.stderr.truncated {
        output::note("more was written than is kept (limit output-bytes)");
    }
}
