//! Rust for guests: rustc is there, or nothing of this would run; its crates are built once.

use super::{Toolchain, Wanted};
use crate::{command, guest};

/// The crates that Rust guests link against, built for both wasm targets.
pub const RUST: Toolchain = Toolchain {
    name: "rust",
    brings: "Rust: the crates that guests may use, 110 MB, about 2 minutes",
    wanted: Wanted::Unasked,
    inputs: &["backend/guest", "xtask/src/guest.rs"],
    // Another compiler cannot read the libraries.
    key: || command::output_of("rustc", &["--version"]).unwrap_or_default(),
    outputs: &[guest::OUTPUT],
    install: || guest::prepare(&crate::root()),
    warm: None,
};
