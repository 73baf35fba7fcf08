//! Packages from PyPI: exactly the files whose hashes are in `backend/toolchains/<name>/requirements.txt`.

use super::folder;
use crate::command::{command, output_of, step};
use anyhow::{Result, bail};
use std::fs;
use std::path::PathBuf;

/// Installs the requirements of toolchain `name` into its empty `packages` folder and answers that
/// folder; says `title` while it does.
pub fn install(name: &str, title: &str) -> Result<PathBuf> {
    pip_itself()?;
    let home = folder(name);
    let packages = home.join("packages");
    if home.exists() {
        fs::remove_dir_all(&home)?;
    }
    fs::create_dir_all(&packages)?;
    let requirements = format!("backend/toolchains/{name}/requirements.txt");
    let mut pip = command("python3", &["-m", "pip", "install", "--require-hashes", "--no-deps"]);
    pip.args(["--only-binary", ":all:", "--no-compile", "--no-cache-dir", "--disable-pip-version-check"])
        .args(["--progress-bar", "off", "--requirement", &requirements, "--target"])
        .arg(&packages);
    step(title, pip)?;
    Ok(packages)
}

/// Debian has pip in a package of its own.
fn pip_itself() -> Result<()> {
    if output_of("python3", &["-m", "pip", "--version"]).is_some() {
        return Ok(());
    }
    if output_of("apt-get", &["--version"]).is_none() {
        bail!("pip is missing, and there is no apt-get to bring it: install Python 3 with pip");
    }
    step("Refresh the package lists", command("apt-get", &["update", "-q"]))?;
    let mut install = command("apt-get", &["install", "-y", "-q", "--no-install-recommends", "python3-pip"]);
    install.env("DEBIAN_FRONTEND", "noninteractive");
    step("Install python3-pip with apt (as root)", install)
}
