//! Help with Rust in the editor: rustup's rust-analyzer, and the sources it reads in the place of libraries.
//!
//! `crates.json` describes the crates that guests may use, as rust-analyzer needs them: their sources are
//! copied beside it, so that the server needs nothing of cargo's.

use super::{Toolchain, Wanted, folder};
use crate::command::{command, output_of, step};
use crate::guest;
use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// rustup's `rust-analyzer` and `rust-src`, of the toolchain that guests are compiled with.
pub const RUST_ANALYZER: Toolchain = Toolchain {
    name: "rust-analyzer",
    brings: "Help with Rust in the editor: rust-analyzer, std's sources, 110 MB, seconds",
    wanted: Wanted::Asked,
    inputs: &["backend/guest", "xtask/src/guest.rs", "xtask/src/toolchains/rust_analyzer.rs"],
    // Macros are libraries that only the same version can load.
    key: || output_of("rustc", &["--version"]).unwrap_or_default(),
    outputs: &["target/toolchains/rust-analyzer/crates.json"],
    install,
    warm: None,
};

/// Raise when the form of `crates.json` changes.
const FORMAT: u32 = 1;

fn install() -> Result<()> {
    let sysroot = PathBuf::from(
        output_of("rustc", &["--print", "sysroot"]).context("rustc does not tell its sysroot")?,
    );
    let parts = ["bin/rust-analyzer", "lib/rustlib/src/rust/library/core/src/lib.rs"];
    if parts.iter().any(|part| !sysroot.join(part).exists()) {
        let add = command("rustup", &["component", "add", "rust-analyzer", "rust-src"]);
        step("Add rust-analyzer and the standard library's sources with rustup", add)?;
    }
    let home = crate::root().join(folder("rust-analyzer"));
    if home.exists() {
        fs::remove_dir_all(&home)?;
    }
    fs::create_dir_all(home.join("crates"))?;
    let mut targets = BTreeMap::new();
    for target in guest::TARGETS {
        targets.insert(target, crates(target, &home)?);
    }
    let description = json!({ "format": FORMAT, "targets": targets });
    fs::write(home.join("crates.json"), serde_json::to_string_pretty(&description)?)?;
    Ok(())
}

/// The crates of one target with their sources, dependencies before what depends on them.
fn crates(target: &str, home: &Path) -> Result<Value> {
    let mut cargo = command("cargo", &["metadata", "--format-version=1", "--locked", "--filter-platform"]);
    let output = cargo.arg(target).current_dir(crate::root().join("backend/guest")).output()?;
    if !output.status.success() {
        bail!("cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let root = metadata["resolve"]["root"].as_str().context("the guests' workspace has no root")?;
    let mut graph = Graph { metadata: &metadata, home, crates: Vec::new(), known: BTreeMap::new() };
    let direct = graph.dependencies(root)?;
    Ok(json!({ "crates": graph.crates, "direct": direct }))
}

/// What was found so far.
struct Graph<'a> {
    metadata: &'a Value,
    home: &'a Path,
    crates: Vec<Value>,
    /// Package to its place in `crates`.
    known: BTreeMap<String, usize>,
}

impl Graph<'_> {
    /// What `package` depends on: a place in the list, and what it calls it.
    fn dependencies(&mut self, package: &str) -> Result<Vec<Value>> {
        let node = with_id(&self.metadata["resolve"]["nodes"], package)?;
        let mut found = Vec::new();
        for dependency in node["deps"].as_array().into_iter().flatten() {
            // Neither those of build scripts nor those of tests.
            let mut kinds = dependency["dep_kinds"].as_array().into_iter().flatten();
            if kinds.any(|kind| kind["kind"].is_null()) {
                let id = dependency["pkg"].as_str().context("a dependency without a package")?;
                found.push(json!({ "crate": self.visit(id)?, "name": dependency["name"] }));
            }
        }
        Ok(found)
    }

    /// The place of `id` in the list, with what it depends on before it.
    fn visit(&mut self, id: &str) -> Result<usize> {
        if let Some(known) = self.known.get(id) {
            return Ok(*known);
        }
        let package = with_id(&self.metadata["packages"], id)?;
        let kinds = ["lib", "rlib", "proc-macro"];
        let library = package["targets"].as_array().into_iter().flatten().find(|target| {
            target["kind"].as_array().into_iter().flatten().any(|kind| kinds.iter().any(|k| kind == k))
        });
        let library = library.with_context(|| format!("{id} has no library"))?;
        let is_macro =
            library["kind"].as_array().is_some_and(|kinds| kinds.iter().any(|k| k == "proc-macro"));
        // What macros are made of is in their libraries.
        let dependencies = if is_macro { Vec::new() } else { self.dependencies(id)? };
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let (name, version) = (text(&package["name"]), text(&package["version"]));
        let manifest = text(&package["manifest_path"]);
        let source = Path::new(&manifest).parent().context("a package without a folder")?;
        let root = text(&library["src_path"]);
        let root = Path::new(&root).strip_prefix(source)?.to_owned();
        let folder = format!("{name}-{version}");
        let copy = self.home.join("crates").join(&folder);
        if !copy.exists() {
            let top = root.components().next().context("a library without a source")?;
            copy_sources(&source.join(top), &copy.join(top))?;
        }
        self.crates.push(json!({
            "name": text(&library["name"]).replace('-', "_"),
            "folder": folder,
            "root": root,
            "edition": package["edition"],
            "version": version,
            "features": with_id(&self.metadata["resolve"]["nodes"], id)?["features"],
            "macros": is_macro,
            "dependencies": dependencies,
        }));
        self.known.insert(id.to_owned(), self.crates.len() - 1);
        Ok(self.crates.len() - 1)
    }
}

/// The entry of `list` with this package id.
fn with_id<'a>(list: &'a Value, id: &str) -> Result<&'a Value> {
    let mut entries = list.as_array().into_iter().flatten();
    entries.find(|entry| entry["id"] == id).with_context(|| format!("cargo does not describe {id}"))
}

/// Copies a file, or a folder with all in it.
fn copy_sources(from: &Path, to: &Path) -> Result<()> {
    if from.is_dir() {
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            copy_sources(&entry.path(), &to.join(entry.file_name()))?;
        }
    } else {
        fs::create_dir_all(to.parent().unwrap_or(to))?;
        fs::copy(from, to)?;
    }
    Ok(())
}
