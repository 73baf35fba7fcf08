//! Warm child processes: started ahead of need, used once, never given back.

use super::protocol::{self, FrameKind};
use std::collections::VecDeque;
use std::ffi::OsString;
use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// Starts processes of one kind and keeps some ready.
#[derive(Clone, Debug)]
pub struct Pool(Arc<PoolState>);

#[derive(Debug)]
struct PoolState {
    program: PathBuf,
    arguments: Vec<OsString>,
    ready_processes: usize,
    idle: Mutex<VecDeque<Worker>>,
}

/// One child process. Dropping it kills it.
#[derive(Debug)]
pub struct Worker {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
}

/// How a child ended.
#[derive(Debug)]
pub struct Death {
    /// The signal that killed it.
    pub signal: Option<i32>,
    /// Its exit code, when it exited.
    pub code: Option<i32>,
    /// The start of what it wrote to stderr.
    pub stderr: String,
}

impl std::fmt::Display for Death {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.signal, self.code) {
            (Some(signal), _) => write!(f, "the process was killed by signal {signal}")?,
            (None, Some(code)) => write!(f, "the process ended with code {code}")?,
            (None, None) => write!(f, "the process did not end")?,
        }
        if !self.stderr.is_empty() {
            write!(f, ": {}", self.stderr)?;
        }
        Ok(())
    }
}

impl Pool {
    /// A pool of `program arguments…` that keeps `ready_processes` waiting.
    pub fn new(program: PathBuf, arguments: Vec<OsString>, ready_processes: usize) -> Pool {
        let idle = Mutex::default();
        Pool(Arc::new(PoolState { program, arguments, ready_processes, idle }))
    }

    /// Starts processes until enough are ready.
    pub fn fill(&self) -> std::io::Result<()> {
        while self.idle().len() < self.0.ready_processes {
            let worker = self.start()?;
            self.idle().push_back(worker);
        }
        Ok(())
    }

    /// A process for one job: a waiting one, or a new one. A replacement is started behind it.
    pub fn take(&self) -> std::io::Result<Worker> {
        let waiting = loop {
            let next = self.idle().pop_front();
            match next {
                None => break None,
                Some(mut worker) => {
                    // One that died while it waited is of no use.
                    if let Ok(None) = worker.child.try_wait() {
                        break Some(worker);
                    }
                }
            }
        };
        let pool = self.clone();
        tokio::spawn(async move {
            if let Err(error) = pool.fill() {
                tracing::warn!(%error, "no engine process could be started ahead");
            }
        });
        match waiting {
            Some(worker) => Ok(worker),
            None => self.start(),
        }
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, VecDeque<Worker>> {
        self.0.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn start(&self) -> std::io::Result<Worker> {
        let mut child = Command::new(&self.0.program)
            .args(&self.0.arguments)
            .env_clear()
            .env("RUST_BACKTRACE", "0")
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(std::io::Error::other("the child has no pipes"));
        };
        Ok(Worker { child, stdin, stdout: BufReader::new(stdout) })
    }
}

impl Worker {
    /// Sends bytes.
    pub async fn send(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.stdin.write_all(bytes).await?;
        self.stdin.flush().await
    }

    /// The next frame; `None` when the child closed its output. Not cancel safe.
    pub async fn receive(&mut self) -> std::io::Result<Option<(FrameKind, Vec<u8>)>> {
        protocol::read_frame_async(&mut self.stdout).await
    }

    /// Waits for the end (killing it after two seconds) and says what is known about it.
    pub async fn death(mut self) -> Death {
        let grace = Duration::from_secs(2);
        let mut stderr = Vec::new();
        if let Some(pipe) = self.child.stderr.take() {
            let _ = tokio::time::timeout(grace, pipe.take(4_096).read_to_end(&mut stderr)).await;
        }
        let stderr = String::from_utf8_lossy(&stderr).trim().to_owned();
        let status = match tokio::time::timeout(grace, self.child.wait()).await {
            Ok(Ok(status)) => status,
            _ => return Death { signal: None, code: None, stderr },
        };
        Death { signal: status.signal(), code: status.code(), stderr }
    }
}
