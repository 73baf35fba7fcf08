//! The fork server: one process made ready once, which forks a runner for each run.
//!
//! Starting a runner from nothing costs several milliseconds of processor time (the program's
//! relocations, the engine, two linkers, the tracer's provider); a fork of one that has all of it
//! costs a fraction of one. The fork server has one thread and never sees a visitor's bytes; its
//! forks lock themselves down before they do.

use super::pool::{Process, Worker};
use super::process::Forked;
use rustix::io::retry_on_intr;
use rustix::net::{
    AddressFamily, RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, SocketFlags, SocketType, recv, recvmsg, send, sendmsg, socketpair,
    sockopt,
};
use std::ffi::OsString;
use std::io::{self, IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd as _, AsRawFd as _, OwnedFd};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::net::unix::pipe;

/// How long the fork server may take to be ready, or to answer.
const ANSWER_TIME: Duration = Duration::from_secs(10);

/// What the fork server says when it is ready.
const READY: &[u8] = b"ready";

/// The server's side. The process behind it is started when it is first needed, and again if it is
/// lost.
#[derive(Debug)]
pub struct ForkServer {
    program: PathBuf,
    arguments: Vec<OsString>,
    running: Mutex<Option<Running>>,
}

#[derive(Debug)]
struct Running {
    socket: OwnedFd,
    process: Child,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl ForkServer {
    /// A fork server that runs as `program arguments…`.
    pub fn new(program: PathBuf, arguments: Vec<OsString>) -> ForkServer {
        ForkServer { program, arguments, running: Mutex::default() }
    }

    /// A new runner, a child of this process. Blocks for less than a millisecond, longer the first time.
    pub fn fork(&self) -> io::Result<Worker> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Ok(worker)) = running.as_ref().map(Running::fork) {
            return Ok(worker);
        }
        let fresh = Running::start(&self.program, &self.arguments)?;
        let worker = fresh.fork();
        *running = Some(fresh);
        worker
    }
}

impl Running {
    fn start(program: &PathBuf, arguments: &[OsString]) -> io::Result<Running> {
        let (socket, theirs) =
            socketpair(AddressFamily::UNIX, SocketType::SEQPACKET, SocketFlags::CLOEXEC, None)?;
        sockopt::set_socket_timeout(&socket, sockopt::Timeout::Recv, Some(ANSWER_TIME))?;
        let process = Command::new(program)
            .args(arguments)
            .env_clear()
            .env("RUST_BACKTRACE", "0")
            .current_dir("/")
            .stdin(Stdio::from(theirs))
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()?;
        let running = Running { socket, process };
        let mut answer = [0; READY.len()];
        // A socket with a time limit is interrupted by signals, such as that another child ended.
        let (_, received) = retry_on_intr(|| recv(&running.socket, &mut answer, RecvFlags::empty()))?;
        if answer.get(..received) != Some(READY) {
            return Err(io::Error::other("the runners' fork server did not get ready; its log says why"));
        }
        Ok(running)
    }

    /// Asks for a fork that has three new pipes as its stdin, stdout and stderr.
    fn fork(&self) -> io::Result<Worker> {
        let (stdin_theirs, stdin) = io::pipe()?;
        let (stdout, stdout_theirs) = io::pipe()?;
        let (stderr, stderr_theirs) = io::pipe()?;
        let theirs = [stdin_theirs.as_fd(), stdout_theirs.as_fd(), stderr_theirs.as_fd()];
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(3))];
        let mut control = SendAncillaryBuffer::new(&mut space);
        control.push(SendAncillaryMessage::ScmRights(&theirs));
        retry_on_intr(|| sendmsg(&self.socket, &[IoSlice::new(b"f")], &mut control, SendFlags::NOSIGNAL))?;
        let mut pid = [0; 4];
        let (_, received) = retry_on_intr(|| recv(&self.socket, &mut pid, RecvFlags::empty()))?;
        if received != pid.len() {
            return Err(io::Error::other("the runners' fork server has ended"));
        }
        let process = Forked::open(i32::from_le_bytes(pid))?;
        Ok(Worker::new(
            Process::Forked(process),
            pipe::Sender::from_owned_fd(stdin.into())?,
            pipe::Receiver::from_owned_fd(stdout.into())?,
            pipe::Receiver::from_owned_fd(stderr.into())?,
        ))
    }
}

/// The child's side: says that it is ready, then forks on request. Returns `true` in each fork, whose
/// stdin, stdout and stderr are its own pipes, and `false` in the fork server itself when the server
/// is gone.
///
/// The caller must have a single thread: a fork has only the thread that forked.
pub fn next_fork() -> io::Result<bool> {
    let socket = io::stdin();
    send(&socket, READY, SendFlags::NOSIGNAL)?;
    loop {
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(3))];
        let mut control = RecvAncillaryBuffer::new(&mut space);
        let mut request = [0; 1];
        let message =
            recvmsg(&socket, &mut [IoSliceMut::new(&mut request)], &mut control, RecvFlags::CMSG_CLOEXEC)?;
        if message.bytes == 0 {
            return Ok(false);
        }
        let pipes: Vec<OwnedFd> = control
            .drain()
            .filter_map(|message| match message {
                RecvAncillaryMessage::ScmRights(descriptors) => Some(descriptors),
                _ => None,
            })
            .flatten()
            .collect();
        let pid = fork_sibling()?;
        if pid == 0 {
            for (number, pipe) in pipes.iter().enumerate().take(3) {
                // SAFETY: both are open descriptors; what 0 to 2 were before is meant to close.
                if unsafe { libc::dup2(pipe.as_raw_fd(), number as i32) } < 0 {
                    return Err(io::Error::last_os_error());
                }
            }
            return Ok(true);
        }
        send(&socket, &pid.to_le_bytes(), SendFlags::NOSIGNAL)?;
    }
}

/// Forks; the new process's parent is this one's parent, which can wait for it as for its own.
fn fork_sibling() -> io::Result<i32> {
    let flags = libc::c_long::from(libc::CLONE_PARENT | libc::SIGCHLD);
    let none: libc::c_long = 0;
    // SAFETY: without a stack and without CLONE_VM this is fork(2) but for the parent. There is one
    // thread, so no lock is held by a thread that the new process would lack.
    let pid = unsafe { libc::syscall(libc::SYS_clone, flags, none, none, none, none) };
    if pid < 0 { Err(io::Error::last_os_error()) } else { Ok(pid as i32) }
}
