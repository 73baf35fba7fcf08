//! Node.js, which runs the compilers that are JavaScript: where it is, and what it reads of the system.

use crate::compilers::language::find_system_libraries;
use anyhow::Context as _;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Debian's node keeps parts of itself there; OpenSSL's settings are read at its start.
const OPTIONAL: [&str; 5] =
    ["/usr/share/nodejs", "/usr/share/node_modules", "/etc/ssl/openssl.cnf", "/dev/urandom", "/dev/null"];

/// The machine's Node.js.
#[derive(Clone, Debug)]
pub struct Node {
    /// The program that this process would start as `node`.
    pub program: PathBuf,
    /// `node 20.20.2`
    pub version: String,
    /// What the sandbox must let it read, itself included.
    pub read: BTreeSet<PathBuf>,
}

impl Node {
    /// Finds it on the `PATH`; `None` when there is none.
    pub fn find() -> anyhow::Result<Option<Node>> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let on_path =
            std::env::split_paths(&path).map(|folder| folder.join("node")).find(|node| node.is_file());
        let Some(program) = on_path else { return Ok(None) };
        let program = program.canonicalize()?;
        let output =
            Command::new(&program).arg("--version").env_clear().output().context("cannot start node")?;
        let version = String::from_utf8_lossy(&output.stdout).trim().trim_start_matches('v').to_owned();
        let mut read = find_system_libraries([program.as_path()], Path::new("/nowhere"))?;
        read.extend(OPTIONAL.iter().map(PathBuf::from).filter(|path| path.exists()));
        read.insert(program.clone());
        Ok(Some(Node { program, version: format!("node {version}"), read }))
    }
}
