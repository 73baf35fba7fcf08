//! The compose step: a `.wac` text and components in, one component out; and edits of the text, as a graph
//! makes them.
//!
//! The language is [WAC](https://github.com/bytecodealliance/wac), read and encoded by its own crates. The
//! page and the server call the same code, so that both make the same bytes.
#![deny(missing_docs)]

mod compile;
mod complete;
mod diagnostics;
mod edit;
pub mod limits;
mod model;
mod resolve;
mod text;
mod wiring;

pub use compile::compile;
pub use complete::{Completion, CompletionKind, complete};
pub use edit::{Stopped, edit};
pub use wiring::wiring;

use diptych_shared::api::composition::Composition;
use diptych_shared::api::diagnostic::Diagnostic;
use std::collections::BTreeMap;

/// The components that a text may name, by their names in the project.
pub type Components = BTreeMap<String, Vec<u8>>;

/// The composer's name and version.
pub const VERSION: &str = "wac 0.12.0";

/// What a text composes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Composed {
    /// The component, when there is one.
    pub component: Option<Vec<u8>>,
    /// What it is made of, when the text resolves.
    pub composition: Option<Composition>,
    /// What is wrong, without a file.
    pub diagnostics: Vec<Diagnostic>,
}

/// Composes the components as `text` says.
///
/// The same text and components make the same bytes everywhere. What is wrong with the text is in the
/// diagnostics, with its place.
pub fn compose(text: &str, components: &Components) -> Composed {
    let failed = |diagnostic| Composed { diagnostics: vec![diagnostic], ..Composed::default() };
    let document = match resolve::parse(text) {
        Ok(document) => document,
        Err(diagnostic) => return failed(diagnostic),
    };
    let resolution = match resolve::resolve(text, &document, components) {
        Ok(resolution) => resolution,
        Err(diagnostic) => return failed(diagnostic),
    };
    let composition = Some(model::read(text, &resolution));
    match resolve::encode(text, &resolution) {
        Ok(bytes) => Composed { component: Some(bytes), composition, diagnostics: Vec::new() },
        Err(diagnostic) => Composed { composition, ..failed(diagnostic) },
    }
}
