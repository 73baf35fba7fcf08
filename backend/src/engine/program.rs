//! What a run calls: one component's instance, or the instances of a composition's parts.

use super::host::HostState;
use super::linked::pre::{LinkedInstances, LinkedPre, find};
use diptych_shared::toolchain::ResolvedCall;
use wasmtime::Store;
use wasmtime::component::{Func, Instance, InstancePre};

/// Ready to be instantiated.
pub enum Program {
    /// One component.
    Whole(InstancePre<HostState>),
    /// A composition's parts.
    Linked(LinkedPre),
}

/// Instantiated.
pub enum Running {
    /// One component.
    Whole(Instance),
    /// A composition's parts.
    Linked(LinkedInstances),
}

/// A function that is called from outside.
#[derive(Clone, Copy, Debug)]
pub struct Callee {
    /// The function.
    pub function: Func,
    /// The part that it is of; 0 in one component.
    pub part: usize,
}

impl Program {
    /// Instantiates it in a fresh store.
    pub async fn instantiate(&self, store: &mut Store<HostState>) -> wasmtime::Result<Running> {
        Ok(match self {
            Program::Whole(pre) => Running::Whole(pre.instantiate_async(store).await?),
            Program::Linked(pre) => Running::Linked(pre.instantiate(store).await?),
        })
    }
}

impl Running {
    /// Finds the function of a call.
    pub fn function(&self, store: &mut Store<HostState>, call: &ResolvedCall) -> Option<Callee> {
        let (interface, function) = (call.interface.as_deref(), call.function.as_str());
        match self {
            Running::Whole(instance) => {
                Some(Callee { function: find(store, instance, interface, function)?, part: 0 })
            }
            Running::Linked(instances) => {
                let (part, function) = instances.function(store, interface, function)?;
                Some(Callee { function, part })
            }
        }
    }
}
