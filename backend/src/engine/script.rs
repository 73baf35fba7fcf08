//! Making the calls of a run on one instance: exports found, arguments and handles put in, values out.

use super::host::HostState;
use super::tracer::handles::HandleNames;
use super::values;
use diptych_shared::api::types::WitType;
use diptych_shared::report::CallValue;
use diptych_shared::toolchain::ResolvedCall;
use diptych_shared::toolchain::wave::{self, Value};
use wasmtime::Store;
use wasmtime::component::{Func, Instance, ResourceAny, Val};

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

/// The calls of a run and the handles they have returned so far.
pub struct Script<'a> {
    calls: &'a [ResolvedCall],
    /// What each call returned, if it was a handle; `None` once it was given away.
    handles: Vec<Option<ResourceAny>>,
}

impl<'a> Script<'a> {
    /// A script at its beginning.
    pub fn new(calls: &'a [ResolvedCall]) -> Script<'a> {
        Script { calls, handles: Vec::new() }
    }

    /// Finds the function of a call.
    pub fn function(
        store: &mut Store<HostState>,
        instance: &Instance,
        call: &ResolvedCall,
    ) -> Result<Func, CallFailure> {
        let parent = match &call.interface {
            None => None,
            Some(interface) => match instance.get_export_index(&mut *store, None, interface) {
                Some(index) => Some(index),
                None => return Err(missing(call)),
            },
        };
        instance
            .get_export_index(&mut *store, parent.as_ref(), &call.function)
            .and_then(|index| instance.get_func(&mut *store, index))
            .ok_or_else(|| missing(call))
    }

    /// The arguments of a call as wasmtime takes them.
    pub fn arguments(&mut self, call: &ResolvedCall) -> Result<Vec<Val>, CallFailure> {
        let mut given_away = Vec::new();
        let mut arguments = Vec::with_capacity(call.arguments.len());
        for (value, parameter) in call.arguments.iter().zip(&call.signature.parameters) {
            let argument = values::to_val(value, &mut |name| self.handle(name));
            arguments.push(argument.map_err(CallFailure::Rejected)?);
            if let (Value::Handle(name), WitType::Own { .. }) = (value, &parameter.ty) {
                given_away.extend(handle_index(name));
            }
        }
        for index in given_away {
            self.handles[index] = None;
        }
        Ok(arguments)
    }

    fn handle(&self, name: &str) -> Result<ResourceAny, String> {
        let slot = handle_index(name).and_then(|index| self.handles.get(index));
        match slot {
            Some(Some(handle)) => Ok(*handle),
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
        instance: &Instance,
        call: &ResolvedCall,
    ) -> Result<Option<Val>, CallFailure> {
        let function = Script::function(store, instance, call)?;
        let arguments = self.arguments(call)?;
        let mut results = vec![Val::Bool(false); usize::from(call.signature.result.is_some())];
        function.call_async(&mut *store, &arguments, &mut results).await.map_err(CallFailure::Ended)?;
        let result = results.pop();
        let mut found = Vec::new();
        if let (Some(result), Some(ty)) = (&result, &call.signature.result) {
            values::handles_in(result, ty, &mut found);
        }
        self.handles.push(found.first().map(|(handle, _)| *handle));
        Ok(result)
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

/// What a call returned, as the report tells it.
pub fn call_value(call: &ResolvedCall, result: Option<&Val>, names: &mut HandleNames) -> CallValue {
    let value = result.map(|result| {
        let mut found = Vec::new();
        if let Some(ty) = &call.signature.result {
            values::handles_in(result, ty, &mut found);
        }
        let mut found = found.into_iter();
        let value = values::from_val(result, VALUE_ELEMENTS, &mut |_| match found.next() {
            Some((_, resource)) => names.fresh(&resource),
            None => "?".into(),
        });
        wave::to_text(&value)
    });
    CallValue { export: call.export.clone(), value }
}
