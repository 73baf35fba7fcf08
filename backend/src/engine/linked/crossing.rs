//! Handles that cross from part to part: exchanged for what the other side knows them by.

use super::linked;
use super::resources::{Form, Resources, number};
use crate::engine::host::HostState;
use crate::engine::tracer::NamedHandle;
use crate::engine::tracer::handles::{self, Direction, HandleNames, HostHandle};
use crate::engine::tracer::rebind::{exchange_in_place, exchanged};
use std::borrow::Cow;
use std::sync::Arc;
use wasmtime::StoreContextMut;
use wasmtime::component::{ResourceAny, ResourceDynamic, Val};

/// A handle that crosses.
pub struct Crossed {
    /// As the other side gets it.
    dynamic: ResourceAny,
    what: What,
    /// It is to be taken back when the call is over.
    is_lent: bool,
}

enum What {
    /// A resource of the host's.
    Host(HostHandle),
    /// A resource that a part defines.
    Part { resource: Arc<str>, serial: u64 },
}

impl NamedHandle for Crossed {
    fn dynamic(&self) -> ResourceAny {
        self.dynamic
    }

    fn name(&self, names: &mut HandleNames) -> String {
        match &self.what {
            // Between parts a handle is not new: it keeps the name that the host's answer gave it.
            What::Host(handle) => handle.name(names, Direction::Passed),
            What::Part { resource, serial } => names.between_parts(resource, *serial),
        }
    }
}

/// The arguments of a call, with their handles as the part `callee` knows them.
pub fn passed<'a>(
    store: &mut StoreContextMut<'_, HostState>,
    callee: usize,
    vals: &'a [Val],
    crossed: &mut Vec<Crossed>,
) -> wasmtime::Result<Cow<'a, [Val]>> {
    exchanged(vals, &mut |handle| {
        let passed = pass(store, callee, *handle)?;
        *handle = passed.dynamic;
        crossed.push(passed);
        Ok(())
    })
}

fn pass(
    store: &mut StoreContextMut<'_, HostState>,
    callee: usize,
    handle: ResourceAny,
) -> wasmtime::Result<Crossed> {
    let is_lent = !handle.owned();
    let resources = &linked(store.data_mut())?.resources;
    match resources.form(handle.ty()) {
        None => host_handle(store, handle, is_lent),
        Some((_, Form::Defined)) => {
            wasmtime::bail!("a part passes a resource of its own to one that cannot know it")
        }
        Some((kind, Form::Proxy)) => {
            let rep = handle.try_into_resource_dynamic(&mut *store)?.rep();
            let resources = &mut linked(store.data_mut())?.resources;
            let entry = resources.get(rep)?;
            let (resource, definer) = named(resources, kind)?;
            let what = What::Part { resource, serial: entry.serial };
            if definer != callee {
                let dynamic = proxy(store, kind, rep)?;
                return Ok(Crossed { dynamic, what, is_lent });
            }
            if !is_lent {
                resources.remove(rep)?;
            }
            // The host lends its own; there is nothing to take back.
            Ok(Crossed { dynamic: entry.handle, what, is_lent: false })
        }
    }
}

/// Gives the handles in results the form in which the caller knows them, in place.
pub fn returned(
    store: &mut StoreContextMut<'_, HostState>,
    vals: &mut [Val],
    crossed: &mut Vec<Crossed>,
) -> wasmtime::Result<()> {
    exchange_in_place(vals, &mut |handle| {
        let back = give_back(store, *handle)?;
        *handle = back.dynamic;
        crossed.push(back);
        Ok(())
    })
}

fn give_back(store: &mut StoreContextMut<'_, HostState>, handle: ResourceAny) -> wasmtime::Result<Crossed> {
    let resources = &linked(store.data_mut())?.resources;
    if resources.form(handle.ty()).is_none() {
        return host_handle(store, handle, false);
    }
    let held = hold(store, handle)?;
    let dynamic = proxy(store, held.kind, held.rep)?;
    let what = What::Part { resource: held.resource, serial: held.serial };
    Ok(Crossed { dynamic, what, is_lent: false })
}

/// A resource of a part that the host holds, in neither form.
#[derive(Clone, Debug)]
pub struct Held {
    /// Its kind.
    pub kind: usize,
    /// Its place in the table.
    pub rep: u32,
    /// Its resource's bare name.
    pub resource: Arc<str>,
    /// Counts the resources that were given to others.
    pub serial: u64,
}

/// Takes an owned handle, in whichever form it is, into the table.
pub fn hold(store: &mut StoreContextMut<'_, HostState>, handle: ResourceAny) -> wasmtime::Result<Held> {
    let resources = &linked(store.data_mut())?.resources;
    let (kind, rep, serial) = match resources.form(handle.ty()) {
        Some((kind, Form::Proxy)) => {
            let rep = handle.try_into_resource_dynamic(&mut *store)?.rep();
            (kind, rep, linked(store.data_mut())?.resources.get(rep)?.serial)
        }
        Some((kind, Form::Defined)) => {
            let ending = store.data().ending.clone();
            let kept = linked(store.data_mut())?.resources.insert(handle);
            let (rep, entry) = kept.map_err(|limit| ending.end(limit))?;
            (kind, rep, entry.serial)
        }
        None => wasmtime::bail!("no part defines this resource"),
    };
    let (resource, _) = named(&linked(store.data_mut())?.resources, kind)?;
    Ok(Held { kind, rep, resource, serial })
}

/// A handle that a call from outside returned, kept for later calls; `None` for one that is not of a part's
/// resource, which stays as it is.
pub fn keep(
    store: &mut StoreContextMut<'_, HostState>,
    handle: ResourceAny,
) -> wasmtime::Result<Option<Held>> {
    let state = store.data_mut();
    match &state.linked {
        Some(linked) if linked.resources.form(handle.ty()).is_some() => hold(store, handle).map(Some),
        _ => Ok(None),
    }
}

/// What a call from outside passes to the part `callee` for a handle it has kept. What was made for it goes
/// to `made`.
pub fn lend(
    store: &mut StoreContextMut<'_, HostState>,
    callee: usize,
    held: &Held,
    made: &mut Vec<ResourceAny>,
) -> wasmtime::Result<ResourceAny> {
    let resources = &linked(store.data_mut())?.resources;
    let (_, definer) = named(resources, held.kind)?;
    if definer == callee {
        return Ok(resources.get(held.rep)?.handle);
    }
    let handle = proxy(store, held.kind, held.rep)?;
    made.push(handle);
    Ok(handle)
}

/// A kept handle goes to the part `callee` for good: if that defines it, nobody else has it any more.
pub fn give(store: &mut StoreContextMut<'_, HostState>, callee: usize, held: &Held) -> wasmtime::Result<()> {
    let resources = &mut linked(store.data_mut())?.resources;
    let (_, definer) = named(resources, held.kind)?;
    if definer == callee {
        resources.remove(held.rep)?;
    }
    Ok(())
}

/// Takes back what [`lend`] made, as far as it was not given away.
pub fn take_back(store: &mut StoreContextMut<'_, HostState>, made: Vec<ResourceAny>) {
    for handle in made {
        // One that the callee owns now is not there.
        let _ = handle.try_into_resource_dynamic(&mut *store);
    }
}

/// Ends the lending of what was passed.
pub fn release(store: &mut StoreContextMut<'_, HostState>, passed: &[Crossed]) -> wasmtime::Result<()> {
    for lent in passed.iter().filter(|crossed| crossed.is_lent) {
        match lent.what {
            What::Host(_) => {
                handles::take(lent.dynamic, store)?;
            }
            What::Part { .. } => {
                lent.dynamic.try_into_resource_dynamic(&mut *store)?;
            }
        }
    }
    Ok(())
}

/// A part dropped its handle of another's resource: the definer's goes too.
pub async fn dropped(
    mut store: StoreContextMut<'_, HostState>,
    kind: usize,
    rep: u32,
) -> wasmtime::Result<()> {
    let state = store.data_mut();
    let resources = &mut linked(state)?.resources;
    let entry = resources.remove(rep)?;
    let (_, definer) = named(resources, kind)?;
    let dropping = state.ledger.act(definer);
    let outcome = entry.handle.resource_drop_async(&mut store).await;
    store.data_mut().ledger.act(dropping);
    outcome
}

/// The host's form of a resource in the table.
pub fn proxy(
    store: &mut StoreContextMut<'_, HostState>,
    kind: usize,
    rep: u32,
) -> wasmtime::Result<ResourceAny> {
    ResourceDynamic::new_own(rep, number(kind)).try_into_resource_any(&mut *store)
}

fn named(resources: &Resources, kind: usize) -> wasmtime::Result<(Arc<str>, usize)> {
    let kind = resources.kind(kind).ok_or_else(|| wasmtime::format_err!("no such resource"))?;
    Ok((Arc::clone(&kind.name), kind.definer))
}

fn host_handle(
    store: &mut StoreContextMut<'_, HostState>,
    handle: ResourceAny,
    is_lent: bool,
) -> wasmtime::Result<Crossed> {
    let taken = handles::take(handle, store)?;
    let dynamic = handles::give(taken, store)?;
    Ok(Crossed { dynamic, what: What::Host(taken), is_lent })
}
