//! The `wasm-bindgen-test-runner` command that runs wasm tests in a browser, built from the locked crate.

fn main() -> anyhow::Result<()> {
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os())
}
