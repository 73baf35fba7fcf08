//! What could be written at a place of a `.wac` text.

use crate::Components;
use crate::text::identifier;
use crate::wiring::imports_of;
use diptych_shared::api::composition::Composition;
use diptych_shared::project::COMPONENTS_NAMESPACE;
use serde::Serialize;

/// What kind of thing a completion is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CompletionKind {
    /// A word of the language.
    Keyword,
    /// A component of the project.
    Component,
    /// An instance.
    Instance,
    /// An export of an instance.
    Export,
    /// An import of the component that is instantiated.
    Import,
}

/// One thing that could be written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Completion {
    /// What it is called.
    pub label: String,
    /// What kind of thing it is.
    pub kind: CompletionKind,
    /// What is written in the place of the word at the caret.
    pub text: String,
    /// Where that word begins, as a byte offset.
    pub start: usize,
}

const KEYWORDS: &[&str] =
    &["let", "new", "export", "import", "as", "package", "interface", "world", "use", "type"];

/// What could stand at byte `offset` of `text`; `composition` is what it last composed.
pub fn complete(
    text: &str,
    offset: usize,
    components: &Components,
    composition: Option<&Composition>,
) -> Vec<Completion> {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let is_word = |char: char| char.is_ascii_alphanumeric() || "-:/@%".contains(char);
    let before = text[..offset].trim_end_matches(is_word);
    let start = before.len();
    let completion =
        |label: &str, kind, text: String| Completion { label: label.to_owned(), kind, text, start };
    let exports = |of: &str| {
        let found = composition.and_then(|composition| composition.instance(of.trim_start_matches('%')));
        found.map(|instance| instance.exports.as_slice()).unwrap_or_default()
    };
    if let Some(rest) = before.strip_suffix("[\"") {
        let of = last_word(rest);
        return exports(of)
            .iter()
            .map(|port| completion(&port.name, CompletionKind::Export, port.name.clone()))
            .collect();
    }
    if let Some(rest) = before.strip_suffix('.') {
        // The short form is an interface's own name.
        let short = |name: &str| {
            let interface = name.rsplit_once('/').map_or(name, |(_, interface)| interface);
            identifier(interface.split('@').next().unwrap_or(interface))
        };
        return exports(last_word(rest))
            .iter()
            .map(|port| completion(&port.name, CompletionKind::Export, short(&port.name)))
            .collect();
    }
    if last_word(before.trim_end()) == "new" {
        return components
            .keys()
            .map(|name| format!("{COMPONENTS_NAMESPACE}:{name}"))
            .map(|name| completion(&name, CompletionKind::Component, name.clone()))
            .collect();
    }
    let mut found = Vec::new();
    let instances = composition.map(|composition| composition.instances.as_slice()).unwrap_or_default();
    let names = instances.iter().filter(|instance| instance.is_named);
    let in_new = component_being_instantiated(before);
    let is_value = before.trim_end().ends_with(':');
    if let (Some(component), false) = (in_new, is_value) {
        // The quote that was typed already is not written twice.
        let (open, quote) = if before.ends_with('"') { ("", "") } else { ("\"", "\": ") };
        found.extend(imports_of(components, component).into_iter().map(|import| {
            let written = format!("{open}{import}{quote}");
            completion(&import, CompletionKind::Import, written)
        }));
    }
    found
        .extend(names.map(|instance| {
            completion(&instance.name, CompletionKind::Instance, identifier(&instance.name))
        }));
    if in_new.is_none() {
        found.extend(
            KEYWORDS.iter().map(|word| completion(word, CompletionKind::Keyword, (*word).to_owned())),
        );
    }
    found
}

fn last_word(text: &str) -> &str {
    let is_word = |char: char| char.is_ascii_alphanumeric() || "-:%".contains(char);
    &text[text.trim_end_matches(is_word).len()..]
}

/// The component of the `new` whose braces are open at the end of `before`.
fn component_being_instantiated(before: &str) -> Option<&str> {
    let mut depth = 0usize;
    for (index, char) in before.char_indices().rev() {
        match char {
            '}' => depth += 1,
            '{' if depth == 0 => {
                let package = last_word(before[..index].trim_end());
                return package.strip_prefix(COMPONENTS_NAMESPACE)?.strip_prefix(':');
            }
            '{' => depth -= 1,
            ';' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}
