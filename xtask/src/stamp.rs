//! Stamps: a content hash of a step's inputs, so that an unchanged step is skipped.

use anyhow::Result;
use sha2::{Digest as _, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// Runs `make` unless it ran before with the same content in `inputs` and `outputs` are all there.
/// Says whether it ran.
pub fn unless_fresh(
    name: &str,
    inputs: &[&str],
    outputs: &[&str],
    make: impl FnOnce() -> Result<()>,
) -> Result<bool> {
    let stamp = PathBuf::from("target/stamps").join(name);
    let hash = hash(inputs)?;
    let there = outputs.iter().all(|output| Path::new(output).exists());
    if there && fs::read_to_string(&stamp).is_ok_and(|before| before == hash) {
        return Ok(false);
    }
    make()?;
    fs::create_dir_all("target/stamps")?;
    fs::write(stamp, hash)?;
    Ok(true)
}

/// One hash of every file under `inputs`, by path and content.
fn hash(inputs: &[&str]) -> Result<String> {
    let mut files = Vec::new();
    for input in inputs {
        collect(Path::new(input), &mut files)?;
    }
    files.sort();
    let mut hasher = Sha256::new();
    for file in files {
        hasher.update(file.to_string_lossy().as_bytes());
        hasher.update([0]);
        hasher.update(Sha256::digest(fs::read(&file)?));
    }
    Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Adds the files under `path`, leaving out what is built or fetched.
pub fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_file() {
        files.push(path.to_owned());
    } else if path.is_dir() {
        for entry in fs::read_dir(path)? {
            let entry = entry?.path();
            let name = entry.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if !["target", "node_modules", ".git", "pkg", "test-results", "playwright-report"]
                .contains(&name.as_str())
            {
                collect(&entry, files)?;
            }
        }
    }
    Ok(())
}
