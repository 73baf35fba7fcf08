//! `cargo xtask bench`: the cost of tracing, server throughput and page latency; prints medians and ratios, asserts nothing.

use crate::command::command;
use crate::{serve, setup};
use anyhow::{Result, bail};

/// Builds, then runs the engine's measurements and the scripts of `e2e/bench`, and prints what they say.
pub fn bench() -> Result<()> {
    serve::build()?;
    let engine = ["nextest", "run", "--release", "-p", "diptych-backend", "--test", "engine_bench"];
    let status = command("cargo", &engine).args(["--run-ignored", "only", "--no-capture"]).status()?;
    if !status.success() {
        bail!("the engine's measurements failed");
    }
    setup::for_test()?;
    let status = command("node", &["e2e/bench.mjs"]).status()?;
    if !status.success() {
        bail!("e2e/bench.mjs failed");
    }
    Ok(())
}
