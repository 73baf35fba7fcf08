//! Clang for the page, which the next build of the site takes up.

use super::{Toolchain, Wanted, no_key, npm};

/// npm's `@yowasp/clang`.
pub const CLANG_PAGE: Toolchain = Toolchain {
    name: "clang-page",
    brings: "C and C++ in the browser, clang 22, 105 MB, seconds; then `cargo xtask build`",
    wanted: Wanted::Asked,
    inputs: &["backend/toolchains/clang-page"],
    key: no_key,
    outputs: &["target/toolchains/clang-page/node_modules/@yowasp/clang/package.json"],
    install: || npm::install("clang-page", "Install clang for the page from npm (28 MB)").map(drop),
    warm: None,
};
