//! Timing: the same calls on fresh instances without a tracer.

use super::host::{EndingCell, HostState, denial};
use super::protocol::{Measurement, RunJob};
use super::script::Script;
use super::tracer::provider::HostFunction;
use super::tracer::rows;
use diptych_shared::policy::PolicyRow;
use diptych_shared::report::Phase;
use std::time::{Duration, Instant};
use wasmtime::Store;
use wasmtime::component::{Component, InstancePre, Linker};

/// All warm calls together.
pub const MEASURE_TIME: Duration = Duration::from_millis(500);
/// The most warm calls.
const WARM_CALLS: u32 = 1_000;

/// The untraced linker for one component: the plain host, with denials for what is not granted.
pub fn untraced(
    linker: &mut Linker<HostState>,
    component: &Component,
    functions: &[HostFunction],
    rows: &[PolicyRow],
) -> wasmtime::Result<InstancePre<HostState>> {
    for (function, row) in functions.iter().zip(rows) {
        if rows::is_denied(row) {
            let row = row.clone();
            linker
                .instance(&function.interface)?
                .func_new(&function.function, move |mut store, _, _, results| {
                    denial::deny(&mut store, &row, results)
                })?;
        }
    }
    linker.instantiate_pre(component)
}

/// Times `instantiate`, `first-call` and warm calls. What was measured before anything failed stays.
pub async fn measure(pre: &InstancePre<HostState>, job: &RunJob) -> Measurement {
    let mut measurement =
        Measurement { clock_resolution_ns: clock_resolution_ns(), ..Measurement::default() };
    let deadline = Instant::now() + MEASURE_TIME;
    // A guest that waits is cut by this, one that computes by the epoch.
    let _ = tokio::time::timeout(MEASURE_TIME, timed(pre, job, deadline, &mut measurement)).await;
    if measurement.warm_ns.is_empty() {
        measurement.phases.clear();
    }
    measurement
}

async fn timed(
    pre: &InstancePre<HostState>,
    job: &RunJob,
    deadline: Instant,
    measurement: &mut Measurement,
) -> Option<()> {
    let start = Instant::now();
    let mut store = store(pre, job);
    let instance = pre.instantiate_async(&mut store).await.ok()?;
    let instantiated = Instant::now();
    let mut script = Script::new(&job.calls);
    let first = job.calls.first()?;
    let ended = script.call(&mut store, &instance, first).await;
    let called = Instant::now();
    if ended.is_err() && !job.is_command {
        return None;
    }
    measurement.phases =
        vec![phase("instantiate", instantiated - start), phase("first-call", called - instantiated)];
    let warm_calls = job.settings.warm_calls.min(WARM_CALLS);
    if job.is_command {
        drop(store);
        for _ in 0..warm_calls {
            let start = Instant::now();
            let mut store = self::store(pre, job);
            let instance = pre.instantiate_async(&mut store).await.ok()?;
            // A command that exits ends with an error that is none.
            let _ = script_of(job).call(&mut store, &instance, first).await;
            let elapsed = start.elapsed();
            if Instant::now() > deadline {
                break;
            }
            measurement.warm_ns.push(nanoseconds(elapsed));
        }
        return Some(());
    }
    for call in &job.calls[1..] {
        script.call(&mut store, &instance, call).await.ok()?;
    }
    let last = script.repeatable_last()?;
    let function = Script::function(&mut store, &instance, last).ok()?;
    let arguments = script.arguments(last).ok()?;
    let mut results =
        vec![wasmtime::component::Val::Bool(false); usize::from(last.signature.result.is_some())];
    for _ in 0..warm_calls {
        let start = Instant::now();
        function.call_async(&mut store, &arguments, &mut results).await.ok()?;
        let elapsed = start.elapsed();
        if Instant::now() > deadline {
            break;
        }
        measurement.warm_ns.push(nanoseconds(elapsed));
    }
    Some(())
}

fn script_of(job: &RunJob) -> Script<'_> {
    Script::new(&job.calls)
}

fn store(pre: &InstancePre<HostState>, job: &RunJob) -> Store<HostState> {
    let state = HostState::new(&job.settings, EndingCell::default(), None);
    super::runner::armed_store(pre.engine(), state)
}

/// A phase that did its work.
pub fn phase(name: &str, duration: Duration) -> Phase {
    Phase { name: name.into(), duration_ns: nanoseconds(duration), cached: false }
}

/// Nanoseconds of a duration.
pub fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

/// The smallest step seen between two readings of the clock.
fn clock_resolution_ns() -> u64 {
    (0..20)
        .map(|_| {
            let start = Instant::now();
            loop {
                let step = start.elapsed();
                if !step.is_zero() {
                    break nanoseconds(step);
                }
            }
        })
        .min()
        .unwrap_or(1)
}
