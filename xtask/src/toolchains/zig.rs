//! Zig, and with it clang and lld: C, C++ and Zig for the server.
//!
//! Zig builds libc and the others from source into its cache when they are first needed. The
//! warm-up lets it, and copies what came out into `sysroot/`, so that compiles only read.

use super::{Toolchain, Wanted, Warm, folder, no_key, pip};
use crate::command::{attempt, command, output_of};
use anyhow::{Context as _, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

/// PyPI's `ziglang`.
pub const ZIG: Toolchain = Toolchain {
    name: "zig",
    brings: "C, C++ and Zig: Zig 0.17.0 with its clang, 480 MB, about 2 minutes",
    wanted: Wanted::Asked,
    inputs: &["backend/toolchains/zig/requirements.txt"],
    key: no_key,
    outputs: &["target/toolchains/zig/packages/ziglang/zig"],
    install: || pip::install("zig", "Install Zig 0.17.0 from PyPI (100 MB)").map(drop),
    warm: Some(Warm {
        inputs: &["xtask/src/toolchains/zig.rs"],
        outputs: &["target/toolchains/zig/sysroot/versions.json"],
        run: warm,
    }),
};

/// What is built once: title, Zig's words, and the source that asks for it.
const BUILDS: [(&str, &[&str], &str); 2] = [
    (
        "Build C's and C++'s libraries for WASI (about a minute, once)",
        &["c++", "-xc++", "-fno-exceptions"],
        "int main() { return 0; }",
    ),
    ("Build the start of libraries", &["cc", "-xc", "-mexec-model=reactor"], "int unused;"),
];

/// The Zig program whose compile leaves the standard library's parsed form in the cache.
const ZIG_SOURCE: &str = "pub fn main() void {}\n";

fn warm() -> Result<()> {
    let home = fs::canonicalize(folder("zig"))?;
    let sysroot = home.join("sysroot");
    let scratch = home.join("scratch");
    for old in [&sysroot, &scratch] {
        if old.exists() {
            fs::remove_dir_all(old)?;
        }
        fs::create_dir_all(old)?;
    }
    let zig = home.join("packages/ziglang/zig");
    for (title, words, source) in BUILDS {
        fs::write(scratch.join("source"), source)?;
        let mut build = command(&zig.to_string_lossy(), words);
        build
            .args(["-target", "wasm32-wasi", "-O2", "-s", "--verbose", "source", "-o", "out.wasm"])
            .current_dir(&scratch)
            .env("ZIG_GLOBAL_CACHE_DIR", scratch.join("cache"))
            .env("ZIG_LOCAL_CACHE_DIR", scratch.join("cache"));
        let finished = attempt(title, build)?;
        if !finished.ok {
            bail!("{title} failed; its output is above");
        }
        copy_linked(&finished.output, &scratch, &sysroot)?;
    }
    std_cache(&zig, &scratch, &sysroot)?;
    let names = ["crt1-command.o", "crt1-reactor.o", "libc.a", "libzigc.a", "libcompiler_rt.a"];
    if let Some(missing) =
        names.iter().chain(&["libc++.a", "libc++abi.a"]).find(|n| !sysroot.join(n).exists())
    {
        bail!("Zig linked no {missing}");
    }
    fs::remove_dir_all(&scratch)?;
    // Written last: the server takes it as the sign that all is there.
    fs::write(sysroot.join("versions.json"), serde_json::to_string(&versions(&zig)?)?)?;
    Ok(())
}

/// Copies the objects and archives that Zig's call of lld names.
fn copy_linked(output: &str, scratch: &Path, sysroot: &Path) -> Result<()> {
    let link =
        output.lines().find(|line| line.starts_with("wasm-ld ")).context("Zig did not say how it links")?;
    for word in link.split(' ').filter(|word| word.ends_with(".a") || word.contains("crt1-")) {
        let from = scratch.join(word);
        let name = from.file_name().context("an archive without a name")?;
        fs::copy(&from, sysroot.join(name)).with_context(|| format!("cannot copy {}", from.display()))?;
    }
    Ok(())
}

/// Leaves the parsed standard library in `sysroot/std`, which a Zig compile begins with a copy of.
fn std_cache(zig: &Path, scratch: &Path, sysroot: &Path) -> Result<()> {
    fs::write(scratch.join("main.zig"), ZIG_SOURCE)?;
    let words = ["build-obj", "-target", "wasm32-wasi", "-OReleaseSmall", "-lc", "main.zig"];
    let mut build = command(&zig.to_string_lossy(), &words);
    let global: PathBuf = sysroot.join("std");
    build.current_dir(scratch).arg("--global-cache-dir").arg(&global);
    build.arg("--cache-dir").arg(scratch.join("local"));
    crate::command::step("Parse Zig's standard library", build)?;
    for entry in fs::read_dir(&global)? {
        let entry = entry?.path();
        // `z` is the parsed files; what else there is belongs to this one compile.
        if !entry.ends_with("z") {
            fs::remove_dir_all(entry)?;
        }
    }
    Ok(())
}

/// `zig 0.17.0`, `clang 22.1.8`
fn versions(zig: &Path) -> Result<Vec<String>> {
    let program = zig.to_string_lossy();
    let zig = output_of(&program, &["version"]).context("Zig does not tell its version")?;
    let clang = output_of(&program, &["clang", "--version"]).context("clang does not tell its version")?;
    let number = clang.split_whitespace().nth(2).context("clang does not tell its version")?;
    Ok(vec![format!("zig {zig}"), format!("clang {number}")])
}
