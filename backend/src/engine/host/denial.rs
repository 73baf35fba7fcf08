//! What a denied call gives the guest: the interface's own error, or the end of the run.

use super::{Ending, HostState};
use wasmtime::StoreContextMut;
use wasmtime::component::types::ComponentFunc;
use wasmtime::component::{Resource, Type, Val};
use wasmtime_wasi::p2::pipe::{ClosedInputStream, SinkOutputStream};
use wasmtime_wasi::p2::{DynInputStream, DynOutputStream};

/// Error cases that say "not allowed", best first.
const REFUSALS: [&str; 4] = ["access", "access-denied", "not-permitted", "HTTP-request-denied"];

/// A call that was denied.
pub struct DeniedCall<'a> {
    /// The interface, as the component imports it.
    pub interface: &'a str,
    /// The function.
    pub function: &'a str,
    /// The capability that would have allowed it.
    pub capability: &'a str,
}

/// Answers a denied call without reaching the host.
///
/// # Errors
///
/// Where the result type has no way to say so: the error ends the run as denied.
pub fn deny(
    store: &mut StoreContextMut<'_, HostState>,
    call: &DeniedCall<'_>,
    ty: &ComponentFunc,
    results: &mut [Val],
) -> wasmtime::Result<()> {
    let ([result], Some(result_type)) = (results, ty.results().next()) else { return Ok(()) };
    let stream = match call.function {
        // A guest whose stdio is denied goes on, with nothing to read and nobody to hear it.
        "get-stdin" => {
            let stream: DynInputStream = Box::new(ClosedInputStream);
            let stream: Resource<DynInputStream> = store.data_mut().table.push(stream)?;
            Some(stream.try_into_resource_any(&mut *store)?)
        }
        "get-stdout" | "get-stderr" => {
            let stream: DynOutputStream = Box::new(SinkOutputStream);
            let stream: Resource<DynOutputStream> = store.data_mut().table.push(stream)?;
            Some(stream.try_into_resource_any(&mut *store)?)
        }
        _ => None,
    };
    let refused = match stream {
        Some(stream) => Some(Val::Resource(stream)),
        None => refusal(&result_type),
    };
    match refused {
        Some(refused) => {
            *result = refused;
            Ok(())
        }
        None => Err(store.data().ending.end(Ending::Denied {
            interface: call.interface.to_owned(),
            function: call.function.to_owned(),
            capability: call.capability.to_owned(),
        })),
    }
}

/// The value of a result type that refuses, if it has one.
fn refusal(ty: &Type) -> Option<Val> {
    match ty {
        Type::List(_) => Some(Val::List(Vec::new())),
        Type::Option(_) => Some(Val::Option(None)),
        Type::Bool => Some(Val::Bool(false)),
        Type::Result(result) => match result.err()? {
            Type::Enum(error) => {
                let names: Vec<&str> = error.names().collect();
                let case = REFUSALS.into_iter().find(|refusal| names.contains(refusal))?;
                Some(Val::Result(Err(Some(Box::new(Val::Enum(case.to_owned()))))))
            }
            Type::Variant(error) => {
                let cases: Vec<_> = error.cases().collect();
                REFUSALS.into_iter().find_map(|refusal| {
                    let case = cases.iter().find(|case| case.name == refusal)?;
                    let payload = match case.ty {
                        None => None,
                        Some(Type::Option(_)) => Some(Box::new(Val::Option(None))),
                        Some(_) => return None,
                    };
                    let error = Val::Variant(refusal.to_owned(), payload);
                    Some(Val::Result(Err(Some(Box::new(error)))))
                })
            }
            _ => None,
        },
        _ => None,
    }
}
