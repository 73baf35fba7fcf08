//! Bringing what a bare machine lacks: wasm targets, wasm-pack, wasm-bindgen, npm packages, Chromium.

use crate::command::{command, output_of, step};
use crate::stamp;
use anyhow::{Context as _, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

const WASM_PACK: &str = "0.15.1";
const NEXTEST: &str = "0.9.143";
const MINIMUM_RUST: (u32, u32) = (1, 95);
const MINIMUM_NODE: u32 = 20;

/// What a build needs.
pub fn for_build() -> Result<()> {
    rust()?;
    node()?;
    wasm_pack()?;
    wasm_bindgen()?;
    npm("frontend")
}

/// What the tests need besides.
pub fn for_test() -> Result<()> {
    for_build()?;
    nextest()?;
    npm("e2e")?;
    chromium()
}

/// PATH with the pinned tools first.
pub fn tools_path() -> Result<std::ffi::OsString> {
    let tools = fs::canonicalize("target/tools/bin").unwrap_or_else(|_| PathBuf::from("target/tools/bin"));
    let before = std::env::var_os("PATH").unwrap_or_default();
    Ok(std::env::join_paths(std::iter::once(tools).chain(std::env::split_paths(&before)))?)
}

fn rust() -> Result<()> {
    let version = output_of("rustc", &["--version"])
        .context("rustc is missing: install rustup, then `rustup toolchain install 1.95`")?;
    let mut numbers =
        version.split_whitespace().nth(1).unwrap_or("").split('.').map_while(|n| n.parse().ok());
    if (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) < MINIMUM_RUST {
        bail!("{version} is too old: `rustup toolchain install 1.95 && rustup default 1.95`");
    }
    let installed = output_of("rustup", &["target", "list", "--installed"])
        .context("rustup is missing: it brings the wasm targets")?;
    let wanted = ["wasm32-unknown-unknown", "wasm32-wasip2"];
    if wanted.iter().any(|target| !installed.lines().any(|line| line == *target)) {
        step("Add the wasm targets", command("rustup", &["target", "add", wanted[0], wanted[1]]))?;
    }
    Ok(())
}

fn node() -> Result<()> {
    let version = output_of("node", &["--version"])
        .context("node is missing: install Node.js 20 or later (on Debian: `apt-get install nodejs npm`)")?;
    let major: u32 = version.trim_start_matches('v').split('.').next().unwrap_or("").parse().unwrap_or(0);
    if major < MINIMUM_NODE {
        bail!("node {version} is too old: Diptych needs {MINIMUM_NODE} or later");
    }
    output_of("npm", &["--version"]).context("npm is missing: on Debian `apt-get install npm`")?;
    Ok(())
}

fn wasm_pack() -> Result<()> {
    let there = output_of("target/tools/bin/wasm-pack", &["--version"])
        .is_some_and(|version| version == format!("wasm-pack {WASM_PACK}"));
    if there {
        return Ok(());
    }
    let mut install = command("cargo", &["install", "wasm-pack", "--locked", "--version", WASM_PACK]);
    install.args(["--root", "target/tools", "--target-dir", "target/tools/build"]);
    // It only starts other programs, so nothing is gained by optimizing it.
    install.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0").env("CARGO_PROFILE_RELEASE_LTO", "off");
    step(&format!("Install wasm-pack {WASM_PACK} into target/tools (about a minute, once)"), install)
}

/// wasm-bindgen's command line is a locked dependency of this workspace, so it always matches the
/// library; wasm-pack finds it under its usual name.
fn wasm_bindgen() -> Result<()> {
    let outputs = ["target/tools/bin/wasm-bindgen", "target/tools/bin/wasm-bindgen-test-runner"];
    stamp::unless_fresh("wasm-bindgen", &["Cargo.lock", "xtask/wasm-bindgen"], &outputs, || {
        step(
            "Build the wasm-bindgen command line that the lock file pins",
            command("cargo", &["build", "--release", "--locked", "--package", "diptych-wasm-bindgen"]),
        )?;
        fs::create_dir_all("target/tools/bin")?;
        for output in outputs {
            let name = Path::new(output).file_name().unwrap_or_default().to_string_lossy().into_owned();
            fs::copy(format!("target/release/locked-{name}"), output)?;
        }
        Ok(())
    })
    .map(drop)
}

fn npm(folder: &str) -> Result<()> {
    let package = format!("{folder}/package.json");
    let lock = format!("{folder}/package-lock.json");
    let modules = format!("{folder}/node_modules");
    stamp::unless_fresh(&format!("npm-{folder}"), &[&package, &lock], &[&modules], || {
        let mut npm = command("npm", &["ci", "--no-audit", "--no-fund"]);
        npm.current_dir(folder);
        step(&format!("Install the npm packages of {folder}"), npm)
    })
    .map(drop)
}

fn nextest() -> Result<()> {
    if output_of("cargo", &["nextest", "--version"]).is_some() {
        return Ok(());
    }
    step(
        &format!("Install cargo-nextest {NEXTEST} (several minutes, once)"),
        command(
            "cargo",
            &[
                "install",
                "cargo-nextest",
                "--locked",
                "--version",
                NEXTEST,
                "--target-dir",
                "target/tools/build",
            ],
        ),
    )
}

fn chromium() -> Result<()> {
    let missing: Vec<&str> = [("chromium", "chromium"), ("chromedriver", "chromium-driver")]
        .into_iter()
        .filter(|(program, _)| output_of(program, &["--version"]).is_none())
        .map(|(_, package)| package)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    if output_of("apt-get", &["--version"]).is_none() {
        bail!(
            "{} missing, and there is no apt-get to bring it: install Chromium and its driver",
            missing.join(" and ")
        );
    }
    step("Refresh the package lists", command("apt-get", &["update", "-q"]))?;
    let mut install = command("apt-get", &["install", "-y", "-q", "--no-install-recommends"]);
    install.args(&missing).env("DEBIAN_FRONTEND", "noninteractive");
    step(&format!("Install {} with apt (as root)", missing.join(" and ")), install)
}
