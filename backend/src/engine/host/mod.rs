//! The host of one run: what the guest's imports act on, one file per capability.

pub mod blob_store;
pub mod clocks;
mod config;
pub mod denial;
mod environment;
pub mod files;
pub mod http;
pub mod key_value;
mod ledgers;
mod logging;
mod memory_streams;
pub mod output;
pub mod poll;
pub mod random;
mod services;
mod shelves;
mod sockets;
mod state;
mod stdin;

pub use ledgers::Ledgers;
pub use state::{Ending, EndingCell, HostState};

use wasmtime::Engine;
use wasmtime::component::Linker;
use wasmtime_wasi::p2::bindings::LinkOptions;

/// A linker with every interface this host supplies: wasmtime-wasi's io, stdio, terminals, exit and
/// the types of sockets, and own rooms for the rest.
pub fn linker(engine: &Engine) -> wasmtime::Result<Linker<HostState>> {
    let mut linker = Linker::new(engine);
    linker.allow_shadowing(true);
    let mut options = LinkOptions::default();
    options.network_error_code(true);
    wasmtime_wasi::p2::add_to_linker_with_options_async(&mut linker, &options)?;
    clocks::add_to_linker(&mut linker)?;
    environment::add_to_linker(&mut linker)?;
    files::add_to_linker(&mut linker)?;
    poll::add_to_linker(&mut linker)?;
    random::add_to_linker(&mut linker)?;
    sockets::add_to_linker(&mut linker)?;
    services::add_to_linker(&mut linker)?;
    Ok(linker)
}
