//! What goes to the compilers in JavaScript, and what comes back of their words.

use diptych_shared::api::compile::CompileOutput;
use diptych_shared::api::diagnostic::Diagnostic;
use diptych_shared::project::Language;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// What `prepare` answers: one of both.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Preparation {
    /// The compiler can begin.
    Ready(Prepared),
    /// It need not.
    Output(CompileOutput),
}

/// What a compiler is given.
#[derive(Serialize)]
pub struct Prepared {
    /// Which.
    pub language: Language,
    /// Sources, bindings included, by path.
    pub files: BTreeMap<String, Content>,
    /// What to do with them.
    pub plan: Plan,
}

/// A file: a string, or a `Uint8Array`.
pub enum Content {
    /// Source.
    Text(String),
    /// Anything else.
    Bytes(Vec<u8>),
}

impl Serialize for Content {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Content::Text(text) => serializer.serialize_str(text),
            Content::Bytes(bytes) => serializer.serialize_bytes(bytes),
        }
    }
}

/// Command lines.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Plan {
    /// One.
    AssemblyScript {
        /// Without the program's name.
        arguments: Vec<String>,
    },
    /// One a source, then one that links, by whether an object has a `main`.
    Clang {
        /// Each makes an object.
        compiles: Vec<ClangCompile>,
        /// For a program.
        command: Vec<String>,
        /// For the exports of a world; `None` without a world.
        library: Option<Vec<String>>,
    },
}

/// One source to one object.
#[derive(Serialize)]
pub struct ClangCompile {
    /// The program's name first.
    pub arguments: Vec<String>,
    /// The object's path.
    pub object: String,
    /// Generated, and no place for a `main`.
    pub generated: bool,
}

/// A compiler's words.
pub struct Printed {
    /// As findings.
    pub diagnostics: Vec<Diagnostic>,
    /// As they are, for people.
    pub raw_output: String,
}
