//! The `wasm-bindgen` command that wasm-pack calls, built from the locked crate instead of installed apart.

fn main() -> anyhow::Result<()> {
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(std::env::args_os())
}
