//! The tracer: every host call of a guest, typed, decided by the policy, forwarded and recorded.
//!
//! The traced linker defines each function of the host anew. Most are dynamic: a call is rendered,
//! decided, passed on to the same function of the [`provider`], and recorded. Those that carry bytes
//! or are called most go straight to the host's code, typed ([`typed`]).

mod dynamic;
pub mod handles;
pub mod provider;
mod rebind;
pub mod record;
pub mod rows;
mod told;
mod typed;

pub use dynamic::provider_functions;

use super::events::EventSender;
use super::host::{Ending, HostState};
use diptych_shared::api::run::RunLimits;
use diptych_shared::policy::{Grant, Ledger, PolicyRow};
use diptych_shared::trace::{Decision, VALUE_CHARS};
use handles::HandleNames;
use provider::HostFunction;
use record::CallRecord;
use std::sync::Arc;
use std::time::{Duration, Instant};
use wasmtime::component::{Func, Linker};

/// Records the host calls of one store.
pub struct Tracer {
    /// Names of handles, which the script shares.
    pub names: HandleNames,
    /// When the first call of an export began.
    pub origin: Instant,
    events: EventSender,
    /// The policy for each function of the host.
    rows: Arc<[PolicyRow]>,
    /// The provider's functions, in the same order.
    provider: Vec<Func>,
    /// Which functions were called.
    called: Vec<bool>,
    kept_events: u64,
    /// What is left of `trace-bytes`.
    left_bytes: u64,
    total_calls: u64,
    in_flight: Option<CallRecord>,
    in_flight_since: Instant,
}

/// Defines every function of `functions` anew as a traced one.
pub fn shadow(linker: &mut Linker<HostState>, functions: &[HostFunction]) -> wasmtime::Result<()> {
    linker.allow_shadowing(true);
    for (index, function) in functions.iter().enumerate() {
        dynamic::shadow(linker, index, function)?;
    }
    typed::shadow(linker, functions)
}

/// Makes the functions that a run's policy denies dynamic: the typed ones know no denial.
pub fn shadow_denied(
    linker: &mut Linker<HostState>,
    functions: &[HostFunction],
    rows: &[PolicyRow],
) -> wasmtime::Result<()> {
    for (index, (function, row)) in functions.iter().zip(rows).enumerate() {
        if rows::is_denied(row) {
            dynamic::shadow(linker, index, function)?;
        }
    }
    Ok(())
}

impl Tracer {
    /// A tracer of the host's functions, whose policy is `rows`.
    pub fn new(
        events: EventSender,
        rows: Arc<[PolicyRow]>,
        provider: Vec<Func>,
        limits: &RunLimits,
    ) -> Tracer {
        events.describe(Arc::clone(&rows));
        Tracer {
            names: HandleNames::default(),
            origin: Instant::now(),
            events,
            called: vec![false; rows.len()],
            rows,
            provider,
            kept_events: limits.trace_events,
            left_bytes: limits.trace_bytes,
            total_calls: 0,
            in_flight: None,
            in_flight_since: Instant::now(),
        }
    }

    /// Host calls so far.
    pub fn total_calls(&self) -> u64 {
        self.total_calls
    }

    /// Tells the ledger what the calls needed whose need is known without their arguments.
    pub fn settle(&self, ledger: &mut Ledger) {
        for (row, _) in self.rows.iter().zip(&self.called).filter(|(_, called)| **called) {
            match row.decision {
                Decision::Allowed => ledger.used_need(&row.need),
                Decision::Denied { .. } => ledger.denied_need(&row.need),
            }
        }
    }

    /// Records the call that the run's end cut off, if there is one.
    pub fn interrupt(&mut self, why: &str) {
        self.finish(Instant::now(), None, Some(why.to_owned()), None);
    }

    /// A call of the function at `target` begins; its arguments are rendered only if it is kept.
    fn begin(&mut self, target: usize, arguments: impl FnOnce(&mut HandleNames) -> Vec<String>) {
        let sequence = self.total_calls;
        self.total_calls += 1;
        if let Some(called) = self.called.get_mut(target) {
            *called = true;
        }
        if sequence >= self.kept_events {
            return;
        }
        let arguments = arguments(&mut self.names);
        let start = Instant::now();
        self.in_flight = Some(CallRecord {
            target,
            sequence,
            arguments,
            result: None,
            interrupted: None,
            denied: None,
            start_ns: nanoseconds(start.saturating_duration_since(self.origin)),
            duration_ns: 0,
        });
        self.in_flight_since = start;
    }

    /// The call in flight returned. `denied` is what the host itself denied it for.
    fn returned(
        &mut self,
        ended: Instant,
        denied: Option<Grant>,
        result: impl FnOnce(&mut HandleNames) -> Option<String>,
    ) {
        let result = match &self.in_flight {
            Some(_) => result(&mut self.names),
            None => return,
        };
        self.finish(ended, result, None, denied);
    }

    fn finish(
        &mut self,
        ended: Instant,
        result: Option<String>,
        interrupted: Option<String>,
        denied: Option<Grant>,
    ) {
        let Some(mut record) = self.in_flight.take() else { return };
        record.duration_ns = nanoseconds(ended.saturating_duration_since(self.in_flight_since));
        record.result = result;
        record.interrupted = interrupted;
        record.denied = denied;
        match self.left_bytes.checked_sub(record.text_bytes() as u64) {
            Some(left) => {
                self.left_bytes = left;
                self.events.traced(record);
            }
            // This call and all later ones are counted only.
            None => self.kept_events = 0,
        }
    }
}

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

fn tracer(state: &mut HostState) -> wasmtime::Result<&mut Tracer> {
    state.tracer.as_mut().ok_or_else(|| wasmtime::format_err!("this store is not traced"))
}

/// Records the end of a call, and asks the ledger whether the host denied it.
fn returned(
    state: &mut HostState,
    ended: Instant,
    result: impl FnOnce(&mut HandleNames) -> Option<String>,
) -> wasmtime::Result<()> {
    let denied = state.ledger.take_denied();
    tracer(state)?.returned(ended, denied, result);
    Ok(())
}

/// Records a call that did not return, with why in a word where there is one.
fn interrupted(state: &mut HostState, error: &wasmtime::Error) -> wasmtime::Result<()> {
    let why: String = match state.ending.get() {
        Some(Ending::Denied { .. }) => "denied".into(),
        Some(Ending::Limit { limit, .. }) => limit.into(),
        None if error.is::<wasmtime_wasi::I32Exit>() => "exit".into(),
        None if super::outcome::is_table_full(error) => super::settings::RESOURCE_HANDLES_NAME.into(),
        None => error.root_cause().to_string().chars().take(VALUE_CHARS).collect(),
    };
    tracer(state)?.interrupt(&why);
    Ok(())
}
