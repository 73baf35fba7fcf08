//! Running a compiler on hostile input: a child process that locks itself down, then becomes the
//! compiler.
//!
//! The server starts itself as `diptych sandboxed-exec`; [`lockdown`] gives up everything the
//! [`SandboxSpec`] does not name and executes the compiler. The server keeps the clock, bounds what
//! is printed, and kills the whole process group when the time is up or nobody waits any more.

mod lockdown;

pub use lockdown::{SETUP_FAILED, sandboxed_exec_main};

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _};

/// What a sandboxed process may touch and use.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SandboxSpec {
    /// Files and folders it may read and execute.
    pub read: Vec<PathBuf>,
    /// Folders it may read and write.
    pub write: Vec<PathBuf>,
    /// Processor time in seconds, for each of its processes.
    pub cpu_seconds: u64,
    /// Address space in bytes, for each of its processes.
    pub memory_bytes: u64,
    /// The largest file it may write, in bytes.
    pub file_bytes: u64,
    /// The program to become.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// Its whole environment.
    pub environment: BTreeMap<String, String>,
    /// The folder it starts in.
    pub folder: PathBuf,
}

/// How a sandboxed process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SandboxEnd {
    /// By itself.
    Exited(i32),
    /// By a signal.
    Signalled(i32),
    /// It was killed when the time was up.
    OutOfTime,
    /// It was killed because it printed too much.
    TooMuchOutput,
}

/// What a sandboxed process left.
#[derive(Clone, Debug)]
pub struct SandboxOutput {
    /// How it ended.
    pub end: SandboxEnd,
    /// What it printed on stderr, up to the bound.
    pub stderr: Vec<u8>,
}

/// Runs `spec` for at most `time`, keeping at most `message_bytes` of what it prints.
///
/// Dropping the future kills the process and all it started. An error means that the sandbox could
/// not be set up, in which case the program did not run.
pub async fn run(
    diptych: &Path,
    spec: &SandboxSpec,
    time: Duration,
    message_bytes: usize,
) -> io::Result<SandboxOutput> {
    let mut child = tokio::process::Command::new(diptych)
        .arg("sandboxed-exec")
        .arg(serde_json::to_string(spec)?)
        .env_clear()
        .current_dir(&spec.folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true)
        .spawn()?;
    let group = ProcessGroup(child.id());
    let stderr = child.stderr.take().ok_or_else(|| io::Error::other("the child has no stderr"))?;
    let mut kept = Vec::new();
    let finished = async {
        let flooded = read_bounded(stderr, message_bytes, &mut kept).await?;
        if flooded {
            return Ok(None);
        }
        child.wait().await.map(Some)
    };
    let end = match tokio::time::timeout(time, finished).await {
        Err(_) => SandboxEnd::OutOfTime,
        Ok(Err(error)) => return Err(error),
        Ok(Ok(None)) => SandboxEnd::TooMuchOutput,
        Ok(Ok(Some(status))) => {
            // It was reaped, so its number may soon be another's: nothing is left to kill.
            std::mem::forget(group);
            match (status.code(), status.signal()) {
                (Some(SETUP_FAILED), _) => {
                    return Err(io::Error::other(String::from_utf8_lossy(&kept).into_owned()));
                }
                (Some(code), _) => SandboxEnd::Exited(code),
                (None, signal) => SandboxEnd::Signalled(signal.unwrap_or_default()),
            }
        }
    };
    Ok(SandboxOutput { end, stderr: kept })
}

/// Reads all of `from` into `kept`, or until there is more than `bound`; says whether there was.
async fn read_bounded(
    mut from: impl AsyncRead + Unpin,
    bound: usize,
    kept: &mut Vec<u8>,
) -> io::Result<bool> {
    let mut chunk = vec![0; 16 << 10];
    loop {
        let length = from.read(&mut chunk).await?;
        if length == 0 {
            return Ok(false);
        }
        let room = bound - kept.len();
        kept.extend_from_slice(&chunk[..length.min(room)]);
        if length > room {
            return Ok(true);
        }
    }
}

/// A child's process group, killed when this is dropped.
struct ProcessGroup(Option<u32>);

impl Drop for ProcessGroup {
    fn drop(&mut self) {
        let Some(id) = self.0.and_then(|id| i32::try_from(id).ok()) else { return };
        // SAFETY: kill(2) takes plain numbers. The group's leader was not reaped yet, so the
        // number is still its own.
        unsafe { libc::kill(-id, libc::SIGKILL) };
    }
}
