//! What no kernel limit bounds for a group of processes: their memory together, their number, and
//! what they write.

use super::{Bounds, SandboxEnd};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How many such looks pass between two looks at the folder, which may hold many files.
const LOOKS_PER_FOLDER: u32 = 4;
/// The size of a page, as `/proc` counts.
const PAGE_BYTES: u64 = 4_096;

/// Watches the process `leader`, all below it and `folder`, once an `interval`; ends when they are too much.
///
/// Processes that outlive their parents stay below the leader, which reaps for them.
pub async fn watch(leader: u32, folder: PathBuf, bounds: Bounds, interval: Duration) -> SandboxEnd {
    for look in 1_u32.. {
        tokio::time::sleep(interval).await;
        let folder = look.is_multiple_of(LOOKS_PER_FOLDER).then(|| folder.clone());
        let looked = tokio::task::spawn_blocking(move || exceeded(leader, folder.as_deref(), &bounds)).await;
        if let Ok(Some(end)) = looked {
            return end;
        }
    }
    std::future::pending().await
}

/// The bound that is exceeded now.
fn exceeded(leader: u32, folder: Option<&Path>, bounds: &Bounds) -> Option<SandboxEnd> {
    let mut used = Used::default();
    used.count_process(leader, bounds.processes);
    if used.processes > bounds.processes {
        return Some(SandboxEnd::TooManyProcesses);
    }
    if used.memory_bytes > bounds.memory_bytes {
        return Some(SandboxEnd::TooMuchMemory);
    }
    let mut written = Written::default();
    if let Some(folder) = folder {
        written.count_folder(folder, bounds);
    }
    match written {
        Written { files, .. } if files > bounds.folder_files => Some(SandboxEnd::TooManyFiles),
        Written { bytes, .. } if bytes > bounds.folder_bytes => Some(SandboxEnd::FolderTooLarge),
        _ => None,
    }
}

/// What processes use together.
#[derive(Debug, Default)]
struct Used {
    /// Processes and their threads.
    processes: u64,
    /// Memory that is not a file's.
    memory_bytes: u64,
}

impl Used {
    /// Counts a process and all below it, until there are more than `most`.
    fn count_process(&mut self, process: u32, most: u64) {
        let mut waiting = vec![process];
        while let Some(process) = waiting.pop() {
            // One that has just ended counts for nothing.
            let Ok(statm) = std::fs::read_to_string(format!("/proc/{process}/statm")) else { continue };
            let mut pages = statm.split(' ').skip(1).map(|field| field.trim().parse::<u64>().unwrap_or(0));
            let (resident, of_files) = (pages.next().unwrap_or(0), pages.next().unwrap_or(0));
            self.memory_bytes += resident.saturating_sub(of_files) * PAGE_BYTES;
            for thread in std::fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten() {
                self.processes += 1;
                if self.processes > most {
                    return;
                }
                let children = std::fs::read_to_string(thread.path().join("children")).unwrap_or_default();
                waiting.extend(children.split_whitespace().filter_map(|id| id.parse::<u32>().ok()));
            }
        }
    }
}

/// What a folder holds.
#[derive(Debug, Default)]
struct Written {
    files: u64,
    bytes: u64,
}

impl Written {
    /// Counts all below `folder`, until it is too much. Links are not followed.
    fn count_folder(&mut self, folder: &Path, bounds: &Bounds) {
        let mut waiting = vec![folder.to_owned()];
        while let Some(folder) = waiting.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                let Ok(metadata) = entry.metadata() else { continue };
                self.files += 1;
                self.bytes += std::os::unix::fs::MetadataExt::blocks(&metadata) * 512;
                if self.files > bounds.folder_files || self.bytes > bounds.folder_bytes {
                    return;
                }
                if metadata.is_dir() {
                    waiting.push(entry.path());
                }
            }
        }
    }
}
