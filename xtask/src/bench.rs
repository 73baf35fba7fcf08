//! `cargo xtask bench`: server throughput and page latency; prints medians and ratios, asserts nothing.

use crate::command::command;
use crate::{serve, setup};
use anyhow::{Result, bail};

/// Builds, then runs the measuring scripts of `e2e/bench` and prints what they say.
pub fn bench() -> Result<()> {
    serve::build()?;
    setup::for_test()?;
    let status = command("node", &["e2e/bench.mjs"]).status()?;
    if !status.success() {
        bail!("e2e/bench.mjs failed");
    }
    Ok(())
}
