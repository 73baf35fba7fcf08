//! What a binary's bytes are spent on: components in components, modules, sections, functions.

use super::inspect::BinaryKind;
use serde::{Deserialize, Serialize};

/// What a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PartKind {
    /// A component, the whole file or one inside another.
    Component,
    /// A core module.
    Module,
    /// A section of a component or module; `name` says which.
    Section,
    /// A custom section; `name` is its own and can be anything.
    Custom,
    /// Functions whose names begin alike, such as those of one crate; without a name, those that have none.
    Group,
    /// A function's body.
    Function,
    /// A data segment.
    Segment,
    /// `count` parts that are not listed one by one (limit `anatomy-parts`).
    More,
    /// Bytes that could not be read.
    Unread,
}

/// Something that a section says, as a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Fact {
    /// What it is about, such as `processed-by`.
    pub label: String,
    /// What it says. It comes from the bytes and can be anything.
    pub value: String,
}

/// One part of a binary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Part {
    /// The part it is in, as an index into [`Anatomy::parts`]; the first part is the whole, and its own parent.
    pub parent: u32,
    /// What it is.
    pub kind: PartKind,
    /// Its name, readable where it was mangled; from the bytes unless it is a section's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its name as the bytes have it, where `name` is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// Its index among its kind: of a function, module, component or segment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<u32>,
    /// How many things it holds: entries of a section, functions of a group, parts that are not listed.
    pub count: u32,
    /// Where it begins in the file.
    pub offset_bytes: u64,
    /// How many bytes it takes, what is in it and its header included.
    pub size_bytes: u64,
    /// What a section says in plain words, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaning: Option<String>,
    /// What it says, decoded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<Fact>,
    /// The beginning of a custom section: as text where it is text, else in hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preview: Option<String>,
}

/// A binary taken apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Anatomy {
    /// Component or core module.
    pub kind: BinaryKind,
    /// Every part; what is in another comes after it. The first is the whole.
    ///
    /// What the parts of a part leave of its size are headers: a magic number, an id, a length, a count.
    pub parts: Vec<Part>,
    /// Why reading stopped before the end, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}
