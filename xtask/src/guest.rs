//! The crates that visitors' Rust links against: builds `backend/guest` for both targets and
//! writes `target/guest/rust.json`, which tells the server where everything is.

use crate::command::{attempt, command, output_of};
use crate::stamp;
use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Commands (WASI) and libraries (nothing but their own world).
pub const TARGETS: [&str; 2] = ["wasm32-wasip2", "wasm32-unknown-unknown"];
/// What tells the server where everything is, relative to the repository.
pub const OUTPUT: &str = "target/guest/rust.json";
/// Raise when what is built, or `rust.json`'s form, changes.
const FORMAT: u32 = 1;

/// Builds the guests' libraries under `root` unless they are there and fit the toolchain.
pub fn prepare(root: &Path) -> Result<()> {
    let version = output_of("rustc", &["--version"]).context("rustc is missing: install rustup")?;
    let output = root.join(OUTPUT);
    // Another compiler cannot read these libraries, and no file says that it changed.
    let fits = fs::read(&output)
        .ok()
        .and_then(|text| serde_json::from_slice::<Value>(&text).ok())
        .is_some_and(|before| before["version"] == version.as_str() && before["format"] == FORMAT);
    if !fits {
        fs::remove_file(&output).ok();
    }
    stamp::unless_fresh("guest", &["backend/guest", "xtask/src/guest.rs"], &[OUTPUT], || {
        let description = build(root, &version)?;
        fs::write(&output, serde_json::to_string_pretty(&description)?)?;
        Ok(())
    })
    .map(drop)
}

/// Builds, and describes what came out; paths under `target/guest` are relative to it.
fn build(root: &Path, version: &str) -> Result<Value> {
    let home = root.join("target/guest");
    fs::create_dir_all(&home)?;
    let home = fs::canonicalize(home)?;
    let build_dir = home.join("build");
    let guest = root.join("backend/guest");

    let mut fetch = command("cargo", &["fetch", "--locked"]);
    fetch.current_dir(&guest);
    run("Fetch the crates for Rust guests", fetch)?;

    let mut cargo = command("cargo", &["build", "--release", "--locked", "--quiet", "--message-format=json"]);
    for target in TARGETS {
        cargo.args(["--target", target]);
    }
    cargo.arg("--target-dir").arg(&build_dir).current_dir(&guest).env("RUSTFLAGS", remaps()?);
    let messages = run("Build the crates for Rust guests (about 2 minutes, once)", cargo)?;
    let messages: Vec<Value> = messages.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();

    let crates = direct_dependencies(&guest.join("Cargo.lock"))?;
    let mut targets = BTreeMap::new();
    for target in TARGETS {
        targets.insert(target, describe(&messages, &crates, &home, &build_dir, target)?);
    }
    let sysroot = output_of("rustc", &["--print", "sysroot"]).context("rustc does not tell its sysroot")?;
    Ok(json!({
        "format": FORMAT,
        "version": version,
        "rustc": Path::new(&sysroot).join("bin/rustc"),
        "sysroot": sysroot,
        "crates": crates,
        "macros": macros(&messages, &home),
        "targets": targets,
    }))
}

fn run(title: &str, command: std::process::Command) -> Result<String> {
    let finished = attempt(title, command)?;
    if !finished.ok {
        bail!("{title} failed; its output is above");
    }
    Ok(finished.output)
}

/// Panic messages and diagnostics name source files: without this they would tell this machine's paths.
fn remaps() -> Result<String> {
    let cargo_home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")))
        .context("neither CARGO_HOME nor HOME is set")?;
    let mut flags = Vec::new();
    for registry in fs::read_dir(cargo_home.join("registry/src")).context("cargo fetched nothing")? {
        flags.push(format!("--remap-path-prefix={}=/crates", registry?.path().display()));
    }
    Ok(flags.join(" "))
}

/// Name and version of every crate a guest may name, from the lock file.
fn direct_dependencies(lock: &Path) -> Result<BTreeMap<String, String>> {
    let lock: toml::Value = toml::from_str(&fs::read_to_string(lock)?)?;
    let packages = lock["package"].as_array().context("the lock file has no packages")?;
    let find = |name: &str| packages.iter().find(|package| package["name"].as_str() == Some(name));
    let guest = find("diptych-guest").context("diptych-guest is not locked")?;
    let mut direct = BTreeMap::new();
    for dependency in guest["dependencies"].as_array().into_iter().flatten().filter_map(toml::Value::as_str) {
        // `name`, or `name version` where several versions are locked.
        let (name, version) = match dependency.split_once(' ') {
            Some((name, version)) => (name, Some(version)),
            None => (dependency, find(dependency).and_then(|package| package["version"].as_str())),
        };
        direct.insert(name.to_owned(), version.context("a dependency without a version")?.to_owned());
    }
    Ok(direct)
}

/// The libraries of the macros, which the compiler loads, by crate name.
fn macros(messages: &[Value], home: &Path) -> BTreeMap<String, PathBuf> {
    let made = messages.iter().filter(|message| {
        message["reason"] == "compiler-artifact"
            && strings(&message["target"]["kind"]).any(|kind| kind == "proc-macro")
    });
    made.filter_map(|message| {
        let library = PathBuf::from(strings(&message["filenames"]).find(|file| file.ends_with(".so"))?);
        let name = message["target"]["name"].as_str()?.replace('-', "_");
        Some((name, library.strip_prefix(home).unwrap_or(&library).to_owned()))
    })
    .collect()
}

/// What rustc needs to be told for one target.
fn describe(
    messages: &[Value],
    crates: &BTreeMap<String, String>,
    home: &Path,
    build_dir: &Path,
    target: &str,
) -> Result<Value> {
    let target_dir = build_dir.join(target);
    let relative = |path: &Path| path.strip_prefix(home).unwrap_or(path).to_owned();
    let mut externs = BTreeMap::new();
    let mut native = BTreeSet::new();
    for message in messages {
        match message["reason"].as_str() {
            Some("compiler-artifact") => {
                let id = message["package_id"].as_str().unwrap_or_default();
                let wanted = crates.iter().any(|(name, version)| id.ends_with(&format!("#{name}@{version}")));
                let rlib = strings(&message["filenames"]).map(PathBuf::from).find(|file| {
                    file.extension().is_some_and(|e| e == "rlib") && file.starts_with(&target_dir)
                });
                if let (true, Some(rlib), Some(name)) = (wanted, rlib, message["target"]["name"].as_str()) {
                    externs.insert(name.to_owned(), relative(&rlib));
                }
            }
            Some("build-script-executed") => {
                for path in strings(&message["linked_paths"]) {
                    let path = PathBuf::from(path.strip_prefix("native=").unwrap_or(path));
                    if path.starts_with(&target_dir) {
                        native.insert(relative(&path));
                    }
                }
            }
            _ => {}
        }
    }
    if !externs.contains_key("wit_bindgen") {
        bail!("cargo did not say where it put wit-bindgen for {target}");
    }
    let dependencies =
        [relative(&target_dir.join("release/deps")), relative(&build_dir.join("release/deps"))];
    Ok(json!({ "externs": externs, "dependencies": dependencies, "native": native }))
}

fn strings(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str)
}
