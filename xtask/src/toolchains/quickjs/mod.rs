//! QuickJS: JavaScript and TypeScript for the server, in about a second a component.

mod runtime;

use super::{Toolchain, Wanted, no_key, npm};
use anyhow::{Context as _, Result};
use std::fs;

/// npm's `componentize-qjs`, with its runtime changed as [`runtime`] says.
pub const QUICKJS: Toolchain = Toolchain {
    name: "quickjs",
    brings: "JavaScript and TypeScript in QuickJS: componentize-qjs 0.4.5, esbuild 0.28.2, 50 MB, seconds",
    wanted: Wanted::Asked,
    inputs: &["backend/toolchains/quickjs", "xtask/src/toolchains/quickjs"],
    key: no_key,
    outputs: &["target/toolchains/quickjs/runtime.wasm"],
    install,
    warm: None,
};

/// The package's native module, which holds the runtimes.
const NATIVE: &str =
    "node_modules/@andreiltd/componentize-qjs-binding-linux-x64-gnu/componentize-qjs.linux-x64-gnu.node";

fn install() -> Result<()> {
    let home = npm::install("quickjs", "Install componentize-qjs 0.4.5 and esbuild from npm (20 MB)")?;
    let native =
        fs::read(home.join(NATIVE)).context("QuickJS components are made on x86-64 Linux with glibc only")?;
    fs::write(home.join("runtime.wasm"), runtime::change(runtime::find(&native)?)?)?;
    Ok(())
}
