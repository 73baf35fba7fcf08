//! A session's project on its way into the sandbox, and how the process in there writes it down.

use diptych_shared::project::{MANIFEST_FILE, Project};
use diptych_shared::toolchain::wit;
use std::fs::File;
use std::io::{self, Read as _};
use std::os::fd::AsFd as _;
use std::path::{Path, PathBuf};

/// What rust-analyzer would take for its own settings, which are none of a visitor's.
const SETTINGS: [&str; 2] = ["rust-analyzer.toml", ".rust-analyzer.toml"];

/// Where a session's project is, in the session's folder.
pub fn input(folder: &Path) -> PathBuf {
    folder.join("input")
}

/// `project` as [`write_project`] reads it: its length in eight bytes, and JSON.
pub fn encode(project: &Project) -> io::Result<Vec<u8>> {
    let json = serde_json::to_vec(project)?;
    let mut message = (json.len() as u64).to_le_bytes().to_vec();
    message.extend(json);
    Ok(message)
}

/// Reads a project from stdin, and not a byte more, and writes it into `folder`, with the WASI packages that
/// its WIT names. Its paths were checked before.
///
/// Runs in the sandbox: what reads a visitor's WIT may break down there.
pub fn write_project(folder: &Path) -> io::Result<()> {
    // A buffer would swallow what is meant for the program after this.
    let mut stdin = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    let mut length = [0; 8];
    stdin.read_exact(&mut length)?;
    let mut json = Vec::new();
    stdin.take(u64::from_le_bytes(length)).read_to_end(&mut json)?;
    let project = wit::with_wasi(&serde_json::from_slice::<Project>(&json)?);
    let input = input(folder);
    std::fs::create_dir(&input)?;
    for (path, file) in project.files.iter().filter(|(path, _)| is_material(path)) {
        let target = input.join(path);
        if let Some(parent) = target.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(target, file.as_bytes())?;
    }
    Ok(())
}

/// Whether a file is for macros and sources to read.
fn is_material(path: &str) -> bool {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    path != MANIFEST_FILE && !SETTINGS.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::is_material;

    #[test]
    fn settings_of_the_analyzer_are_not_a_visitors() {
        for (path, wanted) in [
            ("lib.rs", true),
            ("wit/world.wit", true),
            ("rust-analyzer.toml", false),
            ("sub/.rust-analyzer.toml", false),
            ("diptych.toml", false),
        ] {
            assert_eq!(is_material(path), wanted, "{path}");
        }
    }
}
