//! The link codec: a project as the text after `#` in a URL.
//!
//! Format 1 is `v1.` and, as unpadded base64url (RFC 4648 §5), four bytes of CRC-32 (little endian)
//! of the plain form followed by the plain form as raw deflate (RFC 1951). The deflate stream
//! continues one that has already said [`DICTIONARY`], so that what most projects have in common
//! costs next to nothing. The plain form is, for each file in order of path: the path's length, the
//! path, the content's length, the content; lengths are LEB128. The dictionary is part of the format:
//! it never changes.

use super::{Project, ProjectFile, check_path};
use crate::toolchain::limits::PROJECT_FILES;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::{Compression, Crc, bufread::DeflateDecoder, write::DeflateEncoder};
use std::io::{Read as _, Write as _};

/// The link format this code writes; it reads all earlier ones.
pub const LINK_VERSION: u8 = 1;

/// The most bytes a project in a link may unpack to (limit `link-project-bytes`).
pub const LINK_PROJECT_BYTES: usize = 4 << 20;

/// What links of format 1 need not say: the samples as they were when the format was new, because most
/// shared projects started from one, and words that projects often have.
const DICTIONARY: &[u8] = include_bytes!("link_dictionary_v1.txt");
// It has to fit a stored block and the window that deflate refers back to.
const _: () = assert!(DICTIONARY.len() <= 32_768);

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

impl LinkError {
    fn malformed(why: &str) -> Self {
        LinkError::Malformed(why.to_owned())
    }

    fn cut_off() -> Self {
        LinkError::malformed("its end is missing; copy the whole link")
    }
}

/// The fragment (without `#`) that holds `project`.
///
/// # Errors
///
/// [`LinkError::TooLarge`] when the project has more than `link-project-bytes`: share it as a zip.
pub fn encode_link(project: &Project) -> Result<String, LinkError> {
    let plain = plain_form(project);
    if plain.len() > LINK_PROJECT_BYTES {
        return Err(LinkError::TooLarge { limit: LINK_PROJECT_BYTES });
    }
    let mut bytes = crc(&plain).to_le_bytes().to_vec();
    bytes.extend(deflate(&plain));
    Ok(format!("v{LINK_VERSION}.{}", URL_SAFE_NO_PAD.encode(bytes)))
}

/// The project in a fragment (without `#`).
///
/// # Errors
///
/// Any text is an error that says what is wrong with it, never a panic or unbounded work.
pub fn decode_link(fragment: &str) -> Result<Project, LinkError> {
    let no_link = || LinkError::malformed("it does not start with `v1.`");
    let (version, text) =
        fragment.strip_prefix('v').and_then(|rest| rest.split_once('.')).ok_or_else(no_link)?;
    let version: u8 = version.parse().map_err(|_| no_link())?;
    if version > LINK_VERSION {
        return Err(LinkError::Newer { found: version });
    }
    if version == 0 {
        return Err(no_link());
    }
    if text.len() > 2 * LINK_PROJECT_BYTES {
        return Err(LinkError::TooLarge { limit: LINK_PROJECT_BYTES });
    }
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|error| match error {
        base64::DecodeError::InvalidByte(offset, _) => {
            let character = text.get(offset..).and_then(|rest| rest.chars().next()).unwrap_or('?');
            LinkError::Malformed(format!("a link has no character {character:?}"))
        }
        _ => LinkError::cut_off(),
    })?;
    let (checksum, compressed) = bytes.split_first_chunk::<4>().ok_or_else(LinkError::cut_off)?;
    let plain = inflate(compressed)?;
    if crc(&plain) != u32::from_le_bytes(*checksum) {
        return Err(LinkError::malformed("its checksum is wrong: a part of it was changed; copy it again"));
    }
    from_plain_form(&plain).ok_or_else(|| LinkError::malformed("what it holds is not a project"))
}

fn crc(plain: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(plain);
    crc.sum()
}

fn deflate(plain: &[u8]) -> Vec<u8> {
    let compress = || -> std::io::Result<Vec<u8>> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(DICTIONARY)?;
        // Ends the dictionary's blocks at a whole byte: what comes now may refer back to it.
        encoder.flush()?;
        let dictionary_bytes = encoder.get_ref().len();
        encoder.write_all(plain)?;
        Ok(encoder.finish()?.split_off(dictionary_bytes))
    };
    // Writing into memory does not fail.
    compress().unwrap_or_default()
}

fn inflate(compressed: &[u8]) -> Result<Vec<u8>, LinkError> {
    // The dictionary as a stored block, which puts it where the stream refers back to.
    let length = DICTIONARY.len() as u16;
    let mut stream = vec![0];
    stream.extend(length.to_le_bytes());
    stream.extend((!length).to_le_bytes());
    stream.extend(DICTIONARY);
    stream.extend(compressed);

    let limit = DICTIONARY.len() + LINK_PROJECT_BYTES;
    let mut decoder = DeflateDecoder::new(stream.as_slice());
    let mut plain = Vec::new();
    let read = decoder.by_ref().take(limit as u64 + 1).read_to_end(&mut plain);
    if plain.len() > limit {
        return Err(LinkError::TooLarge { limit: LINK_PROJECT_BYTES });
    }
    match read {
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Err(LinkError::cut_off()),
        Err(_) => return Err(LinkError::malformed("a part of it was changed; copy it again")),
        Ok(_) => {}
    }
    if !decoder.into_inner().is_empty() {
        return Err(LinkError::malformed("something was added at its end"));
    }
    Ok(plain.split_off(DICTIONARY.len().min(plain.len())))
}

fn plain_form(project: &Project) -> Vec<u8> {
    let mut plain = Vec::new();
    for (path, file) in &project.files {
        for part in [path.as_bytes(), file.as_bytes()] {
            let mut length = part.len();
            while length >= 0x80 {
                plain.push(length as u8 | 0x80);
                length >>= 7;
            }
            plain.push(length as u8);
            plain.extend(part);
        }
    }
    plain
}

fn from_plain_form(mut plain: &[u8]) -> Option<Project> {
    let mut project = Project::default();
    while !plain.is_empty() {
        let path = std::str::from_utf8(part(&mut plain)?).ok()?;
        check_path(path).ok()?;
        let content = part(&mut plain)?.to_vec();
        let is_new = project.files.insert(path.to_owned(), ProjectFile::from_bytes(content)).is_none();
        if !is_new || project.files.len() > PROJECT_FILES {
            return None;
        }
    }
    Some(project)
}

/// Takes one length and that many bytes from the front.
fn part<'a>(plain: &mut &'a [u8]) -> Option<&'a [u8]> {
    let mut length = 0_usize;
    for shift in [0, 7, 14, 21] {
        let (byte, rest) = plain.split_first()?;
        *plain = rest;
        length |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            let (part, rest) = plain.split_at_checked(length)?;
            *plain = rest;
            return Some(part);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::MANIFEST_FILE;

    fn project() -> Project {
        let mut project = Project::default();
        let manifest =
            "format = 1\ntitle = \"Ünïcode\"\n\n[source]\nlanguage = \"wat\"\nentry = \"main.wat\"\n";
        project.files.insert(MANIFEST_FILE.into(), ProjectFile::text(manifest));
        project.files.insert("main.wat".into(), ProjectFile::text("(component)\n"));
        project.files.insert("files/raw.bin".into(), ProjectFile::from_bytes(vec![0, 159, 146, 150]));
        project.files.insert("files/empty".into(), ProjectFile::text(""));
        project
    }

    /// A link that was made when format 1 was new. It has to open for ever.
    const GOLDEN: &str = "v1.8p7J5I2dqw0AIAxEKxAEyiAYNmEIVsCwBwJFwjAsBqH8BALZpFW9XHLmHd7H9qWimifh_7MQbL9XEsh_ENxA0eBdMN1-GZSY-FrFE9a0aA";

    #[test]
    fn links_of_format_1_keep_opening() {
        assert_eq!(decode_link(GOLDEN), Ok(project()));
    }

    #[test]
    fn a_project_survives_its_link() {
        let link = encode_link(&project()).unwrap();
        assert!(link.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte)), "{link}");
        assert_eq!(decode_link(&link), Ok(project()));
        assert_eq!(decode_link(&encode_link(&Project::default()).unwrap()), Ok(Project::default()));
    }

    #[test]
    fn every_cut_link_is_refused_as_cut_or_changed() {
        let link = encode_link(&project()).unwrap();
        let mut cut_off = 0;
        for end in 0..link.len() {
            let error = decode_link(&link[..end]).unwrap_err();
            assert!(matches!(error, LinkError::Malformed(_)), "{end}: {error}");
            cut_off += usize::from(error == LinkError::cut_off());
        }
        assert!(cut_off > link.len() * 9 / 10, "{cut_off} of {}", link.len());
    }

    #[test]
    fn no_changed_character_makes_another_project() {
        let link = encode_link(&project()).unwrap();
        let mut unnoticed = 0;
        for index in 3..link.len() {
            let mut bytes = link.clone().into_bytes();
            bytes[index] = if bytes[index] == b'A' { b'B' } else { b'A' };
            match decode_link(&String::from_utf8(bytes).unwrap()) {
                Err(_) => {}
                // The bits that fill up the stream's last byte mean nothing.
                Ok(same) => {
                    assert_eq!(same, project());
                    unnoticed += 1;
                }
            }
        }
        assert!(unnoticed <= 2, "{unnoticed}");
    }

    #[test]
    fn what_is_no_link_is_told_why() {
        for (fragment, message) in [
            ("", "the link is damaged: it does not start with `v1.`"),
            ("v0.AAAA", "the link is damaged: it does not start with `v1.`"),
            ("hello", "the link is damaged: it does not start with `v1.`"),
            ("v2.AAAA", "the link has format 2; this Diptych reads formats up to 1"),
            ("v1.AA%41", "the link is damaged: a link has no character '%'"),
            ("v1.ä", "the link is damaged: a link has no character 'ä'"),
            ("v1.", "the link is damaged: its end is missing; copy the whole link"),
        ] {
            assert_eq!(decode_link(fragment).unwrap_err().to_string(), message, "{fragment}");
        }
    }

    fn link_of(plain: &[u8]) -> String {
        let mut bytes = crc(plain).to_le_bytes().to_vec();
        bytes.extend(deflate(plain));
        format!("v1.{}", URL_SAFE_NO_PAD.encode(bytes))
    }

    #[test]
    fn bombs_are_refused_by_the_limit() {
        let bomb = link_of(&vec![0; LINK_PROJECT_BYTES + 1]);
        assert!(bomb.len() < 20_000);
        let too_large = LinkError::TooLarge { limit: LINK_PROJECT_BYTES };
        assert_eq!(decode_link(&bomb), Err(too_large.clone()));
        let long = format!("v1.{}", "A".repeat(2 * LINK_PROJECT_BYTES + 1));
        assert_eq!(decode_link(&long), Err(too_large.clone()));
        let mut large = project();
        large.files.insert("big".into(), ProjectFile::text("x".repeat(LINK_PROJECT_BYTES)));
        assert_eq!(encode_link(&large), Err(too_large));
    }

    #[test]
    fn paths_in_a_link_are_checked() {
        for path in ["../x", "/etc/passwd", "a//b", "a\0"] {
            let mut hostile = Project::default();
            hostile.files.insert(path.into(), ProjectFile::text("x"));
            let link = encode_link(&hostile).unwrap();
            assert!(matches!(decode_link(&link), Err(LinkError::Malformed(_))), "{path}");
        }
        assert!(decode_link(&link_of(&[0xff; 9])).is_err());
        assert!(decode_link(&link_of(b"\x01a\x05x")).is_err());
    }
}
