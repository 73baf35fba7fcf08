//! A plan with its linkers filled in, and the instances that are made of it.

use super::plan::{Import, Plan};
use super::resources::Resources;
use super::{Linked, crossing, edge};
use crate::engine::host::{HostState, Ledgers};
use std::sync::Arc;
use wasmtime::Store;
use wasmtime::component::{Func, Instance, InstancePre, Linker};

/// Parts whose imports are all found.
pub struct LinkedPre {
    plan: Arc<Plan>,
    parts: Vec<InstancePre<HostState>>,
}

/// The parts' instances in one store.
pub struct LinkedInstances {
    plan: Arc<Plan>,
    instances: Vec<Instance>,
}

impl LinkedPre {
    /// Links each part to `host`, after `deny` made its linker one for that part, and to the parts before.
    ///
    /// # Errors
    ///
    /// When an import is missing or of another type. No part's code has run then.
    pub fn new(
        plan: Arc<Plan>,
        host: &Linker<HostState>,
        mut deny: impl FnMut(&mut Linker<HostState>, usize) -> wasmtime::Result<()>,
    ) -> wasmtime::Result<LinkedPre> {
        let mut parts = Vec::with_capacity(plan.parts.len());
        for (index, part) in plan.parts.iter().enumerate() {
            let mut linker = host.clone();
            deny(&mut linker, index)?;
            for import in &part.imports {
                define(&mut linker, import)?;
            }
            parts.push(linker.instantiate_pre(&part.component)?);
        }
        Ok(LinkedPre { plan, parts })
    }

    /// Instantiates the parts in order.
    pub async fn instantiate(&self, store: &mut Store<HostState>) -> wasmtime::Result<LinkedInstances> {
        let state = store.data_mut();
        state.ledger = Ledgers::of_parts(self.plan.parts.iter().map(|part| part.policy.clone()));
        let functions = vec![None; self.plan.edges.len()];
        state.linked = Some(Linked { functions, resources: Resources::new(self.plan.kinds.clone()) });
        let mut instances = Vec::with_capacity(self.parts.len());
        for (index, (pre, part)) in self.parts.iter().zip(&self.plan.parts).enumerate() {
            store.data_mut().ledger.act(index);
            let instance = pre.instantiate_async(&mut *store).await?;
            for (number, kind) in self.plan.kinds.iter().enumerate().filter(|(_, kind)| kind.definer == index)
            {
                let export = export_index(store, &instance, kind.interface.as_deref(), &kind.name);
                let defined = export.and_then(|export| instance.get_resource(&mut *store, export));
                super::linked(store.data_mut())?.resources.define(number, defined);
            }
            for (edge, interface, function) in &part.exports {
                let function = find(store, &instance, interface.as_deref(), function);
                if let Some(place) = super::linked(store.data_mut())?.functions.get_mut(*edge) {
                    *place = function;
                }
            }
            instances.push(instance);
        }
        store.data_mut().ledger.act(0);
        Ok(LinkedInstances { plan: Arc::clone(&self.plan), instances })
    }
}

fn define(linker: &mut Linker<HostState>, import: &Import) -> wasmtime::Result<()> {
    match import {
        Import::Function { interface, function, edge } => {
            let edge = *edge;
            let mut place = match interface {
                Some(interface) => linker.instance(interface)?,
                None => linker.root(),
            };
            place.func_new_async(function, move |store, ty, params, results| {
                Box::new(edge::call(store, edge, ty, params, results))
            })
        }
        Import::Resource { interface, resource, kind } => {
            let kind = *kind;
            let ty = Resources::proxy_type(kind);
            linker
                .instance(interface)?
                .resource_async(resource, ty, move |store, rep| Box::new(crossing::dropped(store, kind, rep)))
        }
    }
}

fn export_index(
    store: &mut Store<HostState>,
    instance: &Instance,
    interface: Option<&str>,
    name: &str,
) -> Option<wasmtime::component::ComponentExportIndex> {
    let parent = match interface {
        Some(interface) => Some(instance.get_export_index(&mut *store, None, interface)?),
        None => None,
    };
    instance.get_export_index(&mut *store, parent.as_ref(), name)
}

/// The function of an instance, of an interface or by itself.
pub fn find(
    store: &mut Store<HostState>,
    instance: &Instance,
    interface: Option<&str>,
    function: &str,
) -> Option<Func> {
    let index = export_index(store, instance, interface, function)?;
    instance.get_func(&mut *store, index)
}

impl LinkedInstances {
    /// What the whole exports under this name, as a function of a part: which part's, and the function.
    pub fn function(
        &self,
        store: &mut Store<HostState>,
        interface: Option<&str>,
        function: &str,
    ) -> Option<(usize, Func)> {
        let (part, export) = self.plan.exports.get(interface.unwrap_or(function))?;
        let instance = self.instances.get(*part)?;
        let found = match interface {
            Some(_) => find(store, instance, Some(export), function),
            None => find(store, instance, None, export),
        };
        Some((*part, found?))
    }
}
