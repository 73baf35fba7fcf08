//! The `wasm-bindgen` command that wasm-pack calls, built from the locked crate instead of installed apart.

fn main() -> anyhow::Result<()> {
    // Names of functions are a third of a bundle; nothing the page shows needs them, and wasm-pack has
    // no option to leave them out.
    let arguments = std::env::args_os().chain(["--remove-name-section".into()]);
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(arguments)
}
