//! rust-analyzer on this machine: whether it is there, how it is confined, and what it is told to do.

use super::graph::{GuestCrates, Places};
use crate::compilers::language::find_system_libraries;
use crate::compilers::languages::rust::{Kind, RustGuest};
use crate::compilers::messages::Scrubber;
use crate::compilers::sandbox::{Begin, Bounds, SandboxSpec};
use crate::config::Config;
use crate::limits::Limits;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How many completions are answered; more come when more is written.
pub const COMPLETIONS: usize = 200;

/// rust-analyzer with what it reads.
#[derive(Clone, Debug)]
pub struct Analyzer {
    /// What it calls itself: `rust-analyzer 1.95.0 (…)`.
    pub version: String,
    program: PathBuf,
    macro_server: PathBuf,
    guest: RustGuest,
    crates: GuestCrates,
    /// The folder of its description.
    home: PathBuf,
    read: Vec<PathBuf>,
}

impl Analyzer {
    /// Finds it. `Ok(None)` when it is not installed.
    pub fn discover(config: &Config) -> anyhow::Result<Option<Analyzer>> {
        let home = std::path::absolute(&config.toolchains)?.join("rust-analyzer");
        let Some(crates) = GuestCrates::load(&home.join("crates.json"))? else { return Ok(None) };
        let Some(guest) = RustGuest::load(&std::path::absolute(&config.rust_guest)?)? else {
            return Ok(None);
        };
        let home = std::fs::canonicalize(home)?;
        let program = guest.sysroot.join("bin/rust-analyzer");
        let macro_server = guest.sysroot.join("libexec/rust-analyzer-proc-macro-srv");
        if !program.exists() || !macro_server.exists() {
            return Ok(None);
        }
        anyhow::ensure!(!guest.macros.is_empty(), "rust.json names no macros: run `cargo xtask build`");
        let version = Command::new(&program).arg("--version").env_clear().output()?;
        let programs = [&program, &macro_server, &guest.rustc];
        let mut read = vec![home.clone(), guest.sysroot.clone()];
        // Not their folders, where libraries for guests are.
        read.extend(guest.macros.values().cloned());
        read.extend(find_system_libraries(programs.map(PathBuf::as_path), &guest.sysroot)?);
        Ok(Some(Analyzer {
            version: String::from_utf8_lossy(&version.stdout).trim().to_owned(),
            program,
            macro_server,
            guest,
            crates,
            home,
            read,
        }))
    }

    /// The sandbox of a session in `folder`.
    pub fn sandbox(&self, folder: &Path, limits: &Limits) -> SandboxSpec {
        SandboxSpec {
            read: self.read.clone(),
            write: vec![folder.to_owned(), PathBuf::from("/dev/null")],
            bounds: Bounds {
                time_ms: limits.editor_session_cpu_ms.value,
                process_memory_bytes: limits.editor_session_memory_bytes.value,
                memory_bytes: limits.editor_session_memory_bytes.value,
                ..Bounds::of_compile(limits)
            },
            begin: Begin::WithProject,
            program: Some(self.program.clone()),
            arguments: Vec::new(),
            environment: BTreeMap::from([
                ("RA_LOG".to_owned(), "error".to_owned()),
                // The server of macros wants a folder of its own.
                ("TMPDIR".to_owned(), folder.to_string_lossy().into_owned()),
            ]),
            folder: folder.to_owned(),
        }
    }

    /// What rust-analyzer is told at its start: the project in `input`, and to do nothing but answer.
    pub fn options(&self, input: &Path, entry: &str, kind: Kind) -> Value {
        let places =
            Places { home: &self.home, sysroot: &self.guest.sysroot, macros: &self.guest.macros, input };
        json!({
            "linkedProjects": [self.crates.project(&places, entry, kind.target())],
            "cachePriming": {"enable": false},
            "checkOnSave": false,
            "diagnostics": {"enable": false},
            "cargo": {"buildScripts": {"enable": false}, "target": kind.target(), "sysroot": null, "noDeps": true},
            "procMacro": {"enable": true, "server": self.macro_server, "processes": 1},
            "files": {"watcher": "client"},
            "numThreads": 2,
            "lens": {"enable": false},
            "completion": {"limit": COMPLETIONS, "postfix": {"enable": false}},
            "hover": {"actions": {"enable": false}, "links": {"enable": false}, "memoryLayout": {"enable": false}},
            "notifications": {"cargoTomlNotFound": false},
            "cfg": {"setTest": false},
        })
    }

    /// Takes this machine out of answers about the project in `input`.
    pub fn scrubber(&self, folder: &Path, input: &Path) -> Scrubber {
        let text = |path: &Path| path.to_string_lossy().into_owned();
        Scrubber::new(vec![
            (text(input) + "/", String::new()),
            (text(input), ".".to_owned()),
            (text(folder), "session".to_owned()),
            (text(&self.home), "crates".to_owned()),
            (text(&self.guest.home), "crates".to_owned()),
            (text(&self.guest.sysroot), "toolchain".to_owned()),
            (std::env::var("HOME").unwrap_or_default(), "~".to_owned()),
        ])
    }
}
