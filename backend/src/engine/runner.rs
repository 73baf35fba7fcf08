//! The process of one run: forked from one that is ready, locked down, then the guest.

use super::events::EventSender;
use super::fork_server;
use super::host::http::relay::Relay;
use super::host::output::OutputSink;
use super::host::{self, EndingCell, HostState};
use super::lockdown;
use super::measure;
use super::outcome;
use super::protocol::{self, FrameKind, Measurement, RunJob, TracedEnd};
use super::script::{CallFailure, Script, call_value};
use super::settings;
use super::tracer::provider::HostFunction;
use super::tracer::{self, Tracer, rows};
use diptych_shared::policy::PolicyRow;
use diptych_shared::report::{Outcome, Phase};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};
use wasmtime::component::{Component, Func, Linker};
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

/// Everything that does not depend on the job.
struct Ready {
    engine: Engine,
    functions: Vec<HostFunction>,
    plain: Linker<HostState>,
    traced: Linker<HostState>,
    store: Store<HostState>,
    provider: Vec<Func>,
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
    // SAFETY: the artifact is a file in the server's own private cache, written by its own compile
    // child with the same configuration, and checked against its hash by the server.
    let component = unsafe { Component::deserialize_file(&ready.engine, &job.artifact) };
    lockdown::limit_runner(job.settings.limits.memory_bytes, job.settings.limits.time_ms)?;
    lockdown::close_files()?;
    // Threads inherit what their starter gave up, so they start after that.
    let events = EventSender::to_stdout()?;
    let relay = if job.live_http { Some(Relay::start(events.clone())?) } else { None };
    let deadline = Deadline::start(&ready.engine)?;
    lockdown::filter_system_calls(lockdown::Threads::Denied)?;
    let component = match component {
        Ok(component) => component,
        Err(error) => {
            events.send(FrameKind::TracedEnd, &unloadable(&error));
            events.send(FrameKind::Measurement, &Measurement::default());
            events.finish();
            return Ok(());
        }
    };
    let started = Instant::now();
    let rows = rows::rows(&ready.functions, &job.policy_table);
    tracer::shadow_denied(&mut ready.traced, &ready.functions, &rows)?;
    let rows: Arc<[PolicyRow]> = rows.into();
    let run = traced_run(&mut ready, &component, &job, &rows, &events, &deadline, relay.clone());
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
        deadline.arm(measure::MEASURE_TIME);
        if let Ok(pre) = measure::untraced(&mut ready.plain, &component, &ready.functions, &rows) {
            measurement = runtime.block_on(measure::measure(&pre, &job));
        }
    }
    events.send(FrameKind::Measurement, &measurement);
    events.finish();
    // Nothing here needs an orderly end, and a guest's leftovers are not worth the time.
    std::process::exit(0)
}

/// The end of a run whose component has more parts than the pool has places, or is damaged.
fn unloadable(error: &wasmtime::Error) -> TracedEnd {
    let message = format!("{error:#}");
    let outcome = outcome::store_limit(&message).unwrap_or(Outcome::EngineFailed { why: message });
    TracedEnd { outcome, ..TracedEnd::default() }
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

async fn traced_run(
    ready: &mut Ready,
    component: &Component,
    job: &RunJob,
    rows: &Arc<[PolicyRow]>,
    events: &EventSender,
    deadline: &Deadline,
    relay: Option<Relay>,
) -> TracedEnd {
    let limits = &job.settings.limits;
    let ending = EndingCell::default();
    let output = OutputSink::new(events.clone(), ending.clone(), limits.output_bytes);
    let mut state = HostState::new(&job.settings, ending.clone(), Some(&output));
    state.services.http.relay = relay;
    let provider = std::mem::take(&mut ready.provider);
    state.tracer = Some(Tracer::new(events.clone(), Arc::clone(rows), provider, limits));
    *ready.store.data_mut() = state;
    arm(&mut ready.store);
    let time_limit = Duration::from_millis(limits.time_ms);
    deadline.arm(time_limit);
    let mut phases = Vec::new();
    let calls = run_calls(&ready.traced, &mut ready.store, component, job, events, &mut phases);
    let ended = tokio::time::timeout(time_limit, calls).await;
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
        tracer.interrupt("time-ms");
        tracer.settle(&mut state.ledger);
        total_calls = tracer.total_calls();
    }
    TracedEnd {
        outcome,
        phases,
        total_calls,
        stdout_truncated: written.stdout_truncated,
        stderr_truncated: written.stderr_truncated,
        peak_memory_bytes: state.limiter.peak_memory_bytes,
        used: state.ledger.used(),
        denied: state.ledger.denied(),
        files: state.files.changes(&job.settings.files, limits.file_bytes),
    }
}

async fn run_calls(
    linker: &Linker<HostState>,
    store: &mut Store<HostState>,
    component: &Component,
    job: &RunJob,
    events: &EventSender,
    phases: &mut Vec<Phase>,
) -> Result<(), CallFailure> {
    events.stage("instantiate");
    let start = Instant::now();
    let pre = linker.instantiate_pre(component).map_err(|error| {
        let message = format!("{error:#}");
        CallFailure::Unsupported(message)
    })?;
    let instance = pre.instantiate_async(&mut *store).await.map_err(CallFailure::Ended)?;
    phases.push(measure::phase("instantiate", start.elapsed()));
    events.stage("call");
    if let Some(tracer) = &mut store.data_mut().tracer {
        tracer.origin = Instant::now();
    }
    let mut script = Script::new(&job.calls);
    for (index, call) in job.calls.iter().enumerate() {
        let start = Instant::now();
        let result = script.call(store, &instance, call).await;
        if index == 0 {
            phases.push(measure::phase("first-call", start.elapsed()));
        }
        let result = result?;
        if let Some(tracer) = &mut store.data_mut().tracer {
            events.call_value(&call_value(call, result.as_ref(), &mut tracer.names));
        }
    }
    Ok(())
}

/// Stops the guest when its time is over, wherever it computes.
struct Deadline {
    shared: Arc<(Mutex<Option<Instant>>, Condvar)>,
    passed: Arc<AtomicBool>,
}

impl Deadline {
    /// Starts the thread that watches.
    fn start(engine: &Engine) -> std::io::Result<Deadline> {
        let shared: Arc<(Mutex<Option<Instant>>, Condvar)> = Arc::default();
        let passed = Arc::new(AtomicBool::new(false));
        let deadline = Deadline { shared: Arc::clone(&shared), passed: Arc::clone(&passed) };
        let engine = engine.clone();
        std::thread::Builder::new().name("deadline".into()).stack_size(256 << 10).spawn(move || {
            let (at, changed) = &*shared;
            let mut at = at.lock().unwrap_or_else(PoisonError::into_inner);
            loop {
                let now = Instant::now();
                at = match *at {
                    None => changed.wait(at).unwrap_or_else(PoisonError::into_inner),
                    Some(when) if when <= now => {
                        passed.store(true, Ordering::SeqCst);
                        engine.increment_epoch();
                        *at = None;
                        at
                    }
                    Some(when) => {
                        changed.wait_timeout(at, when - now).unwrap_or_else(PoisonError::into_inner).0
                    }
                };
            }
        })?;
        Ok(deadline)
    }

    /// Stops whatever runs after `time`, and forgets the deadline before.
    fn arm(&self, time: Duration) {
        self.passed.store(false, Ordering::SeqCst);
        *self.shared.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now() + time);
        self.shared.1.notify_one();
    }

    fn passed(&self) -> bool {
        self.passed.load(Ordering::SeqCst)
    }
}
