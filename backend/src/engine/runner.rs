//! The process of one run: forked from one that is ready, locked down, then the guest.

use super::deadline::Deadline;
use super::events::EventSender;
use super::fork_server;
use super::host::http::relay::Relay;
use super::host::output::OutputSink;
use super::host::{self, EndingCell, HostState};
use super::linking::{self, Linking, Ready, needs_of_all};
use super::lockdown;
use super::measure::{self, TracedCalls};
use super::outcome;
use super::program::Program;
use super::protocol::{self, FrameKind, Measurement, RunJob, TracedEnd};
use super::script::{CallFailure, Script, call_value, plain_value};
use super::settings;
use super::tracer::provider::HostFunction;
use super::tracer::{self, Tracer};
use diptych_shared::policy::Ledger;
use diptych_shared::report::{Outcome, Phase};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};
use wasmtime::component::Component;
use wasmtime::{Engine, Store};

/// How long a traced run may have taken to be measured as well.
const SHORT_RUN: Duration = Duration::from_millis(500);

/// The runners' side: `diptych runner <provider artifact>` makes everything ready that does not
/// depend on a job, then forks. Each fork reads one job from stdin and answers on stdout.
pub fn runner_main() -> ExitCode {
    match std::env::args_os().nth(2) {
        None => {
            eprintln!("usage: diptych runner <provider artifact> (started by the server)");
            ExitCode::FAILURE
        }
        Some(provider) => match serve(&PathBuf::from(provider)) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("{error:#}");
                ExitCode::FAILURE
            }
        },
    }
}

fn serve(provider: &Path) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let mut ready = runtime.block_on(Ready::new(provider))?;
    if !fork_server::next_fork()? {
        return Ok(());
    }
    let Some((FrameKind::Job, job)) = protocol::read_frame(&mut std::io::stdin().lock())? else {
        return Ok(());
    };
    let job: RunJob = protocol::from_json(&job)?;
    let components = load(&ready.engine, &job);
    lockdown::limit_runner(job.settings.limits.memory_bytes, job.settings.limits.time_ms)?;
    lockdown::close_files()?;
    // Threads inherit what their starter gave up, so they start after that.
    let events = EventSender::to_stdout()?;
    let relay = if job.live_http { Some(Relay::start(events.clone())?) } else { None };
    let deadline = Deadline::start(&ready.engine)?;
    lockdown::filter_system_calls(lockdown::Threads::Denied)?;
    let started = Instant::now();
    events.stage("instantiate");
    let linking = components
        .map_err(|error| unloadable(&error))
        .and_then(|(whole, parts)| linking::link(&mut ready, whole, parts, &job));
    let linking = match linking {
        Ok(linking) => linking,
        Err(end) => {
            events.send(FrameKind::TracedEnd, &*end);
            events.send(FrameKind::Measurement, &Measurement::default());
            events.finish();
            return Ok(());
        }
    };
    let mut calls = Calls { linking: started.elapsed(), ..Calls::default() };
    let run = traced_run(&mut ready, &linking, &job, &events, &deadline, relay.clone(), &mut calls);
    let end = runtime.block_on(run);
    // Nobody wants a request made again and again to see how long it takes.
    let is_live = relay.is_some_and(|relay| relay.requests() > 0);
    let measurable = job.settings.warm_calls > 0
        && !is_live
        && started.elapsed() <= SHORT_RUN
        && matches!(end.outcome, Outcome::Returned | Outcome::Exited { .. });
    events.send(FrameKind::TracedEnd, &end);
    let mut measurement = Measurement::default();
    if measurable {
        events.stage("measure");
        let traced = TracedCalls { values: calls.values, outcome: end.outcome };
        let traced = linking.can_disagree(&job).then_some(&traced);
        if let Ok(program) = linking.untraced(&mut ready, &job) {
            deadline.arm(measure::MEASURE_TIME);
            measurement = runtime.block_on(measure::measure(&ready.engine, &program, &job, traced));
        }
    }
    events.send(FrameKind::Measurement, &measurement);
    events.finish();
    // Nothing here needs an orderly end, and a guest's leftovers are not worth the time.
    std::process::exit(0)
}

/// The compiled component, and a composition's compiled parts.
fn load(engine: &Engine, job: &RunJob) -> wasmtime::Result<(Component, Vec<Component>)> {
    let mut loaded: HashMap<&Path, Component> = HashMap::new();
    let mut load = |path| {
        if let Some(known) = loaded.get(path) {
            return Ok(Component::clone(known));
        }
        // SAFETY: the artifact is a file in the server's own private cache, written by its own compile
        // child with the same configuration, and checked against its hash by the server.
        let component = unsafe { Component::deserialize_file(engine, path) }?;
        loaded.insert(path, component.clone());
        Ok(component)
    };
    let whole = load(job.artifact.as_path())?;
    let parts = job.linked.iter().flat_map(|linked| &linked.parts);
    let parts = parts.map(|part| load(part.artifact.as_path())).collect::<wasmtime::Result<Vec<_>>>()?;
    Ok((whole, parts))
}

/// The end of a run whose component has more parts than the pool has places, or is damaged.
fn unloadable(error: &wasmtime::Error) -> Box<TracedEnd> {
    let message = format!("{error:#}");
    let outcome = outcome::store_limit(&message).unwrap_or(Outcome::EngineFailed { why: message });
    Box::new(TracedEnd { outcome, ..TracedEnd::default() })
}

impl Ready {
    async fn new(provider: &Path) -> anyhow::Result<Ready> {
        let engine = settings::engine()?;
        let functions: Vec<HostFunction> =
            serde_json::from_slice(&std::fs::read(provider.with_extension("json"))?)?;
        // SAFETY: as for the job's artifact, see `serve`.
        let component = unsafe { Component::deserialize_file(&engine, provider) }
            .map_err(|error| anyhow::anyhow!("the provider's artifact cannot be loaded: {error:#}"))?;
        let plain = host::linker(&engine)?;
        let mut traced = plain.clone();
        tracer::shadow(&mut traced, &functions)?;
        let mut store = Store::new(&engine, HostState::idle());
        store.limiter(|state| &mut state.limiter);
        store.set_epoch_deadline(u64::MAX / 2);
        let instance = plain.instantiate_async(&mut store, &component).await?;
        let provider = tracer::provider_functions(&instance, &mut store, functions.len())?;
        Ok(Ready { engine, functions, plain, traced, store, provider })
    }
}

/// A store whose guest stops at the next epoch.
pub fn armed_store(engine: &Engine, state: HostState) -> Store<HostState> {
    let mut store = Store::new(engine, state);
    arm(&mut store);
    store
}

fn arm(store: &mut Store<HostState>) {
    store.limiter(|state| &mut state.limiter);
    store.set_hostcall_fuel(settings::HOST_CALL_BYTES);
    store.epoch_deadline_trap();
    store.set_epoch_deadline(1);
}

/// What is known of the traced calls beside what was sent.
#[derive(Default)]
struct Calls {
    /// How long linking took.
    linking: Duration,
    phases: Vec<Phase>,
    /// In a composition: what they returned, handles without numbers.
    values: Vec<Option<String>>,
}

async fn traced_run(
    ready: &mut Ready,
    linking: &Linking,
    job: &RunJob,
    events: &EventSender,
    deadline: &Deadline,
    relay: Option<Relay>,
    calls: &mut Calls,
) -> TracedEnd {
    let limits = &job.settings.limits;
    let ending = EndingCell::default();
    let output = OutputSink::new(events.clone(), ending.clone(), limits.output_bytes);
    let mut state = HostState::new(&job.settings, ending.clone(), Some(&output));
    state.services.http.relay = relay;
    let provider = std::mem::take(&mut ready.provider);
    state.tracer = Some(Tracer::new(events.clone(), Arc::clone(&linking.targets), provider, limits));
    *ready.store.data_mut() = state;
    arm(&mut ready.store);
    let time_limit = Duration::from_millis(limits.time_ms);
    deadline.arm(time_limit);
    let running = run_calls(&linking.traced, &mut ready.store, job, events, calls);
    let ended = tokio::time::timeout(time_limit, running).await;
    let time_exceeded = Outcome::LimitExceeded { limit: "time-ms".into(), value: limits.time_ms };
    let outcome = match ended {
        Err(_) => time_exceeded,
        Ok(Ok(())) => Outcome::Returned,
        Ok(Err(CallFailure::Rejected(why))) => Outcome::Rejected { why },
        Ok(Err(CallFailure::Unsupported(why))) => Outcome::UnsupportedByEngine { why },
        Ok(Err(CallFailure::Ended(error))) => match error.downcast_ref::<wasmtime::Trap>() {
            Some(wasmtime::Trap::Interrupt) if deadline.passed() => time_exceeded,
            _ => outcome::of_error(&error, &ending),
        },
    };
    let written = output.written();
    let state = ready.store.data_mut();
    let mut total_calls = 0;
    if let Some(tracer) = &mut state.tracer {
        tracer.cut_off("time-ms");
        tracer.settle(&mut state.ledger);
        total_calls = tracer.total_calls();
    }
    TracedEnd {
        outcome,
        phases: std::mem::take(&mut calls.phases),
        total_calls,
        stdout_truncated: written.stdout_truncated,
        stderr_truncated: written.stderr_truncated,
        peak_memory_bytes: state.limiter.peak_memory_bytes,
        used: needs_of_all(state.ledger.all().map(Ledger::used)),
        denied: needs_of_all(state.ledger.all().map(Ledger::denied)),
        files: state.files.changes(&job.settings.files, limits.file_bytes),
        composition: linking.report(&state.ledger),
    }
}

async fn run_calls(
    program: &Program,
    store: &mut Store<HostState>,
    job: &RunJob,
    events: &EventSender,
    calls: &mut Calls,
) -> Result<(), CallFailure> {
    let start = Instant::now();
    let running = program.instantiate(store).await.map_err(CallFailure::Ended)?;
    calls.phases.push(measure::phase("instantiate", calls.linking + start.elapsed()));
    events.stage("call");
    if let Some(tracer) = &mut store.data_mut().tracer {
        tracer.origin = Instant::now();
    }
    let mut script = Script::new(&job.calls);
    for (index, call) in job.calls.iter().enumerate() {
        let start = Instant::now();
        let returned = script.call(store, &running, call).await;
        if index == 0 {
            calls.phases.push(measure::phase("first-call", start.elapsed()));
        }
        let returned = returned?;
        if let Some(tracer) = &mut store.data_mut().tracer {
            events.call_value(&call_value(call, &returned, |kept| kept.name(&mut tracer.names)));
        }
        if job.linked.is_some() {
            calls.values.push(plain_value(call, &returned));
        }
    }
    Ok(())
}
