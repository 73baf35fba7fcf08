//! Starting the program, and folders to start it on.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The program, with a cache for tests of its own.
pub fn diptych(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_diptych"));
    command
        .args(arguments)
        .env("DIPTYCH_CACHE", Path::new(env!("CARGO_TARGET_TMPDIR")).join("command-line-cache"))
        .env_remove("DIPTYCH_CHROMIUM")
        .env_remove("RUST_LOG");
    command
}

/// What a command came to.
#[derive(Debug)]
pub struct Ended {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ended {
    /// Checks the exit code and goes on.
    #[track_caller]
    pub fn with(self, code: i32) -> Ended {
        assert_eq!(self.code, code, "{self:?}");
        self
    }

    #[track_caller]
    pub fn json<T: serde::de::DeserializeOwned>(&self) -> T {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }
}

/// Runs it to its end.
pub fn run(arguments: &[&str]) -> Ended {
    ended(diptych(arguments).output().unwrap())
}

pub fn ended(output: Output) -> Ended {
    Ended {
        code: output.status.code().expect("it was not killed"),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A sample's folder.
pub fn sample(name: &str) -> String {
    root().join("playground-samples").join(name).to_str().unwrap().to_owned()
}

/// A folder of these files; it goes when the test ends.
pub fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

/// A manifest of a project in `language` that starts from `entry`.
pub fn manifest(language: &str, entry: &str) -> String {
    format!("format = 1\ntitle = \"t\"\n[source]\nlanguage = \"{language}\"\nentry = \"{entry}\"\n")
}

/// A component that exports `add`.
pub const ADDER: &str = r#"(component
    (core module $m (func (export "add") (param i32 i32) (result i32)
        (i32.add (local.get 0) (local.get 1))))
    (core instance $i (instantiate $m))
    (func (export "add") (param "a" u32) (param "b" u32) (result u32)
        (canon lift (core func $i "add"))))"#;
