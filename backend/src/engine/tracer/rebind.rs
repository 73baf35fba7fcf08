//! Handles on their way through the tracer: taken out of their dynamic form, to know them, and given
//! a new one.

use super::dynamic::NamedHandle;
use super::handles::{self, Direction, HandleNames, HostHandle};
use crate::engine::host::HostState;
use std::borrow::Cow;
use wasmtime::StoreContextMut;
use wasmtime::component::{ResourceAny, Val};

/// A handle between its two dynamic forms.
pub struct Rebound {
    /// The new form.
    dynamic: ResourceAny,
    /// What it stands for.
    handle: HostHandle,
    direction: Direction,
    /// The guest only lent it.
    borrowed: bool,
}

impl NamedHandle for Rebound {
    fn dynamic(&self) -> ResourceAny {
        self.dynamic
    }

    fn name(&self, names: &mut HandleNames) -> String {
        self.handle.name(names, self.direction)
    }
}

/// Values that a guest passes, with their handles in a new form, which goes to `rebound`.
pub fn passed<'a>(
    store: &mut StoreContextMut<'_, HostState>,
    vals: &'a [Val],
    rebound: &mut Vec<Rebound>,
) -> wasmtime::Result<Cow<'a, [Val]>> {
    exchanged(vals, &mut |handle| rebind(store, handle, Direction::Passed, rebound))
}

/// `vals` with each handle exchanged; copied only where there is one.
pub fn exchanged<'a>(
    vals: &'a [Val],
    exchange: &mut dyn FnMut(&mut ResourceAny) -> wasmtime::Result<()>,
) -> wasmtime::Result<Cow<'a, [Val]>> {
    if vals.iter().all(is_plain) {
        return Ok(Cow::Borrowed(vals));
    }
    let mut vals = vals.to_vec();
    exchange_in_place(&mut vals, exchange)?;
    Ok(Cow::Owned(vals))
}

/// Exchanges each handle of `vals`.
pub fn exchange_in_place(
    vals: &mut [Val],
    exchange: &mut dyn FnMut(&mut ResourceAny) -> wasmtime::Result<()>,
) -> wasmtime::Result<()> {
    vals.iter_mut().filter(|val| !is_plain(val)).try_for_each(|val| each_handle(val, exchange))
}

/// Gives the handles in a host's results a new form, in place.
pub fn returned(
    store: &mut StoreContextMut<'_, HostState>,
    vals: &mut [Val],
    rebound: &mut Vec<Rebound>,
) -> wasmtime::Result<()> {
    exchange_in_place(vals, &mut |handle| rebind(store, handle, Direction::Returned, rebound))
}

/// Ends the lending of what was passed.
pub fn release(store: &mut StoreContextMut<'_, HostState>, passed: &[Rebound]) -> wasmtime::Result<()> {
    for lent in passed.iter().filter(|rebound| rebound.borrowed) {
        handles::take(lent.dynamic, store)?;
    }
    Ok(())
}

/// It holds no handle, told at a glance; a list's elements are of one type, and only some types hold
/// handles.
pub fn is_plain(val: &Val) -> bool {
    match val {
        Val::List(items) => {
            matches!(items.first(), None | Some(Val::U8(_) | Val::U32(_) | Val::U64(_) | Val::String(_)))
        }
        Val::Option(inner) | Val::Variant(_, inner) | Val::Result(Ok(inner) | Err(inner)) => {
            inner.as_deref().is_none_or(is_plain)
        }
        Val::Resource(_) | Val::Tuple(_) | Val::Record(_) | Val::FixedLengthList(_) | Val::Map(_) => false,
        _ => true,
    }
}

fn rebind(
    store: &mut StoreContextMut<'_, HostState>,
    resource: &mut ResourceAny,
    direction: Direction,
    rebound: &mut Vec<Rebound>,
) -> wasmtime::Result<()> {
    let borrowed = direction == Direction::Passed && !resource.owned();
    let handle = handles::take(*resource, store)?;
    *resource = handles::give(handle, store)?;
    rebound.push(Rebound { dynamic: *resource, handle, direction, borrowed });
    Ok(())
}

/// Looks through a value for its handles, in order.
fn each_handle(
    val: &mut Val,
    visit: &mut dyn FnMut(&mut ResourceAny) -> wasmtime::Result<()>,
) -> wasmtime::Result<()> {
    match val {
        Val::Resource(resource) => visit(resource)?,
        Val::List(_) if is_plain(val) => {}
        Val::List(items) | Val::Tuple(items) | Val::FixedLengthList(items) => {
            for item in items {
                each_handle(item, visit)?;
            }
        }
        Val::Record(fields) => {
            for (_, field) in fields {
                each_handle(field, visit)?;
            }
        }
        Val::Map(entries) => {
            for (key, value) in entries {
                each_handle(key, visit)?;
                each_handle(value, visit)?;
            }
        }
        Val::Option(Some(inner))
        | Val::Variant(_, Some(inner))
        | Val::Result(Ok(Some(inner)) | Err(Some(inner))) => each_handle(inner, visit)?,
        _ => {}
    }
    Ok(())
}
