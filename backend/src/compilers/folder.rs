//! A job's folder, which goes when the job does.

use std::path::{Path, PathBuf};
use std::time::Duration;

/// How often removing is tried: processes that were just killed may still write.
const ATTEMPTS: u32 = 20;

/// A folder of one job's own.
#[derive(Debug)]
pub struct JobFolder(PathBuf);

impl JobFolder {
    /// Makes one in `jobs`.
    pub fn create(jobs: &Path) -> std::io::Result<JobFolder> {
        let folder = tempfile::Builder::new().prefix("job-").tempdir_in(jobs)?;
        Ok(JobFolder(folder.keep()))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for JobFolder {
    /// Removes it in the background: nobody should wait for that.
    fn drop(&mut self) {
        let folder = std::mem::take(&mut self.0);
        std::thread::spawn(move || {
            for _ in 0..ATTEMPTS {
                match std::fs::remove_dir_all(&folder) {
                    Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                        std::thread::sleep(Duration::from_millis(50));
                    }
                    _ => return,
                }
            }
            tracing::warn!(folder = %folder.display(), "a job's folder cannot be removed");
        });
    }
}
