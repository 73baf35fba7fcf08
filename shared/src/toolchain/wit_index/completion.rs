//! What may be written at a place of a WIT text.

use super::lookup::{Index, Indexed, offset, span};
use super::scan::built_in;
use super::symbols::{Path, SymbolKind};
use crate::api::diagnostic::{Position, Span};
use crate::project::Project;
use serde::Serialize;

/// One thing that may be written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Completion {
    /// What is written.
    pub text: String,
    /// What it is: a kind of symbol, `keyword` or `type`.
    pub kind: &'static str,
    /// What it replaces.
    pub span: Span,
}

const AT_THE_TOP: [&str; 4] = ["package", "interface", "world", "use"];
const IN_INTERFACES: [&str; 7] = ["use", "type", "record", "variant", "enum", "flags", "resource"];
const IN_WORLDS: [&str; 9] =
    ["import", "export", "include", "use", "type", "record", "variant", "enum", "flags"];
const AFTER_A_NAME: [&str; 4] = ["func", "async func", "static func", "interface"];

/// What may be written at `position` of the file `path`: keywords, types in scope, interfaces.
pub fn completion(project: &Project, path: &str, position: Position) -> Vec<Completion> {
    let index = Index::of(project);
    let Some(at) = index.files.iter().position(|file| file.path == path) else { return Vec::new() };
    let file = &index.files[at];
    let caret = offset(&file.text, position);
    let before = &file.text[..caret];
    if before.rsplit('\n').next().is_some_and(|line| line.contains("//")) {
        return Vec::new();
    }
    let in_word = |character: char| character.is_ascii_alphanumeric() || "-%".contains(character);
    let in_path = |character: char| in_word(character) || ":/@.+".contains(character);
    let word = before.trim_end_matches(in_word).len();
    let whole = before.trim_end_matches(in_path).len();
    let make =
        |from: usize, text: String, kind| Completion { text, kind, span: span(&file.text, &(from..caret)) };
    let words = |words: &[&str], kind| {
        words.iter().map(|text| make(word, (*text).to_owned(), kind)).collect::<Vec<_>>()
    };
    let lead = before[..whole].trim_end();
    if let Some(members) = use_list(before) {
        let scope = index.interface(at, &members).and_then(|found| {
            let (file, symbol) = index.symbol(found);
            Some((file, symbol.inner?))
        });
        return scope.map_or_else(Vec::new, |(of, scope)| {
            types_in(of, scope).into_iter().map(|(name, kind)| make(word, name, kind)).collect()
        });
    }
    let last_word = lead.rsplit(|character: char| !in_word(character)).next().unwrap_or_default();
    if ["use", "import", "export", "include"].contains(&last_word) {
        return interfaces(&index, at).into_iter().map(|(name, kind)| make(whole, name, kind)).collect();
    }
    let scope = scope_at(file, caret);
    let lead = before[..word].trim_end();
    let item = lead.rsplit([';', '{', '}']).next().unwrap_or_default();
    let is_type_place = lead.ends_with("->")
        || lead.ends_with(['<', '='])
        || lead.ends_with(':') && (item.contains('(') || in_record(lead))
        || lead.ends_with(['(', ',']) && in_payload(item);
    if is_type_place {
        let mut found = words(&built_in().collect::<Vec<_>>(), "type");
        found.extend(types_in(file, scope).into_iter().map(|(name, kind)| make(word, name, kind)));
        return found;
    }
    match lead.chars().next_back() {
        Some(':') => words(&AFTER_A_NAME, "keyword"),
        None | Some(';' | '{' | '}') if in_record(lead) => Vec::new(),
        None | Some(';' | '{' | '}') => {
            let keywords: &[&str] = match kind_of(file, scope) {
                None => &AT_THE_TOP,
                Some(SymbolKind::World) => &IN_WORLDS,
                Some(_) => &IN_INTERFACES,
            };
            words(keywords, "keyword")
        }
        _ => Vec::new(),
    }
}

/// The path before the open `.{` of a `use`.
fn use_list(before: &str) -> Option<Path> {
    let open = before.rfind('{').filter(|open| !before[*open..].contains(['}', ';']))?;
    let head = before[..open].strip_suffix('.')?;
    let path = head.rsplit(|character: char| character.is_whitespace()).next()?;
    let (path, version) =
        path.split_once('@').map_or((path, None), |(path, version)| (path, Some(version.to_owned())));
    let (package, name) =
        path.rsplit_once('/').map_or((None, path), |(package, name)| (Some(package.to_owned()), name));
    Some(Path { package, version, name: name.to_owned() })
}

/// Whether the block that is open is a record, variant, enum or flags.
fn in_record(lead: &str) -> bool {
    let Some(open) = lead.rfind('{').filter(|open| !lead[*open..].contains('}')) else { return false };
    let head = lead[..open].rsplit([';', '{', '}']).next().unwrap_or_default();
    head.split_whitespace().any(|word| ["record", "variant", "enum", "flags"].contains(&word))
}

/// Whether an open `(` of the item holds types without names: a case's, not a function's.
fn in_payload(item: &str) -> bool {
    let depth = item.matches('(').count() > item.matches(')').count();
    let angles = item.matches('<').count() > item.replace("->", "").matches('>').count();
    angles || depth && !item.contains("func") && !item.contains("constructor")
}

/// The innermost scope at `caret`.
fn scope_at(file: &Indexed, caret: usize) -> usize {
    let scopes = file.scanned.scopes.iter().enumerate();
    let around = scopes.filter(|(_, scope)| scope.range.start <= caret && caret <= scope.range.end);
    around.min_by_key(|(_, scope)| scope.range.len()).map_or(0, |(number, _)| number)
}

/// What opens the scope; `None` for a file or a package.
fn kind_of(file: &Indexed, scope: usize) -> Option<SymbolKind> {
    file.scanned.symbols.iter().find(|symbol| symbol.inner == Some(scope)).map(|symbol| symbol.kind)
}

/// The types that a scope knows.
fn types_in(file: &Indexed, scope: usize) -> Vec<(String, &'static str)> {
    let is_type = |kind| !matches!(kind, SymbolKind::Function | SymbolKind::Interface | SymbolKind::World);
    let own = file.scanned.symbols.iter().filter(|symbol| symbol.scope == scope && is_type(symbol.kind));
    let taken = file.scanned.scopes.get(scope).into_iter().flat_map(|scope| &scope.taken);
    own.map(|symbol| (symbol.name.clone(), "struct"))
        .chain(taken.map(|(name, _)| (name.clone(), "struct")))
        .collect()
}

/// The interfaces that the file may name: its package's by name, others by path.
fn interfaces(index: &Index, at: usize) -> Vec<(String, &'static str)> {
    let own = index.package_of(&index.files[at]);
    let mut found = Vec::new();
    for file in &index.files {
        let package = index.package_of(file);
        for symbol in file.scanned.symbols.iter().filter(|symbol| symbol.scope == 0) {
            let kind = match symbol.kind {
                SymbolKind::Interface => "interface",
                SymbolKind::World => "world",
                _ => continue,
            };
            match package {
                Some((package, version)) if own.is_none_or(|(own, _)| own != package) => {
                    let version = version.as_ref().map(|version| format!("@{version}")).unwrap_or_default();
                    found.push((format!("{package}/{}{version}", symbol.name), kind));
                }
                _ => found.push((symbol.name.clone(), kind)),
            }
        }
    }
    found
}
