//! Timing: the same calls on fresh instances without a tracer.

use super::host::{EndingCell, HostState, denial};
use super::outcome;
use super::program::Program;
use super::protocol::{Measurement, RunJob};
use super::script::{CallFailure, Script, plain_value};
use super::tracer::provider::HostFunction;
use super::tracer::rows;
use diptych_shared::policy::PolicyRow;
use diptych_shared::report::{Outcome, Phase};
use std::time::{Duration, Instant};
use wasmtime::component::Linker;
use wasmtime::{Engine, Store};

/// All warm calls together.
pub const MEASURE_TIME: Duration = Duration::from_millis(500);
/// The most warm calls.
const WARM_CALLS: u32 = 1_000;

/// Makes what the policy denies a denial in an untraced linker, which else is the plain host.
pub fn deny(
    linker: &mut Linker<HostState>,
    functions: &[HostFunction],
    rows: &[PolicyRow],
) -> wasmtime::Result<()> {
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
    Ok(())
}

/// What the traced calls came to, for the untraced ones to be held against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TracedCalls {
    /// What they returned, handles without numbers.
    pub values: Vec<Option<String>>,
    /// How the run ended.
    pub outcome: Outcome,
}

/// Times `instantiate`, `first-call` and warm calls. What was measured before anything failed stays. If
/// `traced` is given, the first calls are compared with it.
pub async fn measure(
    engine: &Engine,
    program: &Program,
    job: &RunJob,
    traced: Option<&TracedCalls>,
) -> Measurement {
    let mut measurement =
        Measurement { clock_resolution_ns: clock_resolution_ns(), ..Measurement::default() };
    let timed = Timed { engine, program, job, traced, deadline: Instant::now() + MEASURE_TIME };
    // A guest that waits is cut by this, one that computes by the epoch.
    let _ = tokio::time::timeout(MEASURE_TIME, timed.run(&mut measurement)).await;
    if measurement.warm_ns.is_empty() {
        measurement.phases.clear();
    }
    measurement
}

struct Timed<'a> {
    engine: &'a Engine,
    program: &'a Program,
    job: &'a RunJob,
    traced: Option<&'a TracedCalls>,
    deadline: Instant,
}

impl Timed<'_> {
    async fn run(&self, measurement: &mut Measurement) -> Option<()> {
        let job = self.job;
        let start = Instant::now();
        let ending = EndingCell::default();
        let mut store = self.store(&ending);
        let running = self.program.instantiate(&mut store).await.ok()?;
        let instantiated = Instant::now();
        let mut script = Script::new(&job.calls);
        let first = job.calls.first()?;
        let ended = script.call(&mut store, &running, first).await;
        let called = Instant::now();
        let mut found = TracedCalls { values: Vec::new(), outcome: Outcome::Returned };
        let is_over = ended.is_err();
        match ended {
            Ok(returned) => found.values.push(plain_value(first, &returned)),
            Err(CallFailure::Ended(error)) => found.outcome = outcome::of_error(&error, &ending),
            Err(CallFailure::Rejected(why)) => found.outcome = Outcome::Rejected { why },
            Err(CallFailure::Unsupported(why)) => found.outcome = Outcome::UnsupportedByEngine { why },
        }
        if is_over && !job.is_command {
            self.compare(&found, measurement);
            return None;
        }
        measurement.phases =
            vec![phase("instantiate", instantiated - start), phase("first-call", called - instantiated)];
        let warm_calls = job.settings.warm_calls.min(WARM_CALLS);
        if job.is_command {
            self.compare(&found, measurement);
            drop(store);
            for _ in 0..warm_calls {
                let start = Instant::now();
                let mut store = self.store(&EndingCell::default());
                let running = self.program.instantiate(&mut store).await.ok()?;
                // A command that exits ends with an error that is none.
                let _ = Script::new(&job.calls).call(&mut store, &running, first).await;
                let elapsed = start.elapsed();
                if Instant::now() > self.deadline {
                    break;
                }
                measurement.warm_ns.push(nanoseconds(elapsed));
            }
            return Some(());
        }
        for call in &job.calls[1..] {
            match script.call(&mut store, &running, call).await {
                Ok(returned) => found.values.push(plain_value(call, &returned)),
                Err(_) => {
                    self.compare(&found, measurement);
                    return None;
                }
            }
        }
        self.compare(&found, measurement);
        let last = script.repeatable_last()?;
        let callee = Script::function(&mut store, &running, last).ok()?;
        let arguments = script.arguments(&mut store, callee, last).ok()?;
        let mut results =
            vec![wasmtime::component::Val::Bool(false); usize::from(last.signature.result.is_some())];
        store.data_mut().ledger.act(callee.part);
        for _ in 0..warm_calls {
            let start = Instant::now();
            callee.function.call_async(&mut store, &arguments.vals, &mut results).await.ok()?;
            let elapsed = start.elapsed();
            if Instant::now() > self.deadline {
                break;
            }
            measurement.warm_ns.push(nanoseconds(elapsed));
        }
        Some(())
    }

    /// Holds what the first calls came to against the traced ones. Calls that were cut by the measurement's
    /// own time say nothing.
    fn compare(&self, found: &TracedCalls, measurement: &mut Measurement) {
        if Instant::now() <= self.deadline {
            measurement.agree = self.traced.map(|traced| traced == found);
        }
    }

    fn store(&self, ending: &EndingCell) -> Store<HostState> {
        let state = HostState::new(&self.job.settings, ending.clone(), None);
        super::runner::armed_store(self.engine, state)
    }
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
