//! SpiderMonkey: JavaScript and TypeScript for the server in a whole engine, for those who ask for it by name.

use super::{Toolchain, Wanted, no_key, npm, still};
use anyhow::Result;

/// npm's `componentize-js`.
pub const SPIDERMONKEY: Toolchain = Toolchain {
    name: "spidermonkey",
    brings: "JavaScript and TypeScript in SpiderMonkey: componentize-js 0.23.0, esbuild 0.28.2, 226 MB, a minute",
    wanted: Wanted::ByName,
    inputs: &["backend/toolchains/spidermonkey", still::SOURCE],
    key: no_key,
    outputs: &["target/toolchains/spidermonkey/node_modules/@bytecodealliance/componentize-js/package.json"],
    install,
    warm: None,
};

fn install() -> Result<()> {
    let home = npm::install("spidermonkey", "Install componentize-js 0.23.0 and esbuild from npm (80 MB)")?;
    still::build(&home)
}
