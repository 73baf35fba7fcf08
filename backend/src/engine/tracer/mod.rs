//! The tracer: every host call of a guest, typed, decided by the policy, forwarded and recorded; and the
//! calls between the parts of a linked composition ([`linked`](super::linked)).
//!
//! The traced linker defines each function of the host anew. Most are dynamic: a call is rendered,
//! decided, passed on to the same function of the [`provider`], and recorded. Those that carry bytes
//! or are called most go straight to the host's code, typed ([`typed`]).

mod dynamic;
pub mod handles;
pub mod provider;
pub(super) mod rebind;
pub mod record;
pub mod rows;
pub mod targets;
mod told;
mod typed;

pub use dynamic::provider_functions;
pub(super) use dynamic::{NamedHandle, render};

use super::events::EventSender;
use super::host::{Ending, HostState, Ledgers};
use diptych_shared::api::run::RunLimits;
use diptych_shared::policy::{Grant, PolicyRow};
use diptych_shared::trace::{Decision, VALUE_CHARS};
use handles::HandleNames;
use provider::HostFunction;
use record::CallRecord;
use std::sync::Arc;
use std::time::{Duration, Instant};
use targets::{Target, Targets};
use wasmtime::component::{Func, Linker};

/// Records the host calls of one store.
pub struct Tracer {
    /// Names of handles, which the script shares.
    pub names: HandleNames,
    /// When the first call of an export began.
    pub origin: Instant,
    events: EventSender,
    /// What calls can be of.
    targets: Arc<Targets>,
    /// The provider's functions, in the order of each caller's rows.
    provider: Vec<Func>,
    /// For each caller which functions of the host it called.
    called: Vec<Vec<bool>>,
    kept_events: u64,
    /// What is left of `trace-bytes`.
    left_bytes: u64,
    total_calls: u64,
    /// The calls that have not ended, the outermost first; `None` for one that is only counted.
    open: Vec<Option<OpenCall>>,
}

/// A call that has not ended.
struct OpenCall {
    record: CallRecord,
    since: Instant,
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
    /// A tracer of calls of `targets`.
    pub fn new(
        events: EventSender,
        targets: Arc<Targets>,
        provider: Vec<Func>,
        limits: &RunLimits,
    ) -> Tracer {
        events.describe(Arc::clone(&targets));
        Tracer {
            names: HandleNames::default(),
            origin: Instant::now(),
            events,
            called: targets.callers.iter().map(|caller| vec![false; caller.rows.len()]).collect(),
            targets,
            provider,
            kept_events: limits.trace_events,
            left_bytes: limits.trace_bytes,
            total_calls: 0,
            open: Vec::new(),
        }
    }

    /// Calls so far.
    pub fn total_calls(&self) -> u64 {
        self.total_calls
    }

    /// Tells each caller's ledger what its calls needed whose need is known without their arguments.
    pub fn settle(&self, ledgers: &mut Ledgers) {
        let acting = ledgers.acting();
        for (part, (caller, called)) in self.targets.callers.iter().zip(&self.called).enumerate() {
            ledgers.act(part);
            for (row, _) in caller.rows.iter().zip(called).filter(|(_, called)| **called) {
                match row.decision {
                    Decision::Allowed => ledgers.used_need(&row.need),
                    Decision::Denied { .. } => ledgers.denied_need(&row.need),
                }
            }
        }
        ledgers.act(acting);
    }

    /// Records the calls that the run's end cut off, the innermost first.
    pub fn cut_off(&mut self, why: &str) {
        let now = Instant::now();
        while !self.open.is_empty() {
            self.finish(now, None, Some(why.to_owned()), None);
        }
    }

    /// A call begins; its arguments are rendered only if it is kept.
    pub(super) fn begin(&mut self, target: Target, arguments: impl FnOnce(&mut HandleNames) -> Vec<String>) {
        let sequence = self.total_calls;
        self.total_calls += 1;
        if let Target::Host { caller, function } = target
            && let Some(called) = self.called.get_mut(caller).and_then(|called| called.get_mut(function))
        {
            *called = true;
        }
        if sequence >= self.kept_events {
            self.open.push(None);
            return;
        }
        let arguments = arguments(&mut self.names);
        let since = Instant::now();
        let record = CallRecord {
            target,
            sequence,
            arguments,
            result: None,
            interrupted: None,
            denied: None,
            start_ns: nanoseconds(since.saturating_duration_since(self.origin)),
            duration_ns: 0,
        };
        self.open.push(Some(OpenCall { record, since }));
    }

    /// The innermost call returned. `denied` is what the host itself denied it for.
    pub(super) fn returned(
        &mut self,
        ended: Instant,
        denied: Option<Grant>,
        result: impl FnOnce(&mut HandleNames) -> Option<String>,
    ) {
        let result = match self.open.last() {
            Some(Some(_)) => result(&mut self.names),
            _ => None,
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
        let Some(Some(OpenCall { mut record, since })) = self.open.pop() else { return };
        record.duration_ns = nanoseconds(ended.saturating_duration_since(since));
        record.result = result;
        record.interrupted = interrupted;
        record.denied = denied;
        match self.left_bytes.checked_sub(record.text_bytes() as u64) {
            Some(left) => {
                self.left_bytes = left;
                self.events.traced(record);
            }
            // This call and those that begin later are counted only.
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

/// A call of a function of the host begins; who acts is who calls.
fn begin(
    state: &mut HostState,
    function: usize,
    arguments: impl FnOnce(&mut HandleNames) -> Vec<String>,
) -> wasmtime::Result<()> {
    let caller = state.ledger.acting();
    tracer(state)?.begin(Target::Host { caller, function }, arguments);
    Ok(())
}

/// Records that the innermost call did not return, with why in a word where there is one.
pub(super) fn interrupted(state: &mut HostState, error: &wasmtime::Error) -> wasmtime::Result<()> {
    let why: String = match state.ending.get() {
        Some(Ending::Denied { .. }) => "denied".into(),
        Some(Ending::Limit { limit, .. }) => limit.into(),
        None if error.is::<wasmtime_wasi::I32Exit>() => "exit".into(),
        // A callee that computes until the time is over.
        None if error.downcast_ref() == Some(&wasmtime::Trap::Interrupt) => "time-ms".into(),
        None if super::outcome::is_table_full(error) => super::settings::RESOURCE_HANDLES_NAME.into(),
        None => error.root_cause().to_string().chars().take(VALUE_CHARS).collect(),
    };
    tracer(state)?.finish(Instant::now(), None, Some(why), None);
    Ok(())
}
