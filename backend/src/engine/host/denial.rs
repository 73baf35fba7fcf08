//! Gives a denied call's answer, which the policy's row says, to the guest.

use super::{Ending, HostState};
use crate::engine::values;
use diptych_shared::policy::{Denial, PolicyRow};
use diptych_shared::trace::Decision;
use wasmtime::StoreContextMut;
use wasmtime::component::{Resource, ResourceAny, Val};
use wasmtime_wasi::p2::pipe::{ClosedInputStream, SinkOutputStream};
use wasmtime_wasi::p2::{DynInputStream, DynOutputStream};

/// Answers a denied call without reaching the host.
///
/// # Errors
///
/// Where the row has no answer: the error ends the run as denied.
pub fn deny(
    store: &mut StoreContextMut<'_, HostState>,
    row: &PolicyRow,
    results: &mut [Val],
) -> wasmtime::Result<()> {
    let answer = match &row.denial {
        Some(Denial::Return { value: None }) => None,
        Some(Denial::Return { value: Some(value) }) => {
            let no_handle = &mut |name: &str| Err(format!("a denial has no handle {name}"));
            Some(values::to_val(value, no_handle).map_err(wasmtime::Error::msg)?)
        }
        Some(Denial::ClosedStream) => Some(Val::Resource(closed_stream(store, &row.function)?)),
        Some(Denial::EndRun) | None => return Err(end(store, row)),
    };
    if let (Some(result), Some(answer)) = (results.first_mut(), answer) {
        *result = answer;
    }
    Ok(())
}

/// A guest whose stdio is denied goes on, with nothing to read and nobody to hear it.
fn closed_stream(
    store: &mut StoreContextMut<'_, HostState>,
    function: &str,
) -> wasmtime::Result<ResourceAny> {
    if function == "get-stdin" {
        let stream: DynInputStream = Box::new(ClosedInputStream);
        let stream: Resource<DynInputStream> = store.data_mut().table.push(stream)?;
        return stream.try_into_resource_any(&mut *store);
    }
    let stream: DynOutputStream = Box::new(SinkOutputStream);
    let stream: Resource<DynOutputStream> = store.data_mut().table.push(stream)?;
    stream.try_into_resource_any(&mut *store)
}

fn end(store: &StoreContextMut<'_, HostState>, row: &PolicyRow) -> wasmtime::Error {
    let capability = match &row.decision {
        Decision::Denied { capability, .. } => capability.clone(),
        Decision::Allowed => row.interface.clone(),
    };
    store.data().ending.end(Ending::Denied {
        interface: row.interface.clone(),
        function: row.function.clone(),
        capability,
    })
}
