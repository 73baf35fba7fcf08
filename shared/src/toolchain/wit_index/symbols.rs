//! What is known of a WIT file: names, scopes, and where names are used.

use std::ops::Range;

/// What is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SymbolKind {
    /// `interface`.
    Interface,
    /// `world`.
    World,
    /// `record`.
    Record,
    /// `variant`.
    Variant,
    /// `enum`.
    Enum,
    /// `flags`.
    Flags,
    /// `resource`.
    Resource,
    /// `type`.
    Type,
    /// A function, or a resource's method.
    Function,
    /// A field, case or flag.
    Member,
    /// The name after `as`.
    Alias,
}

/// An interface's path: `wasi:io/streams@0.2.6`, or a name of the same package.
#[derive(Clone, Debug, Default)]
pub(super) struct Path {
    /// `wasi:io`.
    pub package: Option<String>,
    /// `0.2.6`.
    pub version: Option<String>,
    pub name: String,
}

/// Something that has a name.
#[derive(Clone, Debug)]
pub(super) struct Symbol {
    pub name: String,
    pub kind: SymbolKind,
    /// The name's bytes.
    pub span: Range<usize>,
    /// The bytes of all of it, without docs.
    pub whole: Range<usize>,
    pub docs: String,
    /// The scope that it is in, and the one that it opens.
    pub scope: usize,
    pub inner: Option<usize>,
}

/// What a name that is used means.
#[derive(Clone, Debug)]
pub(super) enum Meaning {
    /// A type that this scope knows.
    Type(usize),
    /// An interface or a world.
    Interface(Path),
    /// A type of an interface, taken over by `use`.
    Member(Path),
}

/// A name where it is used.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    pub name: String,
    pub span: Range<usize>,
    pub meaning: Meaning,
}

/// A block, and what `use` brings into it.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    pub range: Range<usize>,
    /// Names taken over as they are: whose they are.
    pub taken: Vec<(String, Path)>,
}

/// All that is known of a file. Scope 0 is the file itself.
#[derive(Clone, Debug)]
pub(super) struct Scanned {
    /// `wasi:io` and `0.2.6`, where the file says so.
    pub package: Option<(String, Option<String>)>,
    pub symbols: Vec<Symbol>,
    pub mentions: Vec<Mention>,
    pub scopes: Vec<Scope>,
}
