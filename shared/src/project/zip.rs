//! The zip codec: a project folder as an archive. (being written)

use super::Project;

/// Why an archive cannot be opened as a project.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum ZipError {
    /// Not a zip, or a damaged one.
    #[error("not a readable zip: {0}")]
    Malformed(String),
    /// Unpacks to more than is allowed.
    #[error("the archive unpacks to more than {limit} bytes (limit project-bytes)")]
    TooLarge {
        /// The limit's value.
        limit: usize,
    },
    /// A path in it may not be in a project.
    #[error("the archive holds `{path}`: {why}")]
    Path {
        /// The path.
        path: String,
        /// What is wrong with it.
        why: super::PathError,
    },
}

/// The archive of `project`: the same bytes for the same project.
pub fn to_zip(_project: &Project) -> Vec<u8> {
    Vec::new()
}

/// The project in an archive.
pub fn from_zip(_archive: &[u8]) -> Result<Project, ZipError> {
    Err(ZipError::Malformed("not written yet".into()))
}
