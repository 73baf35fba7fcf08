//! Warm child processes: made ahead of need, used once, never given back.

use super::fork_server::ForkServer;
use super::process::Forked;
use super::protocol::{self, FrameKind};
use std::collections::VecDeque;
use std::ffi::OsString;
use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, Command};

/// Makes processes of one kind and keeps some ready.
#[derive(Clone)]
pub struct Pool(Arc<PoolState>);

struct PoolState {
    source: Source,
    ready_processes: usize,
    idle: Mutex<VecDeque<Worker>>,
}

/// Where processes come from.
enum Source {
    /// Each is started from nothing.
    Start {
        /// The program.
        program: PathBuf,
        /// Its arguments.
        arguments: Vec<OsString>,
    },
    /// Each is a fork of one that is ready.
    Fork(ForkServer),
}

/// One child process with its pipes. Dropping it kills it.
pub struct Worker {
    process: Process,
    stdin: Option<Box<dyn AsyncWrite + Send + Unpin>>,
    stdout: BufReader<Box<dyn AsyncRead + Send + Unpin>>,
    stderr: Box<dyn AsyncRead + Send + Unpin>,
}

/// The process of a [`Worker`].
#[derive(Debug)]
pub enum Process {
    /// Started by this process.
    Started(Child),
    /// Forked by a [`ForkServer`].
    Forked(Forked),
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
    /// A pool of `program arguments…`, each started anew, that keeps `ready_processes` waiting.
    pub fn starting(program: PathBuf, arguments: Vec<OsString>, ready_processes: usize) -> Pool {
        Pool::new(Source::Start { program, arguments }, ready_processes)
    }

    /// A pool of forks of one `program arguments…`, which calls
    /// [`next_fork`](super::fork_server::next_fork).
    pub fn forking(program: PathBuf, arguments: Vec<OsString>, ready_processes: usize) -> Pool {
        Pool::new(Source::Fork(ForkServer::new(program, arguments)), ready_processes)
    }

    fn new(source: Source, ready_processes: usize) -> Pool {
        let idle = Mutex::default();
        Pool(Arc::new(PoolState { source, ready_processes, idle }))
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
                    if !worker.has_ended() {
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
        let (program, arguments) = match &self.0.source {
            Source::Fork(server) => return server.fork(),
            Source::Start { program, arguments } => (program, arguments),
        };
        let mut child = Command::new(program)
            .args(arguments)
            .env_clear()
            .env("RUST_BACKTRACE", "0")
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        match (child.stdin.take(), child.stdout.take(), child.stderr.take()) {
            (Some(stdin), Some(stdout), Some(stderr)) => {
                Ok(Worker::new(Process::Started(child), stdin, stdout, stderr))
            }
            _ => Err(std::io::Error::other("the child has no pipes")),
        }
    }
}

impl Worker {
    /// A process and this side of its pipes.
    pub fn new(
        process: Process,
        stdin: impl AsyncWrite + Send + Unpin + 'static,
        stdout: impl AsyncRead + Send + Unpin + 'static,
        stderr: impl AsyncRead + Send + Unpin + 'static,
    ) -> Worker {
        let stdout = BufReader::new(Box::new(stdout) as Box<dyn AsyncRead + Send + Unpin>);
        Worker { process, stdin: Some(Box::new(stdin)), stdout, stderr: Box::new(stderr) }
    }

    fn has_ended(&mut self) -> bool {
        match &mut self.process {
            Process::Started(child) => !matches!(child.try_wait(), Ok(None)),
            Process::Forked(forked) => forked.has_ended(),
        }
    }

    /// Sends bytes.
    pub async fn send(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        let stdin = self.stdin.as_mut().ok_or(std::io::ErrorKind::BrokenPipe)?;
        stdin.write_all(bytes).await?;
        stdin.flush().await
    }

    /// The child's input, for somebody else to write to; [`send`](Worker::send) fails from now on.
    pub fn take_stdin(&mut self) -> Option<Box<dyn AsyncWrite + Send + Unpin>> {
        self.stdin.take()
    }

    /// The next frame; `None` when the child closed its output. Not cancel safe.
    pub async fn receive(&mut self) -> std::io::Result<Option<(FrameKind, Vec<u8>)>> {
        protocol::read_frame_async(&mut self.stdout).await
    }

    /// Waits for the end (killing it after two seconds) and says what is known about it.
    pub async fn death(mut self) -> Death {
        let grace = Duration::from_secs(2);
        let mut stderr = Vec::new();
        let _ = tokio::time::timeout(grace, self.stderr.take(4_096).read_to_end(&mut stderr)).await;
        let stderr = String::from_utf8_lossy(&stderr).trim().to_owned();
        let (signal, code) = match &mut self.process {
            Process::Started(child) => match tokio::time::timeout(grace, child.wait()).await {
                Ok(Ok(status)) => (status.signal(), status.code()),
                _ => (None, None),
            },
            Process::Forked(forked) => match tokio::time::timeout(grace, forked.wait()).await {
                Ok(Ok(Some(status))) => (status.terminating_signal(), status.exit_status()),
                _ => (None, None),
            },
        };
        Death { signal, code, stderr }
    }
}
