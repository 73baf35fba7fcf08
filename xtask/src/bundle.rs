//! The web bundles: seven wasm packages by wasm-pack, then the static site by esbuild.

use crate::command::{command, step};
use crate::{samples, setup, stamp};
use anyhow::Result;
use std::path::Path;

/// The wasm packages: folder of the crate, name under `target/pkg`, cargo profile, what it is.
const PACKAGES: [(&str, &str, &str, &str); 7] = [
    ("frontend", "app", "wasm", "the page"),
    ("frontend/graph", "graph", "wasm", "the graph of compositions"),
    ("frontend/toolkit/compose", "compose", KIT_PROFILE, "the compose kit"),
    ("frontend/toolkit/languages", "languages", KIT_PROFILE, "the languages kit"),
    ("frontend/toolkit/tools", "tools", KIT_PROFILE, "the tools kit"),
    ("frontend/toolkit/transpile", "transpile", KIT_PROFILE, "the transpile kit"),
    ("frontend/toolkit/wat", "wat", KIT_PROFILE, "the WAT kit"),
];

/// How the kits are built, and tested.
pub const KIT_PROFILE: &str = "kit";

/// Clang for the page, where the toolchain `clang-page` is installed.
const CLANG: &str = "target/toolchains/clang-page/node_modules/@yowasp/clang";

/// Where the finished site is.
pub const SITE: &str = "target/site";

/// Builds `target/site`, skipping what has not changed.
pub fn site() -> Result<()> {
    for (folder, name, profile, what) in PACKAGES {
        wasm_package(folder, name, profile, what)?;
    }
    stamp::unless_fresh("samples", &["playground-samples"], &["target/samples/index.json"], || {
        samples::write_index("playground-samples", "target/samples/index.json")
    })?;
    let inputs = [
        "frontend/js",
        "frontend/styles",
        "frontend/index.html",
        "frontend/embed.html",
        "shared/src/project/link_dictionary_v1.txt",
        "frontend/build.mjs",
        "frontend/build",
        "frontend/package-lock.json",
        "target/pkg",
        "target/samples/index.json",
    ];
    let clang = if Path::new(CLANG).exists() { "with clang-page" } else { "" };
    stamp::unless_fresh_with("site", clang, &inputs, &["target/site/index.html"], || {
        step(
            "Bundle the site (esbuild, brotli)",
            command(
                "node",
                &[
                    "frontend/build.mjs",
                    "--site",
                    SITE,
                    "--pkg",
                    "target/pkg",
                    "--samples",
                    "target/samples",
                    "--clang",
                    CLANG,
                ],
            ),
        )
    })
    .map(drop)
}

fn wasm_package(folder: &str, name: &str, profile: &str, what: &str) -> Result<()> {
    let source = format!("{folder}/src");
    let manifest = format!("{folder}/Cargo.toml");
    let module = format!(
        "target/pkg/{name}/{}",
        if name == "app" { "diptych_frontend_bg.wasm".into() } else { format!("diptych_{name}_kit_bg.wasm") }
    );
    let inputs = [
        source.as_str(),
        manifest.as_str(),
        "shared/src",
        "shared/Cargo.toml",
        "shared/wit",
        "shared/bindings/src",
        "shared/compose/src",
        "shared/bindings/Cargo.toml",
        "frontend/common/src",
        "frontend/common/Cargo.toml",
        "frontend/toolkit/tools/src/boundary.rs",
        "backend/guest/Cargo.toml",
        "backend/guest/Cargo.lock",
        "Cargo.toml",
        "Cargo.lock",
        ".cargo/config.toml",
    ];
    stamp::unless_fresh(&format!("pkg-{name}"), &inputs, &[&module], || {
        let out = crate::root().join("target/pkg").join(name);
        let mut pack = command(
            "target/tools/bin/wasm-pack",
            &["build", folder, "--target", "web", "--profile", profile],
        );
        pack.args(["--mode", "no-install", "--no-typescript", "--no-pack", "--no-opt", "--out-dir"])
            .arg(out)
            // js-component-bindgen states Rust 1.96 through a dependency, and builds on 1.95.
            .args(["--", "--ignore-rust-version", "--locked"])
            .env("PATH", setup::tools_path()?);
        step(&format!("Build {what} (wasm-pack)"), pack)
    })
    .map(drop)
}
