//! `wasi:sockets`: a network that has nothing to give, the same on every engine.
//!
//! Granted, `create-tcp-socket`, `create-udp-socket` and `resolve-addresses` answer `not-supported`:
//! a browser has no sockets, and this server opens none for strangers. What needs a socket cannot be
//! called without one.

use super::HostState;
use wasmtime::component::{Linker, Resource};
use wasmtime_wasi::p2::bindings::sockets::ip_name_lookup::ResolveAddressStream;
use wasmtime_wasi::p2::bindings::sockets::network::{ErrorCode, IpAddressFamily, Network};
use wasmtime_wasi::p2::bindings::sockets::tcp::TcpSocket;
use wasmtime_wasi::p2::bindings::sockets::udp::UdpSocket;

/// Takes the three functions that lead to a network away from wasmtime-wasi's sockets.
pub fn add_to_linker(linker: &mut Linker<HostState>) -> wasmtime::Result<()> {
    linker
        .instance("wasi:sockets/tcp-create-socket@0.2.12")?
        .func_wrap("create-tcp-socket", |_, (_,): (IpAddressFamily,)| {
            Ok((Err::<Resource<TcpSocket>, _>(ErrorCode::NotSupported),))
        })?;
    linker
        .instance("wasi:sockets/udp-create-socket@0.2.12")?
        .func_wrap("create-udp-socket", |_, (_,): (IpAddressFamily,)| {
            Ok((Err::<Resource<UdpSocket>, _>(ErrorCode::NotSupported),))
        })?;
    linker.instance("wasi:sockets/ip-name-lookup@0.2.12")?.func_wrap(
        "resolve-addresses",
        |_, (_, _): (Resource<Network>, String)| {
            Ok((Err::<Resource<ResolveAddressStream>, _>(ErrorCode::NotSupported),))
        },
    )
}
