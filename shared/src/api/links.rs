//! Short links: publishing a project with what its author saw, and getting it back.
//!
//! A link's id says what its content is: the same content published again is the same link. Links never change;
//! they expire, or are deleted by who published them.

use crate::project::Project;
use crate::report::RunReport;
use serde::{Deserialize, Serialize};

/// The longest title (limit `link-title-characters`), in characters.
pub const TITLE_CHARACTERS: usize = 200;

/// The longest description (limit `link-description-characters`), in characters.
pub const DESCRIPTION_CHARACTERS: usize = 2_000;

/// What a link holds. Its id is made of all of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LinkContent {
    /// The project, with the tools it was compiled with in its manifest.
    pub project: Project,
    /// For people; the project's own title where it is empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// For people, plain text; the project's own description where it is empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// What its author saw: at most one report an engine, with its trace.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reports: Vec<RunReport>,
    /// The link that the project was opened from, when it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
}

/// Answer of `POST /api/v1/links`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublishedLink {
    /// Its page is `/s/<id>`.
    pub id: String,
    /// Who has this can delete the link. It is told once, and kept by nobody else.
    pub deletion_token: String,
    /// When it expires, in seconds since 1970; absent when it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<u64>,
}

/// Answer of `GET /api/v1/links/{id}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Link {
    /// Its id.
    pub id: String,
    /// When it was first published, in seconds since 1970.
    pub created_at: u64,
    /// When it expires; absent when it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<u64>,
    /// What it holds.
    pub content: LinkContent,
}

/// What of a link's content cannot be published, for people.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum ContentError {
    /// Longer than people read.
    #[error(
        "the title has {0} characters; at most {TITLE_CHARACTERS} are allowed (limit link-title-characters)"
    )]
    Title(usize),
    /// Longer than people read.
    #[error(
        "the description has {0} characters; at most {DESCRIPTION_CHARACTERS} are allowed (limit link-description-characters)"
    )]
    Description(usize),
    /// Two reports of one engine, or of none that there is.
    #[error("a link holds at most one report of each engine")]
    Reports,
    /// Not an id.
    #[error("the parent is no link's id")]
    Parent,
}

impl LinkContent {
    /// Whether it can be published.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn check(&self) -> Result<(), ContentError> {
        let (title, description) = (self.title.chars().count(), self.description.chars().count());
        if title > TITLE_CHARACTERS {
            return Err(ContentError::Title(title));
        }
        if description > DESCRIPTION_CHARACTERS {
            return Err(ContentError::Description(description));
        }
        let of = |engine: &str| self.reports.iter().filter(|report| report.engine.id == engine).count();
        let (browser, wasmtime) = (of("browser"), of("wasmtime"));
        if browser > 1 || wasmtime > 1 || browser + wasmtime != self.reports.len() {
            return Err(ContentError::Reports);
        }
        match &self.parent {
            Some(parent) if !is_link_id(parent) => Err(ContentError::Parent),
            _ => Ok(()),
        }
    }
}

/// How long ids are, in characters of five bits each: 100 bits are not guessed, and seldom read aloud.
pub const ID_CHARACTERS: usize = 20;

/// Crockford's base 32 in lower case: no letter is taken for a digit.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The id of a link whose content, as JSON, has this SHA-256.
pub fn link_id(sha256: &[u8; 32]) -> String {
    let bit = |at: usize| usize::from(sha256[at / 8] >> (7 - at % 8) & 1);
    let character = |at: usize| (0..5).fold(0, |value, offset| value << 1 | bit(at * 5 + offset));
    (0..ID_CHARACTERS).map(|at| char::from(ALPHABET[character(at)])).collect()
}

/// Whether a text can be a link's id.
pub fn is_link_id(text: &str) -> bool {
    text.len() == ID_CHARACTERS && text.bytes().all(|byte| ALPHABET.contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Outcome;

    #[test]
    fn ids_are_the_first_hundred_bits() {
        let mut hash = [0u8; 32];
        assert_eq!(link_id(&hash), "00000000000000000000");
        hash[0] = 0b0000_1111;
        hash[1] = 0b1000_0000;
        assert_eq!(link_id(&hash), "1y000000000000000000");
        assert_eq!(link_id(&[0xff; 32]), "zzzzzzzzzzzzzzzzzzzz");
        assert!(is_link_id(&link_id(&hash)));
        for other in [
            "",
            "1y00000000000000000",
            "1y00000000000000000o",
            "1Y000000000000000000",
            "../../etc/passwd/../",
        ] {
            assert!(!is_link_id(other), "{other}");
        }
    }

    #[test]
    fn content_is_bounded() {
        let content = LinkContent::default();
        assert_eq!(content.check(), Ok(()));
        let of = |change: fn(&mut LinkContent)| {
            let mut content = LinkContent::default();
            change(&mut content);
            content.check()
        };
        assert_eq!(of(|content| content.title = "ü".repeat(200)), Ok(()));
        assert_eq!(of(|content| content.title = "ü".repeat(201)), Err(ContentError::Title(201)));
        assert!(
            of(|content| content.description = "x".repeat(2_001))
                .unwrap_err()
                .to_string()
                .contains("link-description-characters")
        );
        assert_eq!(of(|content| content.parent = Some("nobody".into())), Err(ContentError::Parent));
        let twice = |content: &mut LinkContent| content.reports = vec![RunReport::bare(Outcome::Returned); 2];
        assert_eq!(of(twice), Err(ContentError::Reports));
    }
}
