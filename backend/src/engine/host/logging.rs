//! `wasi:logging`: lines that appear in the trace and nowhere else.

use super::HostState;
use generated::wasi::logging::logging;
use wasmtime::component::{HasData, Linker};

mod generated {
    wasmtime::component::bindgen!({
        path: "../shared/wit/wasi/logging.wit",
        world: "wasi:logging/imports",
        imports: { default: trappable },
    });
}

/// The proposal's name before it had versions, which guests still use.
const UNVERSIONED: &str = "wasi:logging/logging";

struct HasLogging;

struct LoggingView;

impl HasData for HasLogging {
    type Data<'a> = LoggingView;
}

/// Adds the interface, with and without its version.
pub fn add_to_linker(linker: &mut Linker<HostState>) -> wasmtime::Result<()> {
    linker
        .instance(UNVERSIONED)?
        .func_wrap("log", |_, _: (logging::Level, String, String)| wasmtime::Result::Ok(()))?;
    logging::add_to_linker::<HostState, HasLogging>(linker, |_| LoggingView)
}

impl logging::Host for LoggingView {
    fn log(&mut self, _level: logging::Level, _context: String, _message: String) -> wasmtime::Result<()> {
        Ok(())
    }
}
