//! What C, C++ and Zig share: Zig's own clang and lld, and the libraries that were built for them once.

mod clang;
mod diagnostics;
mod link;

pub use clang::{Dialect, compile_sources, write_bindings};
pub use diagnostics::note_messages;
pub use diptych_shared::toolchain::c_family::{defines_main, sources};
pub use link::{Exports, link};

use crate::compilers::job::Job;
use crate::compilers::language::{Artifact, LanguageCompiler, Places, Stopped, Toolchain};
use anyhow::Context as _;
use diptych_shared::project::Language;
use std::collections::BTreeMap;

/// The processor that `libc.a` and the others are built for: what Zig takes for wasm32.
pub const CPU: &str = "lime1";

/// One of the languages that Zig compiles.
pub struct Ziglang {
    /// Which.
    pub language: Language,
    /// The project to a module.
    pub compile: fn(&mut Job) -> Result<Artifact, Stopped>,
}

impl LanguageCompiler for Ziglang {
    fn language(&self) -> Language {
        self.language
    }

    fn recipe(&self) -> u32 {
        1
    }

    fn install(&self) -> &'static str {
        "cargo xtask toolchains install zig"
    }

    fn discover(&self, places: &Places) -> anyhow::Result<Option<Toolchain>> {
        discover(places)
    }

    fn compile(&self, job: &mut Job) -> Result<Artifact, Stopped> {
        (self.compile)(job)
    }
}

/// Finds what `cargo xtask toolchains install zig` made; `None` when it is not there.
fn discover(places: &Places) -> anyhow::Result<Option<Toolchain>> {
    let home = places.toolchains.join("zig");
    let description = home.join("sysroot/versions.json");
    let text = match std::fs::read(&description) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", description.display())),
    };
    let versions: Vec<String> =
        serde_json::from_slice(&text).with_context(|| format!("{} does not fit", description.display()))?;
    let ziglang = home.join("packages/ziglang");
    let paths = BTreeMap::from([
        ("zig".to_owned(), ziglang.join("zig")),
        ("zig-lib".to_owned(), ziglang.join("lib")),
        ("sysroot".to_owned(), home.join("sysroot")),
    ]);
    // Zig is linked statically: it needs nothing of the system.
    Ok(Some(Toolchain { versions, read: vec![ziglang, home.join("sysroot")], paths }))
}
