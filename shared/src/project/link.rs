//! The link codec: a project as the text after `#` in a URL. (being written)

use super::Project;

/// The link format this code writes; it reads all earlier ones.
pub const LINK_VERSION: u8 = 1;

/// Why a link cannot be opened.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum LinkError {
    /// Not of the link alphabet, or cut off.
    #[error("the link is damaged: {0}")]
    Malformed(String),
    /// Unpacks to more than is allowed.
    #[error("the link unpacks to more than {limit} bytes (limit link-project-bytes)")]
    TooLarge {
        /// The limit's value.
        limit: usize,
    },
    /// Written by a later Diptych.
    #[error("the link has format {found}; this Diptych reads formats up to {LINK_VERSION}")]
    Newer {
        /// The format it states.
        found: u8,
    },
}

/// The fragment (without `#`) that holds `project`.
pub fn encode_link(_project: &Project) -> String {
    String::new()
}

/// The project in a fragment (without `#`).
pub fn decode_link(_fragment: &str) -> Result<Project, LinkError> {
    Err(LinkError::Malformed("not written yet".into()))
}
