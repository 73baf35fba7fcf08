//! A child process that this process did not start itself but may wait for: a runner that the fork server made.

use rustix::process::{
    Pid, PidfdFlags, Signal, WaitId, WaitIdOptions, WaitIdStatus, pidfd_open, pidfd_send_signal, waitid,
};
use std::io;
use std::os::fd::{AsFd as _, OwnedFd};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

/// A forked child. Dropping it kills it.
#[derive(Debug)]
pub struct Forked {
    /// `None` once it was waited for.
    pidfd: Option<OwnedFd>,
}

impl Forked {
    /// The child with this process id, which has not been waited for, so that its id is still its own.
    pub fn open(pid: i32) -> io::Result<Forked> {
        let pid = Pid::from_raw(pid).ok_or_else(|| io::Error::other("the fork server sent no process id"))?;
        Ok(Forked { pidfd: Some(pidfd_open(pid, PidfdFlags::empty())?) })
    }

    /// Whether it has ended.
    pub fn has_ended(&self) -> bool {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        match &self.pidfd {
            None => true,
            Some(pidfd) => !matches!(waitid(WaitId::PidFd(pidfd.as_fd()), options), Ok(None)),
        }
    }

    /// Waits for its end.
    pub async fn wait(&mut self) -> io::Result<Option<WaitIdStatus>> {
        match self.pidfd.take() {
            None => Ok(None),
            Some(pidfd) => reap(pidfd).await,
        }
    }
}

/// A process's descriptor is readable when the process has ended.
async fn reap(pidfd: OwnedFd) -> io::Result<Option<WaitIdStatus>> {
    // SAFETY: an `OwnedFd` is one open descriptor for as long as it lives.
    let pidfd = unsafe { AsyncFd::register_with_interest(pidfd, Interest::READABLE) }
        .map_err(|error| io::Error::other(error.to_string()))?;
    let _ = pidfd.readable().await?;
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG;
    Ok(waitid(WaitId::PidFd(pidfd.get_ref().as_fd()), options)?)
}

impl Drop for Forked {
    fn drop(&mut self) {
        let Some(pidfd) = self.pidfd.take() else { return };
        let _ = pidfd_send_signal(&pidfd, Signal::KILL);
        // Ended children stay in the process table until someone waits for them.
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn(reap(pidfd))),
            Err(_) => {
                let ended = || waitid(WaitId::PidFd(pidfd.as_fd()), WaitIdOptions::EXITED);
                let _ = rustix::io::retry_on_intr(ended);
            }
        }
    }
}
