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
    unless_fresh_with(name, "", inputs, outputs, make)
}

/// Like [`unless_fresh`], where `key` stands for what no file says, such as a compiler's version.
pub fn unless_fresh_with(
    name: &str,
    key: &str,
    inputs: &[&str],
    outputs: &[&str],
    make: impl FnOnce() -> Result<()>,
) -> Result<bool> {
    if is_fresh(name, key, inputs, outputs)? {
        return Ok(false);
    }
    make()?;
    let stamp = path(name);
    fs::create_dir_all(stamp.parent().unwrap_or(Path::new(".")))?;
    fs::write(stamp, hash(key, inputs)?)?;
    Ok(true)
}

/// Whether `name` was made from the same `key` and `inputs`, and `outputs` are all there.
pub fn is_fresh(name: &str, key: &str, inputs: &[&str], outputs: &[&str]) -> Result<bool> {
    Ok(there(outputs) && fs::read_to_string(path(name)).ok() == Some(hash(key, inputs)?))
}

/// Whether all of `outputs` exist.
pub fn there(outputs: &[&str]) -> bool {
    outputs.iter().all(|output| Path::new(output).exists())
}

/// Lets `name` be made again.
pub fn forget(name: &str) {
    // What was never made is forgotten already.
    fs::remove_file(path(name)).ok();
}

fn path(name: &str) -> PathBuf {
    PathBuf::from("target/stamps").join(name)
}

/// One hash of `key` and of every file under `inputs`, by path and content.
fn hash(key: &str, inputs: &[&str]) -> Result<String> {
    let mut files = Vec::new();
    for input in inputs {
        collect(Path::new(input), &mut files)?;
    }
    files.sort();
    let mut hasher = Sha256::new();
    hasher.update(key.as_bytes());
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
