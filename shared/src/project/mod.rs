//! The project: one plain folder with a manifest, the same in the page, a link, a zip and `playground-samples/`.

mod added;
mod components;
mod incoming;
mod language;
mod link;
mod manifest;
mod paths;
mod recorded;
mod zip;

pub use added::{ADDED_FILE, with_added, without_added};
pub use components::{COMPONENTS_FOLDER, COMPONENTS_NAMESPACE, of_component};
pub use incoming::{Incoming, IncomingError, from_json, gather, is_made};
pub use language::{Language, Profile};
pub use link::{LINK_PROJECT_BYTES, LINK_VERSION, LinkError, decode_link, encode_link};
pub use manifest::{MANIFEST_FILE, MANIFEST_FORMAT, Manifest, ManifestError, RunTable, SourceTable};
pub use paths::{PathError, check_path};
pub use recorded::RecordedTable;
pub use zip::{ZIP_PROJECT_BYTES, ZipError, from_zip, to_zip};

use crate::api::Bytes;
use crate::gather::Gather as _;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The most bytes that a project as JSON may have (limit `project-json-bytes`): base64 takes a third more.
pub const PROJECT_JSON_BYTES: usize = 48 << 20;

/// One file: text where it is valid UTF-8, bytes otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ProjectFile {
    /// UTF-8 text.
    Text(String),
    /// Anything else.
    Base64(Bytes),
}

impl ProjectFile {
    /// A text file.
    pub fn text(text: impl Into<String>) -> Self {
        ProjectFile::Text(text.into())
    }

    /// A file of these bytes: text if they are UTF-8.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => ProjectFile::Text(text),
            Err(error) => ProjectFile::Base64(Bytes(error.into_bytes())),
        }
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            ProjectFile::Text(text) => text.as_bytes(),
            ProjectFile::Base64(bytes) => bytes,
        }
    }

    /// Its text, if it is text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            ProjectFile::Text(text) => Some(text),
            ProjectFile::Base64(_) => None,
        }
    }
}

/// A folder of files by relative path (`/`-separated, no `.` or `..`, no leading `/`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Project {
    /// Path to content; [`MANIFEST_FILE`] is among them.
    pub files: BTreeMap<String, ProjectFile>,
}

impl FromIterator<(String, ProjectFile)> for Project {
    fn from_iter<I: IntoIterator<Item = (String, ProjectFile)>>(files: I) -> Project {
        Project { files: files.into_iter().gather() }
    }
}

impl Project {
    /// The parsed manifest.
    pub fn manifest(&self) -> Result<Manifest, ManifestError> {
        let text = self.files.get(MANIFEST_FILE).ok_or(ManifestError::Missing)?;
        Manifest::parse(text.as_text().ok_or(ManifestError::NotText)?)
    }
}
