//! What a language has to bring: finding its toolchain on the server, compiling inside the sandbox.

use super::job::Job;
use super::languages::node::Node;
use anyhow::Context as _;
use diptych_shared::project::{Language, Profile};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use wit_component::StringEncoding;

/// A language's compiler, or one profile of it.
pub trait LanguageCompiler: Send + Sync {
    /// The language it compiles.
    fn language(&self) -> Language;

    /// The profile it is, where the language has several.
    fn profile(&self) -> Option<Profile> {
        None
    }

    /// Part of the cache's key: raised when the same source and tools would give other bytes.
    fn recipe(&self) -> u32;

    /// The command by which an operator adds it: `cargo xtask toolchains install zig`.
    fn install(&self) -> &'static str;

    /// Finds the toolchain; `None` when it is not installed. Runs on the server, once, at its start.
    fn discover(&self, places: &Places) -> anyhow::Result<Option<Toolchain>>;

    /// What of the toolchain decides the bytes beside its versions: part of the cache's key.
    fn fingerprint(&self, _toolchain: &Toolchain) -> String {
        String::new()
    }

    /// The project to a core module or a component. Runs in the sandbox, in a process of its own.
    /// What is wrong with the sources goes into [`Job::diagnostics`].
    fn compile(&self, job: &mut Job) -> Result<Artifact, Stopped>;
}

/// Where toolchains are looked for. Paths are absolute.
#[derive(Clone, Debug)]
pub struct Places {
    /// One folder a toolchain: `DIPTYCH_TOOLCHAINS`.
    pub toolchains: PathBuf,
    /// The description of the crates for Rust guests: `DIPTYCH_RUST_GUEST`.
    pub rust_guest: PathBuf,
    /// The machine's Node.js, where it has one.
    pub node: Option<Node>,
}

/// A toolchain that was found. All paths are absolute.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Toolchain {
    /// The tools and their versions, as in `CompileOutput.toolchain`: `zig 0.17.0`.
    pub versions: Vec<String>,
    /// Files and folders that the sandbox may read and execute, system libraries included (see
    /// [`find_system_libraries`]).
    pub read: Vec<PathBuf>,
    /// What the compile step needs, by name. The names stand for the paths in messages.
    pub paths: BTreeMap<String, PathBuf>,
}

/// What a language's compiler made.
#[derive(Clone, Debug)]
pub enum Artifact {
    /// A component, as it is.
    Component(Vec<u8>),
    /// A core module, which becomes a component of the job's world, with the adapter it needs.
    Module {
        /// The module.
        bytes: Vec<u8>,
        /// How its strings are encoded, where it does not say so itself.
        strings: StringEncoding,
    },
}

/// Why no artifact was made.
#[derive(Debug)]
pub enum Stopped {
    /// The sources are broken: the job's diagnostics say how.
    Broken,
    /// Our own fault, or a tool that is missing.
    Internal(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Stopped {
    fn from(error: E) -> Self {
        Stopped::Internal(error.into())
    }
}

/// What holds the clock, random and the files' times still for a tool that keeps what it ran, where the
/// toolchain in `home` has it: a library to preload. It serves tools that start no others.
pub fn find_still(home: &Path) -> Option<PathBuf> {
    Some(home.join("still.so")).filter(|library| library.is_file())
}

/// Asks the dynamic loader what `programs` load from outside of `home`: shared libraries of the
/// system, and the loader itself.
pub fn find_system_libraries<'a>(
    programs: impl IntoIterator<Item = &'a Path>,
    home: &Path,
) -> anyhow::Result<BTreeSet<PathBuf>> {
    let mut libraries = BTreeSet::new();
    for program in programs {
        libraries.extend(loaded(program, None, home)?);
    }
    Ok(libraries)
}

/// Like [`find_system_libraries`], with what `program` loads once it takes in `plugin`, a library.
pub fn find_plugin_libraries(
    program: &Path,
    plugin: &Path,
    home: &Path,
) -> anyhow::Result<BTreeSet<PathBuf>> {
    loaded(program, Some(plugin), home)
}

fn loaded(program: &Path, plugin: Option<&Path>, home: &Path) -> anyhow::Result<BTreeSet<PathBuf>> {
    let output = Command::new(program)
        .env_clear()
        .env("LD_TRACE_LOADED_OBJECTS", "1")
        .envs(plugin.map(|plugin| ("LD_PRELOAD", plugin)))
        .output()
        .with_context(|| format!("cannot start {}", program.display()))?;
    let mut libraries = BTreeSet::new();
    // `libc.so.6 => /lib/libc.so.6 (0x…)`, or `/lib64/ld-linux-x86-64.so.2 (0x…)`.
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let path = line.split("=>").last().unwrap_or_default().trim();
        let path = Path::new(path.split(" (").next().unwrap_or_default());
        if path.is_absolute() && !path.starts_with(home) && path.exists() {
            libraries.insert(path.to_owned());
        }
    }
    Ok(libraries)
}
