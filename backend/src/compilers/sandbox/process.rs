//! A process in the sandbox, as the server holds it: its pipes, and that it dies with all it started.

use super::SandboxSpec;
use std::io;
use std::path::Path;
use std::process::Stdio;
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout};

/// A sandboxed process under way.
pub struct Started {
    /// Its number, which is its group's too.
    pub id: u32,
    /// What it reads.
    pub stdin: ChildStdin,
    /// What it prints.
    pub stdout: ChildStdout,
    /// What it complains about.
    pub stderr: ChildStderr,
    /// The process; it is killed with all it started when this is dropped.
    pub process: Process,
}

/// A child and its process group.
pub struct Process {
    // Dropped first: what is left of the group is killed before its leader is reaped.
    group: ProcessGroup,
    /// The child.
    pub child: Child,
}

impl Process {
    /// Kills it and all it started.
    pub fn kill(self) {
        drop(self.group);
    }
}

/// Starts `spec`; the program `diptych` is this server's own.
pub fn start(diptych: &Path, spec: &SandboxSpec) -> io::Result<Started> {
    let mut child = tokio::process::Command::new(diptych)
        .arg("sandboxed-exec")
        .arg(serde_json::to_string(spec)?)
        .env_clear()
        .current_dir(&spec.folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true)
        .spawn()?;
    let id = child.id().ok_or_else(|| io::Error::other("the child ended before it began"))?;
    let group = ProcessGroup(id);
    let missing = || io::Error::other("the child has no pipes");
    let stdin = child.stdin.take().ok_or_else(missing)?;
    let stdout = child.stdout.take().ok_or_else(missing)?;
    let stderr = child.stderr.take().ok_or_else(missing)?;
    Ok(Started { id, stdin, stdout, stderr, process: Process { group, child } })
}

/// A child's process group, killed when this is dropped.
struct ProcessGroup(u32);

impl Drop for ProcessGroup {
    fn drop(&mut self) {
        let Ok(id) = i32::try_from(self.0) else { return };
        // SAFETY: kill(2) takes plain numbers. The leader is our child and at most just reaped: what is
        // left of its group keeps the number its own, and numbers are given out in turn.
        unsafe { libc::kill(-id, libc::SIGKILL) };
    }
}
