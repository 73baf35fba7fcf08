//! AssemblyScript's compiler for the server; the page has its own copy.

use super::{Toolchain, Wanted, no_key, npm};

/// npm's `assemblyscript`.
pub const ASSEMBLYSCRIPT: Toolchain = Toolchain {
    name: "assemblyscript",
    brings: "AssemblyScript 0.28.20, 22 MB, seconds",
    wanted: Wanted::Unasked,
    inputs: &["backend/toolchains/assemblyscript"],
    key: no_key,
    outputs: &["target/toolchains/assemblyscript/node_modules/assemblyscript/bin/asc.js"],
    install: || npm::install("assemblyscript", "Install AssemblyScript 0.28.20 from npm (4 MB)").map(drop),
    warm: None,
};
