//! Making the calls of a run: exports found, arguments and handles put in, values out.

use super::host::HostState;
use super::linked::crossing::{self, Held};
use super::program::{Callee, Running};
use super::tracer::handles::HandleNames;
use super::values;
use diptych_shared::api::types::WitType;
use diptych_shared::report::CallValue;
use diptych_shared::toolchain::ResolvedCall;
use diptych_shared::toolchain::wave::{self, Value};
use wasmtime::component::{ResourceAny, Val};
use wasmtime::{AsContextMut as _, Store};

/// The most elements of one list or string in a reported value.
const VALUE_ELEMENTS: usize = 1 << 20;

/// Why a call was not made or did not return.
pub enum CallFailure {
    /// The arguments do not fit what earlier calls left.
    Rejected(String),
    /// The engine cannot make this call.
    Unsupported(String),
    /// The guest or its host ended it.
    Ended(wasmtime::Error),
}

/// A handle that a call returned.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Its resource's bare name.
    resource: String,
    handle: Handle,
}

#[derive(Clone, Debug)]
enum Handle {
    /// wasmtime's.
    Engine(ResourceAny),
    /// Of a resource that a part of a composition defines.
    Part(Held),
}

impl Kept {
    /// Its name in the trace.
    pub fn name(&self, names: &mut HandleNames) -> String {
        match &self.handle {
            Handle::Engine(_) => names.fresh(&self.resource),
            Handle::Part(held) => names.between_parts(&self.resource, held.serial),
        }
    }
}

/// What a call returned.
pub struct Returned {
    value: Option<Val>,
    /// The handles in it, in order.
    handles: Vec<Kept>,
}

/// The calls of a run and the handles they have returned so far.
pub struct Script<'a> {
    calls: &'a [ResolvedCall],
    /// What each call returned, if it was a handle; `None` once it was given away.
    handles: Vec<Option<Handle>>,
}

/// The arguments of a call as wasmtime takes them.
pub struct Arguments {
    /// The arguments.
    pub vals: Vec<Val>,
    /// Handles that were made for this call.
    lent: Vec<ResourceAny>,
}

impl<'a> Script<'a> {
    /// A script at its beginning.
    pub fn new(calls: &'a [ResolvedCall]) -> Script<'a> {
        Script { calls, handles: Vec::new() }
    }

    /// Finds the function of a call.
    pub fn function(
        store: &mut Store<HostState>,
        running: &Running,
        call: &ResolvedCall,
    ) -> Result<Callee, CallFailure> {
        running.function(store, call).ok_or_else(|| missing(call))
    }

    /// The arguments of a call of `callee` as wasmtime takes them.
    pub fn arguments(
        &mut self,
        store: &mut Store<HostState>,
        callee: Callee,
        call: &ResolvedCall,
    ) -> Result<Arguments, CallFailure> {
        let mut given_away = Vec::new();
        let mut vals = Vec::with_capacity(call.arguments.len());
        let mut lent = Vec::new();
        for (value, parameter) in call.arguments.iter().zip(&call.signature.parameters) {
            let argument = values::to_val(value, &mut |name| match self.handle(name)? {
                Handle::Engine(handle) => Ok(*handle),
                Handle::Part(held) => {
                    crossing::lend(&mut store.as_context_mut(), callee.part, held, &mut lent)
                        .map_err(|error| error.to_string())
                }
            });
            vals.push(argument.map_err(CallFailure::Rejected)?);
            if let (Value::Handle(name), WitType::Own { .. }) = (value, &parameter.ty) {
                given_away.extend(handle_index(name));
            }
        }
        for index in given_away {
            if let Some(Handle::Part(held)) = self.handles[index].take() {
                let gone = crossing::give(&mut store.as_context_mut(), callee.part, &held);
                gone.map_err(CallFailure::Ended)?;
            }
        }
        Ok(Arguments { vals, lent })
    }

    fn handle(&self, name: &str) -> Result<&Handle, String> {
        let slot = handle_index(name).and_then(|index| self.handles.get(index));
        match slot {
            Some(Some(handle)) => Ok(handle),
            Some(None) => Err(format!(
                "{name} is no handle any more, or never was: that call returned none, or a later call took it"
            )),
            None => Err(format!("{name} names no earlier call")),
        }
    }

    /// Makes one call.
    pub async fn call(
        &mut self,
        store: &mut Store<HostState>,
        running: &Running,
        call: &ResolvedCall,
    ) -> Result<Returned, CallFailure> {
        let callee = Script::function(store, running, call)?;
        let arguments = self.arguments(store, callee, call)?;
        let mut results = vec![Val::Bool(false); usize::from(call.signature.result.is_some())];
        store.data_mut().ledger.act(callee.part);
        let called = callee.function.call_async(&mut *store, &arguments.vals, &mut results).await;
        called.map_err(CallFailure::Ended)?;
        crossing::take_back(&mut store.as_context_mut(), arguments.lent);
        let value = results.pop();
        let mut found = Vec::new();
        if let (Some(value), Some(ty)) = (&value, &call.signature.result) {
            values::handles_in(value, ty, &mut found);
        }
        let mut handles = Vec::with_capacity(found.len());
        for (handle, resource) in found {
            let held = crossing::keep(&mut store.as_context_mut(), handle).map_err(CallFailure::Ended)?;
            let handle = held.map_or(Handle::Engine(handle), Handle::Part);
            handles.push(Kept { resource, handle });
        }
        self.handles.push(handles.first().map(|kept| kept.handle.clone()));
        Ok(Returned { value, handles })
    }

    /// The last call, if it can be made again with the same arguments: it gives no handle away.
    pub fn repeatable_last(&self) -> Option<&'a ResolvedCall> {
        self.calls
            .last()
            .filter(|call| !call.signature.parameters.iter().any(|parameter| holds_owned(&parameter.ty)))
    }
}

fn holds_owned(ty: &WitType) -> bool {
    match ty {
        WitType::Own { .. } => true,
        WitType::List { element } => holds_owned(element),
        WitType::Option { some } => holds_owned(some),
        WitType::Result { ok, err } => [ok, err].into_iter().flatten().any(|ty| holds_owned(ty)),
        WitType::Tuple { items } => items.iter().any(holds_owned),
        WitType::Record { fields } => fields.iter().any(|field| holds_owned(&field.ty)),
        WitType::Variant { cases } => cases.iter().filter_map(|case| case.ty.as_ref()).any(holds_owned),
        _ => false,
    }
}

/// `$3` → 2.
fn handle_index(name: &str) -> Option<usize> {
    name.strip_prefix('$')?.parse::<usize>().ok()?.checked_sub(1)
}

fn missing(call: &ResolvedCall) -> CallFailure {
    CallFailure::Unsupported(format!("wasmtime does not find the export {}", call.export))
}

/// What a call returned, as the report tells it; `name` says what its handles are called.
pub fn call_value(
    call: &ResolvedCall,
    returned: &Returned,
    mut name: impl FnMut(&Kept) -> String,
) -> CallValue {
    let value = returned.value.as_ref().map(|value| {
        let mut handles = returned.handles.iter();
        let value = values::from_val(value, VALUE_ELEMENTS, &mut |_| match handles.next() {
            Some(kept) => name(kept),
            None => "?".into(),
        });
        wave::to_text(&value)
    });
    CallValue { export: call.export.clone(), value }
}

/// The same for comparing two runs of one engine: handles without their numbers.
pub fn plain_value(call: &ResolvedCall, returned: &Returned) -> Option<String> {
    call_value(call, returned, |kept| kept.resource.clone()).value
}
