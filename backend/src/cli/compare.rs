//! `diptych compare`: a project on both engines, the verdict, and what is expected of each.

use super::arguments::{Compare, EngineName};
use super::browser::{self, Browser};
use super::ending::{CliError, Ending};
use super::expected;
use super::setup::{Core, Setup};
use super::{output, run, source};
use crate::engine::RunSource;
use crate::workbench;
use diptych_shared::api::run::RunSettings;
use diptych_shared::report::{
    Agreement, Comparison, ComparisonReport, Outcome, REPORT_SCHEMA, RunReport, compare as compare_reports,
    format_count, outcome_words,
};

/// Runs, compares, says what differs.
pub async fn compare(arguments: Compare) -> Result<Ending, CliError> {
    let asked = |name| arguments.engines.contains(&name);
    let (has_browser, has_wasmtime) = (asked(EngineName::Browser), asked(EngineName::Wasmtime));
    if !(has_browser && has_wasmtime) && arguments.expect.is_none() {
        let message =
            "one engine alone has nothing to be compared with: name both, or a folder with --expect";
        return Err(CliError::Usage(message.to_owned()));
    }
    let setup = Setup::new()?;
    let project = source::open(&arguments.project, &setup.config.limits)?;
    // What is missing is said before anything takes its time.
    let browser = match has_browser {
        true => {
            Some(Browser::find(arguments.chromium.as_deref(), &setup.config.site, arguments.browser_time_ms)?)
        }
        false => None,
    };
    let core = setup.core().await?;
    let Some((source, settings)) = run::prepared(&core, &project).await? else { return Ok(Ending::Bad) };
    let (left, right) = both(&core, browser.as_ref(), has_wasmtime, source, settings).await?;
    let reports: Vec<&RunReport> = left.iter().chain(&right).collect();
    // Nothing that an engine of ours broke says anything about the project.
    for report in &reports {
        if let Outcome::EngineFailed { .. } | Outcome::Rejected { .. } = report.outcome {
            run::ending(&report.outcome, false)?;
        }
    }
    let mut ending = Ending::Good;
    let limit = core.state.config().limits.request_bytes;
    if let Some(folder) = &arguments.expect {
        for report in &reports {
            ending = ending.and(expected::check(folder, report, arguments.bless, limit)?);
        }
    }
    match (left, right) {
        (Some(left), Some(right)) => {
            let comparison = compare_reports(&left, &right);
            ending = ending.and(Ending::of(comparison.same));
            if arguments.json {
                output::json(&ComparisonReport { schema: REPORT_SCHEMA, left, right, comparison })?;
            } else {
                tell(&left, &right, &comparison)?;
            }
        }
        (Some(alone), None) | (None, Some(alone)) if arguments.json => output::json(&alone)?,
        (Some(alone), None) | (None, Some(alone)) => output::line(&engine_line(&alone))?,
        (None, None) => {}
    }
    Ok(ending)
}

/// The reports of the engines that were asked for, which run at the same time as in the page.
async fn both(
    core: &Core,
    browser: Option<&Browser>,
    has_wasmtime: bool,
    source: RunSource,
    settings: RunSettings,
) -> Result<(Option<RunReport>, Option<RunReport>), CliError> {
    let in_browser = async {
        match browser {
            None => Ok(None),
            Some(browser) => {
                let request = browser::request(&core.state, &source, settings.clone());
                browser.run(&core.state, &request).await.map(Some)
            }
        }
    };
    let on_wasmtime = async {
        match has_wasmtime {
            false => Ok(None),
            true => {
                let ran = workbench::run(&core.state, source.clone(), settings.clone(), |_| {}).await;
                ran.map(Some).map_err(CliError::from)
            }
        }
    };
    tokio::try_join!(in_browser, on_wasmtime)
}

/// The verdict, and each difference in words.
fn tell(left: &RunReport, right: &RunReport, comparison: &Comparison) -> Result<(), CliError> {
    output::line(&comparison.verdict)?;
    for report in [left, right] {
        output::line(&engine_line(report))?;
    }
    for (what, agreement) in [("outcome", &comparison.outcome), ("values", &comparison.values)] {
        tell_agreement(what, agreement)?;
    }
    for (what, compared) in [("stdout", &comparison.stdout), ("stderr", &comparison.stderr)] {
        if !compared.same && !compared.agree_so_far {
            let offset = compared.first_difference.unwrap_or_default();
            output::line(&format!("difference in {what}: from byte {offset} on"))?;
        }
    }
    if !comparison.files.same && !comparison.files.unfinished {
        output::line("difference in files: the runs left other files behind")?;
    }
    if comparison.trace.differences > 0 {
        output::line(&format!(
            "difference in host calls: {} of {}; the first: {}",
            format_count(comparison.trace.differences.into()),
            format_count(comparison.trace.rows.len() as u64),
            comparison.trace.explanation
        ))?;
    }
    for known in &comparison.known {
        output::line(&format!("known difference ({}): {}; {}", known.id, known.what, known.why))?;
    }
    Ok(())
}

fn tell_agreement(what: &str, agreement: &Agreement) -> Result<(), CliError> {
    if agreement.same || agreement.known.is_some() {
        return Ok(());
    }
    output::line(&format!("difference in {what}: {}", agreement.difference))
}

/// Who ran it and how that ended.
fn engine_line(report: &RunReport) -> String {
    let engine = &report.engine;
    let calls = match report.trace.total_calls {
        1 => "1 host call".to_owned(),
        calls => format!("{} host calls", format_count(calls)),
    };
    let outcome = outcome_words(&report.outcome);
    format!("{} ({}, {}): {outcome} after {calls}", engine.id, engine.engine, engine.version)
}
