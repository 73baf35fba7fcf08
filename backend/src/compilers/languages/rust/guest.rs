//! Where the Rust compiler and the crates for guests are: `rust.json`.

use anyhow::{Context as _, bail};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The form of `rust.json` that this code reads.
const FORMAT: u32 = 1;

/// A Rust toolchain with libraries for guests. All paths are absolute.
#[derive(Clone, Debug, Deserialize)]
pub struct RustGuest {
    format: u32,
    /// The compiler.
    pub rustc: PathBuf,
    /// Its installation.
    pub sysroot: PathBuf,
    /// What it calls itself: `rustc 1.95.0 (…)`.
    pub version: String,
    /// The libraries of macros, by crate name.
    #[serde(default)]
    pub macros: BTreeMap<String, PathBuf>,
    /// What rustc needs to be told, by target.
    pub targets: BTreeMap<String, GuestTarget>,
    /// The folder that `rust.json` lies in.
    #[serde(skip)]
    pub home: PathBuf,
}

/// The libraries for one target.
#[derive(Clone, Debug, Deserialize)]
pub struct GuestTarget {
    /// Crate name to rlib.
    pub externs: BTreeMap<String, PathBuf>,
    /// Folders of libraries the externs depend on, macros included.
    pub dependencies: Vec<PathBuf>,
    /// Folders of native libraries.
    pub native: Vec<PathBuf>,
}

impl RustGuest {
    /// Reads `rust.json`. `Ok(None)` when there is none.
    pub fn load(file: &Path) -> anyhow::Result<Option<RustGuest>> {
        let text = match std::fs::read(file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", file.display())),
        };
        let mut guest: RustGuest =
            serde_json::from_slice(&text).with_context(|| format!("{} does not fit", file.display()))?;
        if guest.format != FORMAT {
            bail!("{} has format {}, not {FORMAT}: run `cargo xtask build`", file.display(), guest.format);
        }
        guest.home = std::fs::canonicalize(file)?.parent().map(Path::to_owned).unwrap_or_default();
        for path in guest.macros.values_mut() {
            *path = guest.home.join(&*path);
        }
        for target in guest.targets.values_mut() {
            let paths = target.externs.values_mut().chain(&mut target.dependencies).chain(&mut target.native);
            for path in paths {
                // An absolute path stays as it is.
                *path = guest.home.join(&*path);
            }
        }
        Ok(Some(guest))
    }

    /// rustc and the linkers that ship with it.
    pub fn programs(&self) -> Vec<PathBuf> {
        let mut programs = vec![self.rustc.clone()];
        let hosts = std::fs::read_dir(self.sysroot.join("lib/rustlib")).into_iter().flatten().flatten();
        for host in hosts {
            for name in ["rust-lld", "wasm-component-ld"] {
                let program = host.path().join("bin").join(name);
                if program.exists() {
                    programs.push(program);
                }
            }
        }
        programs
    }
}
