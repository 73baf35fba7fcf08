//! Where the Rust compiler and the crates for guests are: `rust.json`, and the system libraries
//! rustc itself needs.

use anyhow::{Context as _, bail};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

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
    /// The crates a guest may name, with their versions.
    pub crates: BTreeMap<String, String>,
    /// What rustc needs to be told, by target.
    pub targets: BTreeMap<String, GuestTarget>,
    /// The folder that `rust.json` lies in.
    #[serde(skip)]
    pub home: PathBuf,
    /// The shared libraries of the system that the toolchain loads.
    #[serde(skip)]
    pub system_libraries: BTreeSet<PathBuf>,
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
        for target in guest.targets.values_mut() {
            let paths = target.externs.values_mut().chain(&mut target.dependencies).chain(&mut target.native);
            for path in paths {
                // An absolute path stays as it is.
                *path = guest.home.join(&*path);
            }
        }
        guest.system_libraries = guest.find_system_libraries()?;
        Ok(Some(guest))
    }

    /// Asks the dynamic loader what the toolchain's programs load from outside of it.
    fn find_system_libraries(&self) -> anyhow::Result<BTreeSet<PathBuf>> {
        let mut libraries = BTreeSet::new();
        for program in self.programs() {
            let output = Command::new(&program)
                .env_clear()
                .env("LD_TRACE_LOADED_OBJECTS", "1")
                .output()
                .with_context(|| format!("cannot start {}: run `cargo xtask build`", program.display()))?;
            // `libc.so.6 => /lib/libc.so.6 (0x…)`, or `/lib64/ld-linux-x86-64.so.2 (0x…)`.
            for line in String::from_utf8_lossy(&output.stdout).lines() {
                let path = line.split("=>").last().unwrap_or_default().trim();
                let path = Path::new(path.split(" (").next().unwrap_or_default());
                if path.is_absolute() && !path.starts_with(&self.sysroot) && path.exists() {
                    libraries.insert(path.to_owned());
                }
            }
        }
        Ok(libraries)
    }

    /// rustc and the linkers that ship with it.
    fn programs(&self) -> Vec<PathBuf> {
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
