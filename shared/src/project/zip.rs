//! The zip codec: a project folder as an archive.

use super::{Incoming, IncomingError, Project, gather, is_made};
use crate::toolchain::limits::PROJECT_FILES;
use std::collections::BTreeSet;
use std::io::{Cursor, Read as _, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// The most bytes an archive may unpack to (limit `project-bytes`).
pub const ZIP_PROJECT_BYTES: usize = 32 << 20;

/// Why an archive cannot be opened as a project.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum ZipError {
    /// Not a zip, or a damaged one.
    #[error("not a readable zip: {0}")]
    Malformed(String),
    /// Unpacks to more than is allowed.
    #[error("the archive unpacks to more than {limit} bytes (limit zip-project-bytes)")]
    TooLarge {
        /// The limit's value.
        limit: usize,
    },
    /// What is in it is no project.
    #[error(transparent)]
    Files(#[from] IncomingError),
}

/// The archive of `project`: the same bytes for the same project.
pub fn to_zip(project: &Project) -> Vec<u8> {
    // Writing into memory does not fail, and the paths and sizes of a project fit a zip.
    archive(project).unwrap_or_default()
}

fn archive(project: &Project) -> zip::result::ZipResult<Vec<u8>> {
    // No clock and no modes of this machine: the same bytes everywhere.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, file) in &project.files {
        writer.start_file(path, options)?;
        writer.write_all(file.as_bytes())?;
    }
    Ok(writer.finish()?.into_inner())
}

/// The project in an archive: at its top, or in the one folder that holds everything, see [`gather`].
///
/// # Errors
///
/// Any bytes are an error that says what is wrong with them, never a panic or unbounded work.
pub fn from_zip(archive: &[u8], title: &str) -> Result<Incoming, ZipError> {
    let malformed = |error: zip::result::ZipError| ZipError::Malformed(error.to_string());
    let mut archive = ZipArchive::new(Cursor::new(archive)).map_err(malformed)?;
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let names: BTreeSet<String> = archive.file_names().map(str::to_owned).collect();
    let mut bytes_left = ZIP_PROJECT_BYTES;
    let mut number = 0;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(malformed)?;
        let path = entry.name().to_owned();
        if entry.is_dir() || is_clutter(&path) {
            continue;
        }
        // What tools made may be more than a project may have; it is left out, and counted.
        if is_made(&path, |path| names.contains(path)) {
            files.push((path, Vec::new()));
            continue;
        }
        if entry.is_symlink() {
            return Err(ZipError::Malformed(format!(
                "`{path}` is a symbolic link, which a project cannot hold"
            )));
        }
        // An export's own additions go again.
        if number >= 2 * PROJECT_FILES {
            return Err(IncomingError::TooManyFiles { limit: PROJECT_FILES }.into());
        }
        number += 1;
        // What the entry says of its size is not believed.
        let mut content = Vec::new();
        let read = entry.by_ref().take(bytes_left as u64 + 1).read_to_end(&mut content);
        if content.len() > bytes_left {
            return Err(ZipError::TooLarge { limit: ZIP_PROJECT_BYTES });
        }
        read.map_err(|error| ZipError::Malformed(format!("`{path}` is damaged: {error}")))?;
        bytes_left -= content.len();
        files.push((path, content));
    }
    Ok(gather(files, title)?)
}

/// What archivers add that nobody put there.
fn is_clutter(path: &str) -> bool {
    path.starts_with("__MACOSX/") || path.rsplit('/').next() == Some(".DS_Store")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::{MANIFEST_FILE, ProjectFile};

    fn project() -> Project {
        let files = [
            (MANIFEST_FILE, b"format = 1\n".as_slice()),
            ("main.wat", b"(component)\n"),
            ("files/raw.bin", &[0, 159, 146, 150]),
            ("files/empty", b""),
        ];
        let files = files.map(|(path, content)| (path.to_owned(), ProjectFile::from_bytes(content.to_vec())));
        Project { files: files.into() }
    }

    fn zip_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (path, content) in entries {
            writer.start_file(*path, SimpleFileOptions::default()).unwrap();
            writer.write_all(content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn a_project_survives_its_zip_which_is_always_the_same() {
        let bytes = to_zip(&project());
        assert_eq!(from_zip(&bytes, "").map(|incoming| incoming.project), Ok(project()));
        assert_eq!(to_zip(&project()), bytes);
        let sha256 = crate::toolchain::sha256_hex(&bytes);
        assert_eq!(sha256, "d048d0968a8d2b37d64d47ce3ce4d8794fa8757c00996ab5f5ead7cca153fde4");
    }

    #[test]
    fn one_common_folder_and_clutter_are_dropped() {
        let bytes = zip_of(&[
            ("my-project/diptych.toml", b"format = 1\n"),
            ("my-project/.DS_Store", b"junk"),
            ("__MACOSX/my-project/._main.wat", b"junk"),
            ("my-project/wit/world.wit", b"package a:b;"),
        ]);
        let paths: Vec<String> = from_zip(&bytes, "").unwrap().project.files.into_keys().collect();
        assert_eq!(paths, ["diptych.toml", "wit/world.wit"]);
    }

    #[test]
    fn hostile_archives_are_refused_with_why() {
        for (entries, message) in [
            (
                [("../diptych.toml", b"".as_slice())],
                "it holds `../diptych.toml`: a path must not contain `.` or `..` segments",
            ),
            (
                [("/diptych.toml", b"")],
                "it holds `/diptych.toml`: a path must be relative, without empty segments",
            ),
            ([("a\\b", b"")], "it holds `a\\b`: a path may not contain `\\`"),
            (
                [("readme.txt", b"")],
                "it holds no diptych.toml, and no source of a language that Diptych knows, so it is no project",
            ),
        ] {
            assert_eq!(from_zip(&zip_of(&entries), "").unwrap_err().to_string(), message);
        }
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.add_symlink(MANIFEST_FILE, "/etc/passwd", SimpleFileOptions::default()).unwrap();
        let link = writer.finish().unwrap().into_inner();
        assert!(from_zip(&link, "").unwrap_err().to_string().contains("symbolic link"));
    }

    #[test]
    fn bombs_are_refused_by_the_limit() {
        let bomb = zip_of(&[("diptych.toml", &vec![0; ZIP_PROJECT_BYTES + 1])]);
        assert!(bomb.len() < 100_000);
        assert_eq!(from_zip(&bomb, ""), Err(ZipError::TooLarge { limit: ZIP_PROJECT_BYTES }));
        let names: Vec<String> = (0..=2 * PROJECT_FILES).map(|index| format!("f{index}")).collect();
        let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
        assert_eq!(
            from_zip(&zip_of(&many), ""),
            Err(IncomingError::TooManyFiles { limit: PROJECT_FILES }.into())
        );
    }

    #[test]
    fn damaged_archives_are_errors() {
        assert!(matches!(from_zip(b"PK nonsense", ""), Err(ZipError::Malformed(_))));
        let good = to_zip(&project());
        for end in 0..good.len() {
            assert!(from_zip(&good[..end], "").is_err());
        }
        for index in 0..good.len() {
            let mut bytes = good.clone();
            bytes[index] ^= 0x55;
            // A changed time or mode is harmless; nothing may panic.
            let _ = from_zip(&bytes, "");
        }
    }
}
