//! Packages from npm: exactly those of the lock file in `backend/toolchains/<name>/`.

use super::folder;
use crate::command::{command, step};
use anyhow::Result;
use std::fs;
use std::path::PathBuf;

/// Installs the packages of toolchain `name` into its folder, which is emptied before, and answers the
/// folder; says `title` while it does. No package's own scripts run.
pub fn install(name: &str, title: &str) -> Result<PathBuf> {
    let home = folder(name);
    if home.exists() {
        fs::remove_dir_all(&home)?;
    }
    fs::create_dir_all(&home)?;
    for file in ["package.json", "package-lock.json"] {
        fs::copy(PathBuf::from("backend/toolchains").join(name).join(file), home.join(file))?;
    }
    let mut npm = command("npm", &["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    npm.current_dir(&home);
    step(title, npm)?;
    Ok(home)
}
