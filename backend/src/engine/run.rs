//! One run as the server sees it: prepare, hand to a runner, listen, report.

use super::cache::{Artifact, PrepareError};
use super::compile::CompileError;
use super::linked::LinkedJob;
use super::linked::check;
use super::live::LiveRequests;
use super::outcome;
use super::parts::Parts;
use super::pool::Worker;
use super::protocol::{self, FrameKind, Measurement, RunJob, TracedEnd};
use super::{EngineState, RunSource};
use diptych_shared::api::inspect::Inspection;
use diptych_shared::api::run::{OutputStream, RunEvent, RunMode, RunSettings};
use diptych_shared::policy::policy_table;
use diptych_shared::report::{
    CompositionKind, EngineInfo, Outcome, Output, Phase, REPORT_SCHEMA, RunReport, Timing,
};
use diptych_shared::toolchain::{self, ResolvedCall};
use diptych_shared::trace::Trace;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::UnboundedSender;

/// How long a runner may go on after its time limit before it is killed: it has to stop the guest
/// itself, measure, and send what it has.
const GRACE: Duration = Duration::from_secs(3);

/// Runs and reports. The only thing it does not do is send the report.
pub async fn run(
    engine: &EngineState,
    info: EngineInfo,
    source: &RunSource,
    settings: RunSettings,
    trace_in_report: bool,
    events: UnboundedSender<RunEvent>,
) -> RunReport {
    let started = Instant::now();
    let sha256 = toolchain::sha256_hex(&source.component);
    let mut report = RunReport {
        schema: REPORT_SCHEMA,
        engine: info,
        component_sha256: sha256.clone(),
        toolchain: Vec::new(),
        outcome: Outcome::EngineFailed { why: String::new() },
        values: Vec::new(),
        stdout: Output::default(),
        stderr: Output::default(),
        timing: Timing { clock_resolution_ns: 1, ..Timing::default() },
        peak_memory_bytes: None,
        mode: settings.mode,
        policy: settings.grants.clone(),
        used: Vec::new(),
        denied: Vec::new(),
        files: Vec::new(),
        composition: None,
        trace: Trace::default(),
    };
    let hearing = Hearing { events, report: &mut report, trace_in_report, live: None, started };
    if let Err(outcome) = attempt(engine, &sha256, source, settings, hearing).await {
        report.outcome = outcome;
    }
    // Calls between parts end after the calls that they hold.
    report.trace.events.sort_by_key(|event| event.sequence);
    if report.timing.total_ns == 0 {
        report.timing.total_ns = nanoseconds(started);
    }
    report
}

fn nanoseconds(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_nanos()).unwrap_or(u64::MAX)
}

/// What is done with what a runner says.
struct Hearing<'a> {
    /// Unbounded, so that a slow reader costs a run no time; limits bound what a run has to say.
    events: UnboundedSender<RunEvent>,
    report: &'a mut RunReport,
    /// Trace events are kept for the report, and not only passed on.
    trace_in_report: bool,
    /// Makes its live requests, where there may be any.
    live: Option<LiveRequests>,
    started: Instant,
}

/// Fills the report; an error is the outcome where there was no runner to tell one.
async fn attempt(
    engine: &EngineState,
    sha256: &str,
    source: &RunSource,
    settings: RunSettings,
    mut hearing: Hearing<'_>,
) -> Result<(), Outcome> {
    let component = &source.component;
    let inspection = engine.cache.inspect(sha256, component).await.map_err(unprepared)?;
    let calls = toolchain::resolve_calls(&inspection, &settings).map_err(|why| Outcome::Rejected { why })?;
    let _ = hearing.events.send(RunEvent::Stage { name: "compile".into() });
    let compile_start = Instant::now();
    let (artifact, cached) = engine.cache.compiled(sha256, component).await.map_err(unprepared)?;
    let parts = Parts::prepare(engine, source, &settings, &calls).await?;
    let cached = cached && parts.cached;
    hearing.report.composition = parts.composition.clone();
    let compile = Phase { name: "compile".into(), duration_ns: nanoseconds(compile_start), cached };
    hearing.report.timing.phases.push(compile);
    let _permit = engine.running.acquire().await;
    let time_limit = Duration::from_millis(settings.limits.time_ms);
    let memory_limit = settings.limits.memory_bytes;
    let outbound = engine.outbound.clone().filter(|_| settings.mode == RunMode::Live);
    let policy = check::policy_of_all(&settings);
    let job = job(&inspection, &artifact, parts.job, calls, settings, outbound.is_some());
    let job = protocol::json_frame(FrameKind::Job, &job).map_err(|error| failed(&error))?;
    let mut worker = hand_over(engine, &job).await?;
    if let (Some(outbound), Some(stdin)) = (outbound, worker.take_stdin()) {
        hearing.live = Some(LiveRequests::new(outbound, policy, time_limit, stdin));
    }
    let listening = listen(&mut worker, &mut hearing);
    match tokio::time::timeout(time_limit + GRACE, listening).await {
        Ok(Ok(Heard::Everything)) => Ok(()),
        // The measurement was lost; the traced run was told of.
        Ok(Ok(Heard::TracedEnd)) => Ok(()),
        Err(_) => {
            let value = u64::try_from(time_limit.as_millis()).unwrap_or(u64::MAX);
            Err(Outcome::LimitExceeded { limit: "time-ms".into(), value })
        }
        Ok(heard) => {
            let death = worker.death().await;
            if death.stderr.contains("memory allocation") {
                return Err(Outcome::LimitExceeded { limit: "memory-bytes".into(), value: memory_limit });
            }
            let pipe = heard.err().map(|error| format!(" ({error})")).unwrap_or_default();
            Err(Outcome::EngineFailed {
                why: format!(
                    "{death}{pipe}. The server goes on; run it again, and report it if it happens twice."
                ),
            })
        }
    }
}

fn failed(error: &dyn std::fmt::Display) -> Outcome {
    Outcome::EngineFailed { why: error.to_string() }
}

/// What an unprepared component's run ends with.
pub fn unprepared(error: PrepareError) -> Outcome {
    match error {
        PrepareError::Inspect(why) => Outcome::Rejected { why },
        PrepareError::Compile(CompileError::Refused(why)) => match outcome::store_limit(&why) {
            Some(limit) => limit,
            None => Outcome::UnsupportedByEngine { why },
        },
        PrepareError::Compile(CompileError::Limit { limit, value }) => {
            Outcome::LimitExceeded { limit: limit.into(), value }
        }
        other => failed(&other),
    }
}

fn job(
    inspection: &Inspection,
    artifact: &Artifact,
    linked: Option<LinkedJob>,
    calls: Vec<ResolvedCall>,
    settings: RunSettings,
    live_http: bool,
) -> RunJob {
    let is_command = matches!(
        (&inspection.command, calls.as_slice()),
        (Some(command), [only]) if only.export == *command
    );
    RunJob {
        artifact: artifact.path().to_owned(),
        linked,
        policy_table: policy_table(inspection, &settings.grants),
        calls,
        is_command,
        live_http,
        settings,
    }
}

/// Gives the job to a warm runner; one that died while it waited is replaced.
async fn hand_over(engine: &EngineState, job: &[u8]) -> Result<Worker, Outcome> {
    let mut last = None;
    for _ in 0..3 {
        let mut worker = engine.runners.take().map_err(|error| failed(&error))?;
        match worker.send(job).await {
            Ok(()) => return Ok(worker),
            Err(error) => last = Some(error),
        }
    }
    let why = last.map(|error| error.to_string()).unwrap_or_default();
    Err(Outcome::EngineFailed { why: format!("no runner process takes the job: {why}") })
}

/// How far a runner got.
enum Heard {
    /// Nothing of an outcome.
    Nothing,
    /// The traced run's outcome.
    TracedEnd,
    /// The measurement too.
    Everything,
}

async fn listen(worker: &mut Worker, hearing: &mut Hearing<'_>) -> std::io::Result<Heard> {
    let report = &mut *hearing.report;
    let mut heard = Heard::Nothing;
    // How the calls are put together that are timed, if any are.
    let mut timed = None;
    while let Some((kind, body)) = worker.receive().await? {
        match kind {
            FrameKind::Event => {
                let event: RunEvent = protocol::from_json(&body)?;
                match &event {
                    RunEvent::Output { stream, bytes } => {
                        let output = match stream {
                            OutputStream::Stdout => &mut report.stdout,
                            OutputStream::Stderr => &mut report.stderr,
                        };
                        output.bytes.0.extend_from_slice(bytes);
                    }
                    RunEvent::Trace { events } => {
                        report.trace.total_calls += events.len() as u64;
                        if hearing.trace_in_report {
                            report.trace.events.extend_from_slice(events);
                        }
                    }
                    RunEvent::Stage { .. } => {}
                    // Only this function's caller reports.
                    RunEvent::Report { .. } => continue,
                }
                let _ = hearing.events.send(event);
            }
            FrameKind::HttpRequest => match &mut hearing.live {
                Some(live) => live.make(protocol::from_json(&body)?),
                None => return Err(unexpected(kind)),
            },
            FrameKind::CallValue => report.values.push(protocol::from_json(&body)?),
            FrameKind::TracedEnd => {
                let end: TracedEnd = protocol::from_json(&body)?;
                report.timing.total_ns = nanoseconds(hearing.started);
                report.outcome = end.outcome;
                report.timing.phases.extend(end.phases);
                report.trace.total_calls = end.total_calls;
                report.stdout.truncated = end.stdout_truncated;
                report.stderr.truncated = end.stderr_truncated;
                report.peak_memory_bytes = Some(end.peak_memory_bytes);
                report.used = end.used;
                report.denied = end.denied;
                report.files = end.files;
                if end.composition.is_some() {
                    report.composition = end.composition;
                }
                timed = report.composition.as_mut().and_then(|composition| composition.timed.take());
                heard = Heard::TracedEnd;
            }
            FrameKind::Measurement => {
                let measurement: Measurement = protocol::from_json(&body)?;
                if !measurement.phases.is_empty() {
                    report.timing.phases.retain(|phase| phase.name == "compile");
                    report.timing.phases.extend(measurement.phases);
                    report.timing.warm_ns = measurement.warm_ns;
                    if let Some(composition) = &mut report.composition {
                        composition.timed = timed.or(Some(CompositionKind::Static));
                    }
                }
                if let Some(composition) = &mut report.composition {
                    composition.agree = measurement.agree;
                }
                report.timing.clock_resolution_ns = measurement.clock_resolution_ns.max(1);
                return Ok(Heard::Everything);
            }
            other => return Err(unexpected(other)),
        }
    }
    Ok(heard)
}

fn unexpected(kind: FrameKind) -> std::io::Error {
    std::io::Error::new(std::io::ErrorKind::InvalidData, format!("the runner sent {kind:?}"))
}
