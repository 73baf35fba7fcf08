//! What makes compilers repeatable that keep what they ran: a library that holds clock, random and files still.

use crate::command::{command, step};
use anyhow::Result;
use std::path::Path;

/// Its source, which belongs to the inputs of each toolchain that has it.
pub const SOURCE: &str = "backend/toolchains/still";

/// Builds `still.so` in a toolchain's folder, with the C compiler that Rust links with. Elsewhere than on
/// x86-64 Linux there is none: compiles work without it, and differ.
pub fn build(home: &Path) -> Result<()> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        return Ok(());
    }
    let mut cc = command("cc", &["-O2", "-shared", "-fPIC", "-Wall", "-Wextra", "-o"]);
    cc.arg(home.join("still.so")).arg(format!("{SOURCE}/still.c"));
    step("Build what holds clock and random still", cc)
}
