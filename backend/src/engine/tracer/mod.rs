//! The tracer: every host call of a guest, typed, decided by the policy, forwarded and recorded.
//!
//! The traced linker defines each function of the host anew; a call is rendered, decided, passed
//! on to the same function of the [`provider`], and sent as a trace event.

pub mod handles;
pub mod provider;

use super::events::EventSender;
use super::host::HostState;
use super::host::denial::{self, DeniedCall};
use super::values;
use diptych_shared::policy;
use diptych_shared::toolchain::wave;
use diptych_shared::trace::{Decision, TraceEvent, VALUE_CHARS};
use handles::{Direction, HandleNames, HostHandle};
use provider::HostFunction;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;
use wasmtime::component::types::ComponentFunc;
use wasmtime::component::{Func, Instance, Linker, ResourceAny, Val};
use wasmtime::{AsContextMut, StoreContextMut};

/// Records the host calls of one store.
pub struct Tracer {
    /// Names of handles, which the script shares.
    pub names: HandleNames,
    /// When the first call of an export began.
    pub origin: Instant,
    events: EventSender,
    targets: Arc<[Target]>,
    kept_events: u64,
    total_calls: u64,
    in_flight: Option<TraceEvent>,
    in_flight_since: Instant,
}

/// Where a traced function leads in one run.
#[derive(Clone, Debug)]
struct Target {
    /// The interface as the component imports it.
    interface: String,
    function: String,
    decision: Decision,
    provider: Func,
}

/// Finds the provider's functions in its instance, in order.
pub fn provider_functions(
    instance: &Instance,
    mut store: impl AsContextMut<Data = HostState>,
    count: usize,
) -> wasmtime::Result<Vec<Func>> {
    (0..count)
        .map(|index| {
            instance
                .get_func(&mut store, format!("call{index}"))
                .ok_or_else(|| wasmtime::format_err!("the provider has no call{index}"))
        })
        .collect()
}

/// Defines every function of `functions` anew as a traced one.
pub fn shadow(linker: &mut Linker<HostState>, functions: &[HostFunction]) -> wasmtime::Result<()> {
    linker.allow_shadowing(true);
    for (index, function) in functions.iter().enumerate() {
        linker
            .instance(&function.interface)?
            .func_new_async(&function.function, move |store, ty, params, results| {
                Box::new(host_call(store, index, ty, params, results))
            })?;
    }
    Ok(())
}

impl Tracer {
    /// A tracer for a component that imports `imports`.
    pub fn new(
        events: EventSender,
        functions: &[HostFunction],
        provider: &[Func],
        imports: &[String],
        state: &HostState,
        kept_events: u64,
    ) -> Tracer {
        let unversioned = |name: &str| name.split('@').next().unwrap_or_default().to_owned();
        let imported: BTreeMap<String, &String> =
            imports.iter().map(|name| (unversioned(name), name)).collect();
        let targets = functions
            .iter()
            .zip(provider)
            .map(|(function, provider)| {
                let interface = imported.get(&unversioned(&function.interface)).copied();
                let interface = interface.unwrap_or(&function.interface).clone();
                let decision = policy::decide(&state.grants, &interface, &function.function);
                Target { interface, function: function.function.clone(), decision, provider: *provider }
            })
            .collect();
        Tracer {
            names: HandleNames::default(),
            origin: Instant::now(),
            events,
            targets,
            kept_events,
            total_calls: 0,
            in_flight: None,
            in_flight_since: Instant::now(),
        }
    }

    /// Host calls so far.
    pub fn total_calls(&self) -> u64 {
        self.total_calls
    }

    /// Records the call that the run's end cut off, if there is one.
    pub fn interrupt(&mut self, why: &str) {
        self.finish(None, Some(why.to_owned()));
    }

    fn finish(&mut self, result: Option<String>, interrupted: Option<String>) {
        if let Some(mut event) = self.in_flight.take() {
            event.duration_ns = nanoseconds(self.in_flight_since.elapsed());
            event.result = result;
            event.interrupted = interrupted;
            self.events.traced(event);
        }
    }
}

fn nanoseconds(duration: std::time::Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

fn tracer(state: &mut HostState) -> wasmtime::Result<&mut Tracer> {
    state.tracer.as_mut().ok_or_else(|| wasmtime::format_err!("this store is not traced"))
}

async fn host_call(
    mut store: StoreContextMut<'_, HostState>,
    index: usize,
    ty: ComponentFunc,
    params: &[Val],
    results: &mut [Val],
) -> wasmtime::Result<()> {
    let (params, lent) = rebind(&mut store, params, Direction::Passed)?;
    let targets = Arc::clone(&tracer(store.data_mut())?.targets);
    let target = targets.get(index).ok_or_else(|| wasmtime::format_err!("no such host function"))?;
    begin(tracer(store.data_mut())?, target, &params, &lent);
    let outcome = match &target.decision {
        Decision::Allowed => target.provider.call_async(&mut store, &params, results).await,
        Decision::Denied { capability, .. } => {
            let call = DeniedCall { interface: &target.interface, function: &target.function, capability };
            denial::deny(&mut store, &call, &ty, results)
        }
    };
    if let Err(error) = outcome {
        let why = interruption(&error, &store);
        tracer(store.data_mut())?.finish(None, Some(why));
        return Err(error);
    }
    let ended = Instant::now();
    for handle in lent.iter().filter(|handle| handle.borrowed) {
        handles::take(handle.dynamic, &mut store)?;
    }
    let (rebound, given) = rebind(&mut store, results, Direction::Returned)?;
    results.clone_from_slice(&rebound);
    let tracer = tracer(store.data_mut())?;
    let rendered = match (&tracer.in_flight, results.first()) {
        (Some(_), Some(result)) => Some(render(&mut tracer.names, result, &given, Direction::Returned)),
        _ => None,
    };
    // Rendering is the tracer's time, not the host's.
    let rendering = ended.elapsed();
    tracer.in_flight_since += rendering;
    tracer.finish(rendered, None);
    Ok(())
}

/// Opens the trace event of a call, unless the trace is full.
fn begin(tracer: &mut Tracer, target: &Target, params: &[Val], lent: &[Rebound]) {
    let sequence = tracer.total_calls;
    tracer.total_calls += 1;
    if sequence >= tracer.kept_events {
        return;
    }
    let start_ns = nanoseconds(tracer.origin.elapsed());
    let arguments =
        params.iter().map(|param| render(&mut tracer.names, param, lent, Direction::Passed)).collect();
    tracer.in_flight = Some(TraceEvent {
        sequence,
        interface: target.interface.clone(),
        function: target.function.clone(),
        arguments,
        result: None,
        interrupted: None,
        decision: target.decision.clone(),
        start_ns,
        duration_ns: 0,
    });
    tracer.in_flight_since = Instant::now();
}

/// Why a call did not return, in a word where there is one.
fn interruption(error: &wasmtime::Error, store: &StoreContextMut<'_, HostState>) -> String {
    use super::host::Ending;
    match store.data().ending.get() {
        Some(Ending::Denied { .. }) => "denied".into(),
        Some(Ending::Limit { limit, .. }) => limit.into(),
        None if error.is::<wasmtime_wasi::I32Exit>() => "exit".into(),
        None => error.root_cause().to_string(),
    }
}

/// A handle between its two dynamic forms.
struct Rebound {
    dynamic: ResourceAny,
    handle: HostHandle,
    borrowed: bool,
}

/// Takes the handles in `vals` out of their dynamic form, to know them, and gives them a new one.
fn rebind(
    store: &mut StoreContextMut<'_, HostState>,
    vals: &[Val],
    direction: Direction,
) -> wasmtime::Result<(Vec<Val>, Vec<Rebound>)> {
    let mut rebound = Vec::new();
    let vals = vals
        .iter()
        .map(|val| {
            let mut val = val.clone();
            rebind_in(store, &mut val, direction, &mut rebound)?;
            Ok(val)
        })
        .collect::<wasmtime::Result<_>>()?;
    Ok((vals, rebound))
}

fn rebind_in(
    store: &mut StoreContextMut<'_, HostState>,
    val: &mut Val,
    direction: Direction,
    rebound: &mut Vec<Rebound>,
) -> wasmtime::Result<()> {
    match val {
        Val::Resource(resource) => {
            let borrowed = direction == Direction::Passed && !resource.owned();
            let handle = handles::take(*resource, store)?;
            *resource = handles::give(handle, store)?;
            rebound.push(Rebound { dynamic: *resource, handle, borrowed });
        }
        // A list's elements are of one type: only some types hold handles.
        Val::List(items) if matches!(items.first(), Some(Val::U8(_) | Val::U32(_) | Val::String(_))) => {}
        Val::List(items) | Val::Tuple(items) => {
            for item in items {
                rebind_in(store, item, direction, rebound)?;
            }
        }
        Val::Record(fields) => {
            for (_, field) in fields {
                rebind_in(store, field, direction, rebound)?;
            }
        }
        Val::Option(Some(inner))
        | Val::Variant(_, Some(inner))
        | Val::Result(Ok(Some(inner)) | Err(Some(inner))) => {
            rebind_in(store, inner, direction, rebound)?;
        }
        _ => {}
    }
    Ok(())
}

/// The WAVE text of a value, with canonical handle names, cut at the trace's length.
fn render(names: &mut HandleNames, val: &Val, rebound: &[Rebound], direction: Direction) -> String {
    let value = values::from_val(val, VALUE_CHARS + 1, &mut |resource| match rebound
        .iter()
        .find(|rebound| rebound.dynamic == *resource)
    {
        Some(rebound) => rebound.handle.name(names, direction),
        None => "?".into(),
    });
    cut(wave::to_text(&value))
}

/// Cuts a text at [`VALUE_CHARS`].
pub fn cut(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(VALUE_CHARS) {
        text.truncate(end);
        text.push('…');
    }
    text
}
