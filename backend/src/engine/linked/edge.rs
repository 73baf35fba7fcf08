//! A call from one part to another.

use super::{crossing, linked};
use crate::engine::host::HostState;
use crate::engine::tracer::targets::Target;
use crate::engine::tracer::{interrupted, render};
use std::borrow::Cow;
use std::time::Instant;
use wasmtime::StoreContextMut;
use wasmtime::component::Val;
use wasmtime::component::types::ComponentFunc;

/// A function that one part imports from another.
#[derive(Clone, Copy, Debug)]
pub struct Edge {
    /// Which of the plan's edges.
    pub index: usize,
    /// The part that exports it.
    pub callee: usize,
    /// Its type mentions resources, so that values are looked through.
    pub has_handles: bool,
}

/// Makes the call, and records it in a traced store.
pub async fn call(
    mut store: StoreContextMut<'_, HostState>,
    edge: Edge,
    ty: ComponentFunc,
    params: &[Val],
    results: &mut [Val],
) -> wasmtime::Result<()> {
    let mut crossed = Vec::new();
    let params = match edge.has_handles {
        true => crossing::passed(&mut store, edge.callee, params, &mut crossed)?,
        false => Cow::Borrowed(params),
    };
    let state = store.data_mut();
    let function = linked(state)?.functions.get(edge.index).copied().flatten();
    let function =
        function.ok_or_else(|| wasmtime::format_err!("the part that exports this is not there"))?;
    if let Some(tracer) = &mut state.tracer {
        tracer.begin(Target::Edge(edge.index), |names| {
            let rendered = params.iter().enumerate().map(|(position, param)| {
                let ty = || ty.params().nth(position).map(|(_, ty)| ty);
                render(names, param, &crossed, ty)
            });
            rendered.collect()
        });
    }
    let caller = state.ledger.act(edge.callee);
    let mut outcome = function.call_async(&mut store, &params, results).await;
    let ended = Instant::now();
    store.data_mut().ledger.act(caller);
    if edge.has_handles && outcome.is_ok() {
        outcome = crossing::release(&mut store, &crossed);
        crossed.clear();
        outcome = outcome.and_then(|()| crossing::returned(&mut store, results, &mut crossed));
    }
    let state = store.data_mut();
    if let Some(tracer) = &mut state.tracer {
        match &outcome {
            Err(error) => interrupted(state, error)?,
            Ok(()) => tracer.returned(ended, None, |names| {
                let ty = || ty.results().next();
                results.first().map(|result| render(names, result, &crossed, ty))
            }),
        }
    }
    outcome
}
