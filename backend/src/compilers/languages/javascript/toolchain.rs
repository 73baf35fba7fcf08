//! Finding the tools of both engines: npm packages, and the node that runs them.

use crate::compilers::language::{Places, Toolchain, find_still, find_system_libraries};
use anyhow::Context as _;
use std::collections::BTreeMap;
use std::path::Path;

/// Where the initializer that componentize-js starts is, below its packages.
const WIZER: &str = "@bytecodealliance/wizer-linux-x64/wizer";

/// QuickJS: componentize-qjs, whose runtime `cargo xtask toolchains install` changed.
pub fn quickjs(places: &Places) -> anyhow::Result<Option<Toolchain>> {
    let home = places.toolchains.join("quickjs");
    let runtime = home.join("runtime.wasm");
    if !runtime.is_file() {
        return Ok(None);
    }
    let found = packages(places, &home, "componentize-qjs")?;
    Ok(found.map(|mut toolchain| {
        toolchain.paths.insert("runtime".to_owned(), runtime);
        toolchain
    }))
}

/// SpiderMonkey: componentize-js, and the initializer that it starts.
pub fn spidermonkey(places: &Places) -> anyhow::Result<Option<Toolchain>> {
    let home = places.toolchains.join("spidermonkey");
    let wizer = home.join("node_modules").join(WIZER);
    if !wizer.is_file() {
        return Ok(None);
    }
    let Some(mut toolchain) = packages(places, &home, "@bytecodealliance/componentize-js")? else {
        return Ok(None);
    };
    for library in find_system_libraries([wizer.as_path()], &home)? {
        if !toolchain.read.contains(&library) {
            toolchain.read.push(library);
        }
    }
    toolchain.paths.insert("wizer".to_owned(), wizer);
    toolchain.paths.extend(find_still(&home).map(|still| ("still".to_owned(), still)));
    Ok(Some(toolchain))
}

/// What both have: node, the package `tool` and esbuild.
fn packages(places: &Places, home: &Path, tool: &str) -> anyhow::Result<Option<Toolchain>> {
    let packages = home.join("node_modules");
    let (true, Some(node)) = (packages.join(tool).is_dir(), places.node.clone()) else {
        return Ok(None);
    };
    let version = |package: &str| -> anyhow::Result<String> {
        let text = std::fs::read_to_string(packages.join(package).join("package.json"))?;
        let description: serde_json::Value = serde_json::from_str(&text)?;
        let version = description["version"].as_str().context("a package has no version")?;
        Ok(format!("{} {version}", package.rsplit('/').next().unwrap_or(package)))
    };
    let versions = vec![version(tool)?, version("esbuild")?, node.version];
    let mut read = node.read;
    read.insert(home.to_owned());
    let paths = BTreeMap::from([("node".to_owned(), node.program), ("packages".to_owned(), packages)]);
    Ok(Some(Toolchain { versions, read: read.into_iter().collect(), paths }))
}
