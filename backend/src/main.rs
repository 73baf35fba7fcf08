//! The `diptych` program: the engine's child processes, told apart by the first argument.

use std::process::ExitCode;

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("runner") => diptych_backend::engine::runner_main(),
        Some("compile-component") => diptych_backend::engine::compile_component_main(),
        _ => {
            eprintln!("usage: diptych runner | compile-component");
            ExitCode::FAILURE
        }
    }
}
