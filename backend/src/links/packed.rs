//! From a link's content to blobs and back: large files by their hash, everything compressed.

use super::{PublishError, StoreError, StoredLink, hex};
use crate::limits::NamedLimit;
use diptych_shared::api::links::{LinkContent, link_id};
use diptych_shared::project::ProjectFile;
use diptych_shared::report::{self, RunReport};
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};

/// Files of at least so many bytes are kept once for all links that have them.
const LARGE_FILE_BYTES: usize = 64 << 10;

/// What stands in the content in a large file's place. No project file has this field.
const OUTSIDE: &str = "sha256";

/// A link as it will be kept; `created_at` and `expires_at` are not known yet.
pub struct Packed {
    /// The link.
    pub link: StoredLink,
    /// Its content first, then its large files: hash, and compressed bytes.
    pub blobs: Vec<(String, Vec<u8>)>,
}

/// Packs a link, unless its JSON has more bytes than `limit`.
pub fn pack(content: &LinkContent, limit: NamedLimit) -> Result<Packed, PublishError> {
    let failed = |error: &dyn std::fmt::Display| StoreError::System(error.to_string());
    let whole = serde_json::to_vec(content).map_err(|error| failed(&error))?;
    if whole.len() > limit.as_usize() {
        return Err(PublishError::TooLarge { bytes: whole.len() });
    }
    let mut files = BTreeMap::new();
    let is_large = |file: &&ProjectFile| file.as_bytes().len() >= LARGE_FILE_BYTES;
    let stored = if content.project.files.values().any(|file| is_large(&file)) {
        let mut value: Value = serde_json::from_slice(&whole).map_err(|error| failed(&error))?;
        for (path, file) in content.project.files.iter().filter(|(_, file)| is_large(file)) {
            let json = serde_json::to_vec(file).map_err(|error| failed(&error))?;
            let sha256 = hex(&Sha256::digest(&json));
            value["project"]["files"][path] = json!({ OUTSIDE: sha256 });
            files.insert(sha256, json);
        }
        serde_json::to_vec(&value).map_err(|error| failed(&error))?
    } else {
        whole.clone()
    };
    let content_sha256 = hex(&Sha256::digest(&stored));
    let mut blobs = vec![(content_sha256.clone(), deflate(&stored))];
    blobs.extend(files.into_iter().map(|(sha256, json)| (sha256, deflate(&json))));
    let manifest = content.project.manifest();
    let told = manifest.as_ref().map_or(("", ""), |manifest| (&manifest.title, &manifest.description));
    let link = StoredLink {
        id: link_id(&Sha256::digest(&whole).into()),
        created_at: 0,
        expires_at: None,
        title: given_or(&content.title, told.0),
        description: given_or(&content.description, told.1),
        verdict: verdict(&content.reports),
        content: content_sha256,
    };
    Ok(Packed { link, blobs })
}

fn given_or(given: &str, other: &str) -> String {
    if given.trim().is_empty() { other } else { given }
        .chars()
        .filter(|character| *character != '\0')
        .collect()
}

/// What the reports say, in a sentence; empty where there are none.
fn verdict(reports: &[RunReport]) -> String {
    let of = |id: &str| reports.iter().find(|report| report.engine.id == id);
    let words = match (of("browser"), of("wasmtime")) {
        (Some(browser), Some(wasmtime)) => report::compare(browser, wasmtime).verdict,
        _ => String::new(),
    };
    words.replace('\0', "")
}

/// Whether files of this content are kept as blobs of their own.
pub fn has_files_outside(content: &[u8]) -> bool {
    let mark = format!("{{\"{OUTSIDE}\":\"");
    content.windows(mark.len()).any(|window| window == mark.as_bytes())
}

/// The content with its large files, by hash, in their places.
pub fn with_files(content: &[u8], blobs: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, StoreError> {
    let failed = |error: serde_json::Error| StoreError::System(error.to_string());
    let mut value: Value = serde_json::from_slice(content).map_err(failed)?;
    let Some(files) = value["project"]["files"].as_object_mut() else { return Ok(content.to_vec()) };
    for file in files.values_mut() {
        let Some(sha256) = file.get(OUTSIDE).and_then(Value::as_str) else { continue };
        let json = blobs.get(sha256).ok_or_else(|| StoreError::BadBlob(sha256.to_owned()))?;
        *file = serde_json::from_slice(json).map_err(failed)?;
    }
    serde_json::to_vec(&value).map_err(failed)
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    // Nothing is written but memory.
    encoder.write_all(bytes).and_then(|()| encoder.finish()).unwrap_or_default()
}

/// The bytes of the blob with this hash.
pub fn inflate(sha256: &str, compressed: &[u8]) -> Result<Vec<u8>, StoreError> {
    let mut bytes = Vec::new();
    let read = DeflateDecoder::new(compressed).read_to_end(&mut bytes);
    match read.is_ok() && hex(&Sha256::digest(&bytes)) == sha256 {
        true => Ok(bytes),
        false => Err(StoreError::BadBlob(sha256.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diptych_shared::project::Project;

    const LIMIT: NamedLimit = NamedLimit { name: "link-bytes", value: 1 << 20 };

    fn content(files: &[(&str, &str)]) -> LinkContent {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), ProjectFile::text(*text)));
        LinkContent { project: files.collect::<Project>(), ..LinkContent::default() }
    }

    fn unpacked(packed: &Packed) -> LinkContent {
        let bytes = |(sha256, bytes): &(String, Vec<u8>)| (sha256.clone(), inflate(sha256, bytes).unwrap());
        let all: BTreeMap<_, _> = packed.blobs.iter().map(bytes).collect();
        let stored = &all[&packed.link.content];
        let whole =
            if has_files_outside(stored) { with_files(stored, &all).unwrap() } else { stored.clone() };
        serde_json::from_slice(&whole).unwrap()
    }

    #[test]
    fn what_is_packed_comes_back() {
        let large = "large ".repeat(20_000);
        for files in [
            &[("a.wat", "(component)")][..],
            &[("a.wat", "(component)"), ("b.txt", &large), ("c.txt", &large)],
        ] {
            let content = content(files);
            let packed = pack(&content, LIMIT).unwrap();
            assert_eq!(unpacked(&packed), content);
        }
        let packed = pack(&content(&[("b.txt", &large), ("c.txt", &large)]), LIMIT).unwrap();
        assert_eq!(packed.blobs.len(), 2, "the same file twice is one blob");
    }

    #[test]
    fn a_file_that_looks_like_a_reference_stays_a_file() {
        let content = content(&[("a.json", "{\"sha256\":\"00\"}")]);
        assert_eq!(unpacked(&pack(&content, LIMIT).unwrap()), content);
    }

    #[test]
    fn the_same_content_is_the_same_link() {
        let id = |files: &[(&str, &str)]| pack(&content(files), LIMIT).unwrap().link.id;
        assert_eq!(id(&[("a", "1"), ("b", "2")]), id(&[("b", "2"), ("a", "1")]));
        assert_ne!(id(&[("a", "1")]), id(&[("a", "2")]));
    }

    #[test]
    fn what_is_too_large_is_not_packed() {
        let large = content(&[("a", &"x".repeat(2 << 20))]);
        assert!(matches!(pack(&large, LIMIT), Err(PublishError::TooLarge { .. })));
    }

    #[test]
    fn damage_is_noticed() {
        let packed = pack(&content(&[("a", "1")]), LIMIT).unwrap();
        let (sha256, mut bytes) = packed.blobs[0].clone();
        bytes.truncate(bytes.len() / 2);
        assert!(matches!(inflate(&sha256, &bytes), Err(StoreError::BadBlob(_))));
    }
}
