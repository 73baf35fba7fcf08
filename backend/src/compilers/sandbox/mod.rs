//! Running compilers on hostile input: a child process that locks itself down, then compiles.
//!
//! The server starts itself as `diptych sandboxed-exec`; [`lockdown`] gives up everything the
//! [`SandboxSpec`] does not name. The process then is a compile's, whose tools inherit what it may do,
//! or becomes another program. The server keeps the clock, bounds what is printed, watches memory,
//! processes and the folder ([`watchdog`]), and kills the whole process group when one is too much or
//! nobody waits any more.

mod lockdown;
mod process;
mod watchdog;

pub use lockdown::{SETUP_FAILED, sandboxed_exec_main};
pub use process::{Process, Started, start};
pub use watchdog::watch;

use crate::limits::Limits;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io;
use std::ops::ControlFlow;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};

/// How often the processes of a compile are looked at.
const COMPILE_INTERVAL: Duration = Duration::from_millis(25);

/// What a sandboxed process may touch and use.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SandboxSpec {
    /// Files and folders it may read and execute.
    pub read: Vec<PathBuf>,
    /// Files and folders it may read and write, but not execute.
    pub write: Vec<PathBuf>,
    /// How much it may use.
    pub bounds: Bounds,
    /// What it does before it is the program.
    pub begin: Begin,
    /// The program to become; without one it is a compile.
    pub program: Option<PathBuf>,
    /// The program's arguments.
    pub arguments: Vec<String>,
    /// The program's whole environment.
    pub environment: BTreeMap<String, String>,
    /// The folder it starts in, which the watchdog measures.
    pub folder: PathBuf,
}

/// What a sandboxed process does, locked in, before it becomes its program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Begin {
    /// Nothing.
    AtOnce,
    /// It reads a project from its stdin and writes it into its folder, see [`crate::editor::write_project`].
    WithProject,
}

/// How much a sandboxed process and all it starts may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounds {
    /// Wall time in milliseconds, and processor time of each process.
    pub time_ms: u64,
    /// Writable memory of each process, in bytes.
    pub process_memory_bytes: u64,
    /// Memory of all processes together, in bytes.
    pub memory_bytes: u64,
    /// Processes and threads at the same time.
    pub processes: u64,
    /// The largest file, in bytes.
    pub file_bytes: u64,
    /// Files that one process may have open.
    pub open_files: u64,
    /// Bytes in the folder.
    pub folder_bytes: u64,
    /// Files and folders in the folder.
    pub folder_files: u64,
    /// Bytes on stdout.
    pub stdout_bytes: u64,
    /// Bytes on stderr.
    pub stderr_bytes: u64,
}

impl Bounds {
    /// Those of a compile.
    pub fn of_compile(limits: &Limits) -> Bounds {
        Bounds {
            time_ms: limits.compile_time_ms.value,
            process_memory_bytes: limits.compile_memory_bytes.value,
            memory_bytes: limits.compile_total_memory_bytes.value,
            processes: limits.compile_processes.value,
            file_bytes: limits.compile_output_bytes.value,
            open_files: limits.compile_open_files.value,
            folder_bytes: limits.compile_folder_bytes.value,
            folder_files: limits.compile_folder_files.value,
            // A component as base64, diagnostics and text, which are bounded by far less.
            stdout_bytes: limits.component_bytes.value.saturating_mul(3) / 2 + (8 << 20),
            stderr_bytes: limits.compile_message_bytes.value,
        }
    }
}

/// How a sandboxed process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SandboxEnd {
    /// By itself, or because what it had to say was said.
    Exited(i32),
    /// By a signal.
    Signalled(i32),
    /// It was killed when the time was up.
    OutOfTime,
    /// It was killed because it printed too much.
    TooMuchOutput,
    /// It was killed because its processes took too much memory together.
    TooMuchMemory,
    /// It was killed because it had too many processes.
    TooManyProcesses,
    /// It was killed because it wrote too much into its folder.
    FolderTooLarge,
    /// It was killed because it wrote too many files.
    TooManyFiles,
}

/// What a sandboxed process left.
#[derive(Clone, Debug)]
pub struct SandboxOutput {
    /// How it ended.
    pub end: SandboxEnd,
    /// What it printed on stderr, up to the bound.
    pub stderr: Vec<u8>,
}

/// Runs `spec` with `input` as its stdin, and gives each line of its stdout to `on_line` until that
/// says that it has heard enough, which ends the process.
///
/// Dropping the future kills the process and all it started. An error means that the sandbox could
/// not be set up, in which case the program did not run.
pub async fn run(
    diptych: &Path,
    spec: &SandboxSpec,
    input: &[u8],
    mut on_line: impl FnMut(&[u8]) -> ControlFlow<()>,
) -> io::Result<SandboxOutput> {
    let Started { id, mut stdin, stdout, stderr, mut process } = process::start(diptych, spec)?;
    let mut kept = Vec::new();
    let feed = async {
        // A program that does not read its input may end before all is written.
        stdin.write_all(input).await.ok();
        drop(stdin);
    };
    let finished = async {
        let lines = read_lines(stdout, spec.bounds.stdout_bytes, &mut on_line);
        let words = read_bounded(stderr, spec.bounds.stderr_bytes, &mut kept);
        // Enough was heard: neither stderr nor the end is waited for.
        let told = async {
            let (told, ()) = tokio::join!(lines, feed);
            match told? {
                Told::All => Ok(()),
                Told::Enough => Err(Early::Enough),
                Told::TooMuch => Err(Early::TooMuch),
            }
        };
        let complained = async {
            match words.await? {
                true => Err(Early::TooMuch),
                false => Ok(()),
            }
        };
        match tokio::try_join!(told, complained) {
            Ok(_) => {}
            Err(Early::Enough) => return Ok(SandboxEnd::Exited(0)),
            Err(Early::TooMuch) => return Ok(SandboxEnd::TooMuchOutput),
            Err(Early::Io(error)) => return Err(error),
        }
        let status = process.child.wait().await?;
        Ok(match (status.code(), status.signal()) {
            (Some(code), _) => SandboxEnd::Exited(code),
            (None, signal) => SandboxEnd::Signalled(signal.unwrap_or_default()),
        })
    };
    let end = tokio::select! {
        end = finished => end?,
        end = watchdog::watch(id, spec.folder.clone(), spec.bounds, COMPILE_INTERVAL) => end,
        () = tokio::time::sleep(Duration::from_millis(spec.bounds.time_ms)) => SandboxEnd::OutOfTime,
    };
    process.kill();
    if end == SandboxEnd::Exited(SETUP_FAILED) {
        return Err(io::Error::other(String::from_utf8_lossy(&kept).into_owned()));
    }
    Ok(SandboxOutput { end, stderr: kept })
}

/// Why reading ends before the process does.
enum Early {
    Enough,
    TooMuch,
    Io(io::Error),
}

impl From<io::Error> for Early {
    fn from(error: io::Error) -> Early {
        Early::Io(error)
    }
}

/// How far stdout was read.
enum Told {
    All,
    Enough,
    TooMuch,
}

/// Gives each line of `from` to `on_line`.
async fn read_lines(
    mut from: impl AsyncRead + Unpin,
    bound: u64,
    on_line: &mut impl FnMut(&[u8]) -> ControlFlow<()>,
) -> io::Result<Told> {
    let mut total: u64 = 0;
    let mut pending = Vec::new();
    let mut chunk = vec![0; 64 << 10];
    loop {
        let length = from.read(&mut chunk).await?;
        if length == 0 {
            return Ok(Told::All);
        }
        total += length as u64;
        if total > bound {
            return Ok(Told::TooMuch);
        }
        let mut rest = &chunk[..length];
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            pending.extend_from_slice(&rest[..end]);
            rest = &rest[end + 1..];
            if on_line(&pending).is_break() {
                return Ok(Told::Enough);
            }
            pending.clear();
        }
        pending.extend_from_slice(rest);
    }
}

/// Reads all of `from` into `kept`, or until there is more than `bound`; says whether there was.
async fn read_bounded(mut from: impl AsyncRead + Unpin, bound: u64, kept: &mut Vec<u8>) -> io::Result<bool> {
    let bound = usize::try_from(bound).unwrap_or(usize::MAX);
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
