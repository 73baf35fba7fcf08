//! `wasi:io/poll`: what is ready, in the order in which it was asked for.

use super::HostState;
use wasmtime::component::{Linker, Resource};
use wasmtime_wasi::p2::DynPollable;
use wasmtime_wasi::p2::bindings::io::poll::Host as _;

/// Puts the ordered `poll` in the place of wasmtime-wasi's.
pub fn add_to_linker(linker: &mut Linker<HostState>) -> wasmtime::Result<()> {
    linker.instance("wasi:io/poll@0.2.12")?.func_wrap_async(
        "poll",
        |mut store, (pollables,): (Vec<Resource<DynPollable>>,)| {
            Box::new(async move { Ok((poll(store.data_mut(), pollables).await?,)) })
        },
    )
}

/// The indices of the ready pollables, rising: wasmtime-wasi tells them by its own handle numbers,
/// which would differ from the browser's host and between runs.
pub async fn poll(
    state: &mut HostState,
    pollables: Vec<Resource<DynPollable>>,
) -> wasmtime::Result<Vec<u32>> {
    let mut ready = state.table.poll(pollables).await?;
    ready.sort_unstable();
    Ok(ready)
}
