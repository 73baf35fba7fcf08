//! Zig, and with it clang and lld: C, C++ and Zig for the server.

use super::{Toolchain, no_key, pip};

/// PyPI's `ziglang`.
pub const ZIG: Toolchain = Toolchain {
    name: "zig",
    brings: "C, C++ and Zig: Zig 0.17.0 with its clang, 420 MB, about 2 minutes",
    unasked: false,
    inputs: &["backend/toolchains/zig/requirements.txt"],
    key: no_key,
    outputs: &["target/toolchains/zig/packages/ziglang/zig"],
    install: || pip::install("zig", "Install Zig 0.17.0 from PyPI (100 MB)").map(drop),
    warm: None,
};
