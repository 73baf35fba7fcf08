//! `cargo xtask serve` and `build`: everything in release, then the server.

use crate::command::{command, step};
use crate::{bundle, setup, toolchains};
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Builds the site, the server and what compilers come unasked; answers the server's path.
pub fn build() -> Result<PathBuf> {
    let begin = Instant::now();
    setup::for_build()?;
    bundle::site()?;
    step(
        "Build the server",
        // The default members, as the tests build them, so that dependencies are built once.
        command("cargo", &["build", "--release", "--locked"]),
    )?;
    toolchains::install_unasked()?;
    println!("▸ Everything is built ({:.1} s)", begin.elapsed().as_secs_f64());
    Ok(crate::root().join("target/release/diptych"))
}

/// Builds, then becomes the server.
pub fn serve() -> Result<()> {
    use std::os::unix::process::CommandExt as _;
    let server = build()?;
    println!("▸ Serving the workbench on http://localhost:8080 (Ctrl+C stops it)");
    let error = command(&server.to_string_lossy(), &[]).exec();
    bail!("cannot start {}: {error}", server.display())
}

/// Builds, then lets the e2e folder's script take the pictures in `docs/`.
pub fn screenshot() -> Result<()> {
    build()?;
    setup::for_test()?;
    if !Path::new("e2e/screenshot.mjs").exists() {
        bail!("e2e/screenshot.mjs is missing");
    }
    step("Take the screenshots", command("node", &["e2e/screenshot.mjs"]))
}
