//! Traced functions of any type: their values are wasmtime's dynamic ones, the provider is called.

use super::handles::HandleNames;
use super::provider::HostFunction;
use super::rebind;
use super::{begin, interrupted, returned, tracer};
use crate::engine::host::{HostState, denial};
use crate::engine::values;
use diptych_shared::toolchain::wave;
use diptych_shared::trace::{Decision, VALUE_CHARS};
use std::sync::Arc;
use std::time::Instant;
use wasmtime::component::types::ComponentFunc;
use wasmtime::component::{Func, Instance, Linker, ResourceAny, Type, Val};
use wasmtime::{AsContextMut, StoreContextMut};

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

/// Defines one function anew.
pub fn shadow(linker: &mut Linker<HostState>, index: usize, function: &HostFunction) -> wasmtime::Result<()> {
    linker
        .instance(&function.interface)?
        .func_new_async(&function.function, move |store, ty, params, results| {
            Box::new(host_call(store, index, ty, params, results))
        })
}

/// Where a call goes.
enum Route {
    Provider(Func),
    Denial,
}

async fn host_call(
    mut store: StoreContextMut<'_, HostState>,
    index: usize,
    ty: ComponentFunc,
    params: &[Val],
    results: &mut [Val],
) -> wasmtime::Result<()> {
    let mut handles = Vec::new();
    let params = rebind::passed(&mut store, params, &mut handles)?;
    begin(store.data_mut(), index, |names| {
        let rendered = params.iter().enumerate().map(|(position, param)| {
            let ty = || ty.params().nth(position).map(|(_, ty)| ty);
            render(names, param, &handles, ty)
        });
        rendered.collect()
    })?;
    let route = route(store.data_mut(), index)?;
    let outcome = match route {
        Route::Provider(function) => function.call_async(&mut store, &params, results).await,
        Route::Denial => deny(&mut store, index, results),
    };
    let ended = Instant::now();
    let outcome = match outcome {
        Ok(()) => {
            let released = rebind::release(&mut store, &handles);
            handles.clear();
            released.and_then(|()| rebind::returned(&mut store, results, &mut handles))
        }
        Err(error) => Err(error),
    };
    if let Err(error) = outcome {
        interrupted(store.data_mut(), &error)?;
        return Err(error);
    }
    returned(store.data_mut(), ended, |names| {
        let ty = || ty.results().next();
        results.first().map(|result| render(names, result, &handles, ty))
    })
}

/// What the policy of the part that acts says.
fn route(state: &mut HostState, index: usize) -> wasmtime::Result<Route> {
    let caller = state.ledger.acting();
    let tracer = tracer(state)?;
    Ok(match (tracer.targets.row(caller, index), tracer.provider.get(index)) {
        (Some(row), Some(function)) if row.decision == Decision::Allowed => Route::Provider(*function),
        _ => Route::Denial,
    })
}

fn deny(
    store: &mut StoreContextMut<'_, HostState>,
    index: usize,
    results: &mut [Val],
) -> wasmtime::Result<()> {
    let caller = store.data().ledger.acting();
    let targets = Arc::clone(&tracer(store.data_mut())?.targets);
    let row = targets.row(caller, index).ok_or_else(|| wasmtime::format_err!("no such host function"))?;
    denial::deny(store, row, results)
}

/// A handle in the values of a call, and what it is called.
pub trait NamedHandle {
    /// The handle as the values have it.
    fn dynamic(&self) -> ResourceAny;

    /// Its canonical name.
    fn name(&self, names: &mut HandleNames) -> String;
}

/// The trace's text of a value, with canonical handle names, cut at the trace's length.
pub fn render(
    names: &mut HandleNames,
    val: &Val,
    handles: &[impl NamedHandle],
    ty: impl FnOnce() -> Option<Type>,
) -> String {
    let mut value = values::from_val(val, VALUE_CHARS + 1, &mut |resource| match handles
        .iter()
        .find(|handle| handle.dynamic() == *resource)
    {
        Some(handle) => handle.name(names),
        None => "?".into(),
    });
    // Only its type tells an empty list of bytes from another one.
    if values::has_empty_list(&value)
        && let Some(ty) = ty()
    {
        values::type_empty_lists(&mut value, &ty);
    }
    wave::to_trace_text(&value, VALUE_CHARS)
}
