//! Chromium's processes: a group of their own with a profile of their own, ended together.

use crate::cli::ending::CliError;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, ChildStderr, Command};

/// How it is started: without what would speak to the network, ask questions or save effort behind one's back.
const FLAGS: [&str; 17] = [
    "--headless=new",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-breakpad",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    // Containers often have a tiny /dev/shm.
    "--disable-dev-shm-usage",
    "--mute-audio",
    "--no-default-browser-check",
    "--no-first-run",
    "--password-store=basic",
];
/// How much of its last words is told, in bytes.
const WORDS: usize = 2_000;
/// How often removing the profile is tried, 25 ms apart: processes that were just killed may still write.
const ATTEMPTS: u32 = 40;

/// A running Chromium. Dropping it kills every process of it and removes its profile.
pub struct Chromium {
    child: Child,
    group: i32,
    words: Arc<Mutex<Vec<u8>>>,
    profile: Option<TempDir>,
}

impl Chromium {
    /// Opens `page`.
    pub fn start(program: &Path, page: &str) -> Result<Chromium, CliError> {
        let failed = |error: std::io::Error| {
            CliError::Host(format!("Chromium ({}) cannot be started: {error}", program.display()))
        };
        let profile = tempfile::Builder::new().prefix("diptych-chromium-").tempdir().map_err(failed)?;
        let mut command = std::process::Command::new(program);
        command.args(FLAGS).arg(format!("--user-data-dir={}", profile.path().display()));
        if rustix::process::geteuid().is_root() {
            // Its own sandbox refuses to start for root. Guests stay in the page's sandboxed frame.
            command.arg("--no-sandbox");
        }
        command.arg(page).process_group(0).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        command.env("XDG_CONFIG_HOME", profile.path()).env("XDG_CACHE_HOME", profile.path());
        // SAFETY: prctl with plain numbers may be called between fork and exec.
        unsafe {
            command.pre_exec(|| {
                // Not even a killed command leaves a browser behind.
                libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL, 0, 0, 0);
                Ok(())
            });
        }
        let mut child = Command::from(command).kill_on_drop(true).spawn().map_err(failed)?;
        let group = child.id().and_then(|id| i32::try_from(id).ok()).unwrap_or(0);
        let words = Arc::default();
        if let Some(stderr) = child.stderr.take() {
            tokio::spawn(listen(stderr, Arc::clone(&words)));
        }
        Ok(Chromium { child, group, words, profile: Some(profile) })
    }

    /// Waits for its end, and answers with its last words for a message's end.
    pub async fn ended(&mut self) -> String {
        let status = self.child.wait().await;
        // Its last words may still be on their way.
        tokio::time::sleep(Duration::from_millis(100)).await;
        let words = self.words.lock().unwrap_or_else(PoisonError::into_inner);
        let words = String::from_utf8_lossy(&words);
        let status = status.map(|status| format!(" ({status})")).unwrap_or_default();
        if words.trim().is_empty() { status } else { format!("{status}; it said: {}", words.trim()) }
    }
}

/// Keeps the end of what it says.
async fn listen(mut stderr: ChildStderr, words: Arc<Mutex<Vec<u8>>>) {
    let mut buffer = [0; 1_024];
    while let Ok(count @ 1..) = stderr.read(&mut buffer).await {
        let mut words = words.lock().unwrap_or_else(PoisonError::into_inner);
        words.extend_from_slice(&buffer[..count]);
        let excess = words.len().saturating_sub(WORDS);
        words.drain(..excess);
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        if let Some(group) = rustix::process::Pid::from_raw(self.group) {
            // The group may be gone already.
            rustix::process::kill_process_group(group, rustix::process::Signal::KILL).ok();
        }
        let Some(profile) = self.profile.take() else { return };
        let folder = profile.keep();
        for _ in 0..ATTEMPTS {
            match std::fs::remove_dir_all(&folder) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    std::thread::sleep(Duration::from_millis(25));
                }
                _ => return,
            }
        }
        tracing::warn!(folder = %folder.display(), "Chromium's profile cannot be removed");
    }
}
