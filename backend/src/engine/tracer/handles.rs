//! Canonical names of handles, and the host's resource types behind them.

use crate::engine::host::{HostState, blob_store, http, key_value};
use std::collections::HashMap;
use wasmtime::StoreContextMut;
use wasmtime::component::{Resource, ResourceAny, ResourceType};
use wasmtime_wasi::p2::bindings::{cli, filesystem, sockets};
use wasmtime_wasi::p2::{DynInputStream, DynOutputStream, DynPollable};

/// Gives handles their names: `descriptor#1` is the first descriptor that appears.
#[derive(Debug, Default)]
pub struct HandleNames {
    counts: HashMap<String, u64>,
    known: HashMap<(&'static str, u32), String>,
    /// Of resources that parts of a composition define, by a number that is never used again.
    between_parts: HashMap<u64, String>,
}

impl HandleNames {
    /// A name for a handle that did not exist before.
    pub fn fresh(&mut self, resource: &str) -> String {
        let count = self.counts.entry(resource.to_owned()).or_default();
        *count += 1;
        format!("{resource}#{count}")
    }

    /// A host result's name. Numbers of dropped resources are used again by the host, so what a
    /// call returns is always new.
    fn returned(&mut self, resource: &'static str, rep: u32) -> String {
        let name = self.fresh(resource);
        self.known.insert((resource, rep), name.clone());
        name
    }

    /// The name of a resource that a part defines, which is the same in every part that has it.
    pub fn between_parts(&mut self, resource: &str, serial: u64) -> String {
        if let Some(name) = self.between_parts.get(&serial) {
            return name.clone();
        }
        let name = self.fresh(resource);
        self.between_parts.insert(serial, name.clone());
        name
    }

    /// An argument's name.
    fn passed(&mut self, resource: &'static str, rep: u32) -> String {
        match self.known.get(&(resource, rep)) {
            Some(name) => name.clone(),
            None => self.returned(resource, rep),
        }
    }
}

/// Which way a handle goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the guest to the host.
    Passed,
    /// From the host to the guest.
    Returned,
}

/// A host resource under its number, taken out of wasmtime's dynamic form.
#[derive(Clone, Copy, Debug)]
pub struct HostHandle {
    resource: &'static str,
    rep: u32,
}

impl HostHandle {
    /// The host's resource of this name and number.
    pub fn new(resource: &'static str, rep: u32) -> HostHandle {
        HostHandle { resource, rep }
    }

    /// Its canonical name.
    pub fn name(self, names: &mut HandleNames, direction: Direction) -> String {
        match direction {
            Direction::Passed => names.passed(self.resource, self.rep),
            Direction::Returned => names.returned(self.resource, self.rep),
        }
    }
}

/// Writes the conversions both ways for every resource type of the host.
macro_rules! host_resources {
    ($($name:literal => $type:ty,)*) => {
        /// Takes a handle out of its dynamic form, which says nothing of its identity. A borrow
        /// ends with that; ownership goes over to the returned number.
        pub fn take(
            handle: ResourceAny,
            store: &mut StoreContextMut<'_, HostState>,
        ) -> wasmtime::Result<HostHandle> {
            $(if handle.ty() == ResourceType::host::<$type>() {
                let rep = handle.try_into_resource::<$type>(&mut *store)?.rep();
                return Ok(HostHandle { resource: $name, rep });
            })*
            wasmtime::bail!("a handle of a resource that this host does not know")
        }

        /// The dynamic, owned form of a handle.
        pub fn give(
            handle: HostHandle,
            store: &mut StoreContextMut<'_, HostState>,
        ) -> wasmtime::Result<ResourceAny> {
            match handle.resource {
                $($name => Resource::<$type>::new_own(handle.rep).try_into_resource_any(&mut *store),)*
                other => wasmtime::bail!("no resource {other}"),
            }
        }
    };
}

host_resources! {
    "output-stream" => DynOutputStream,
    "input-stream" => DynInputStream,
    "pollable" => DynPollable,
    "descriptor" => wasmtime_wasi::filesystem::Descriptor,
    "directory-entry-stream" => filesystem::types::DirectoryEntryStream,
    "error" => wasmtime::Error,
    "terminal-input" => cli::terminal_input::TerminalInput,
    "terminal-output" => cli::terminal_output::TerminalOutput,
    "network" => sockets::network::Network,
    "tcp-socket" => sockets::tcp::TcpSocket,
    "udp-socket" => sockets::udp::UdpSocket,
    "incoming-datagram-stream" => sockets::udp::IncomingDatagramStream,
    "outgoing-datagram-stream" => sockets::udp::OutgoingDatagramStream,
    "resolve-address-stream" => sockets::ip_name_lookup::ResolveAddressStream,
    "fields" => http::Fields,
    "outgoing-request" => http::OutgoingRequest,
    "outgoing-body" => http::OutgoingBody,
    "request-options" => http::RequestOptions,
    "future-incoming-response" => http::FutureResponse,
    "incoming-response" => http::IncomingResponse,
    "incoming-body" => http::IncomingBody,
    "future-trailers" => http::FutureTrailers,
    "incoming-request" => http::IncomingRequest,
    "outgoing-response" => http::OutgoingResponse,
    "response-outparam" => http::ResponseOutparam,
    "bucket" => key_value::Bucket,
    "container" => blob_store::Container,
    "stream-object-names" => blob_store::ObjectNames,
    "outgoing-value" => blob_store::OutgoingValue,
    "incoming-value" => blob_store::IncomingValue,
}
