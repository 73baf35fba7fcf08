//! Where Chromium is.

use crate::cli::ending::CliError;
use std::path::{Path, PathBuf};

/// What it is called, the most likely first.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
/// Where Playwright keeps one, below the folder of its version.
const IN_PLAYWRIGHT: [&str; 4] = [
    "chrome-linux64/chrome",
    "chrome-linux/chrome",
    "chrome-headless-shell-linux64/chrome-headless-shell",
    "chrome-linux/headless_shell",
];

/// The program that was named, or the first that this machine has.
///
/// # Errors
///
/// When there is none, or not where it was said to be.
pub fn find(named: Option<&Path>) -> Result<PathBuf, CliError> {
    let set = std::env::var_os("DIPTYCH_CHROMIUM").filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(named) = named.map(Path::to_owned).or(set) {
        // A bare name is looked for as a shell would.
        let found = if named.components().count() > 1 { Some(named.clone()) } else { in_path(&named) };
        return found
            .filter(|program| program.is_file())
            .ok_or_else(|| CliError::Host(format!("there is no Chromium at {}", named.display())));
    }
    NAMES.iter().find_map(|name| in_path(Path::new(name))).or_else(in_playwright).ok_or_else(|| {
        CliError::Host(format!(
            "the browser engine needs Chromium, and there is none: {} are not in PATH, and Playwright's cache has \
             none; --chromium or DIPTYCH_CHROMIUM says where one is, and --engines wasmtime --expect goes without",
            NAMES.join(", ")
        ))
    })
}

fn in_path(name: &Path) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|program| program.is_file())
}

/// The newest of those that `npx playwright install` brought.
fn in_playwright() -> Option<PathBuf> {
    let folder = match std::env::var_os("PLAYWRIGHT_BROWSERS_PATH") {
        Some(folder) => PathBuf::from(folder),
        None => PathBuf::from(std::env::var_os("HOME")?).join(".cache/ms-playwright"),
    };
    let versions = std::fs::read_dir(folder).ok()?.flatten();
    let mut versions: Vec<PathBuf> = versions
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("chromium"))
        .map(|entry| entry.path())
        .collect();
    versions.sort();
    let programs =
        versions.iter().rev().flat_map(|version| IN_PLAYWRIGHT.map(|program| version.join(program)));
    programs.into_iter().find(|program| program.is_file())
}

#[cfg(test)]
mod tests {
    use super::find;
    use std::path::Path;

    #[test]
    fn what_was_named_is_meant_and_nothing_else() {
        assert!(find(Some(Path::new("/nowhere/chromium"))).is_err());
        assert!(find(Some(Path::new("no-such-browser-anywhere"))).is_err());
        assert_eq!(find(Some(Path::new("/bin/sh"))).unwrap(), Path::new("/bin/sh"));
    }
}
