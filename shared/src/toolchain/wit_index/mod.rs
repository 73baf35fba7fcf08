//! Help with WIT in the editor: outline, hover, definition, references, rename, completion.
//!
//! An index of the project's WIT and of the WASI packages it names, made anew for each question (a
//! millisecond). It reads broken text as far as it makes sense, because that is what is there while one
//! types; what counts as right is wit-parser's to say, so a rename is only offered when wit-parser still
//! accepts the project, and a test holds every definition found here to wit-parser's.

mod completion;
mod lookup;
mod scan;
mod symbols;
mod tokens;

pub use completion::{Completion, completion};
pub use symbols::SymbolKind;

use super::wit;
use crate::api::diagnostic::{Position, Span};
use crate::project::{Project, ProjectFile};
use lookup::Index;
use serde::Serialize;
use symbols::{Scanned, Symbol};

/// A place in a file of the project, or of a WASI package at hand.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The project's path, or [`LIBRARY`] and a package's name.
    pub path: String,
    /// Where in it.
    pub span: Span,
}

/// What the paths of the WASI packages at hand begin with; they cannot be changed.
pub const LIBRARY: &str = "wasi/";

/// A name of a file's outline.
#[derive(Clone, Debug, Serialize)]
pub struct OutlineItem {
    /// The name.
    pub name: String,
    /// What it is.
    pub kind: SymbolKind,
    /// All of it.
    pub whole: Span,
    /// Its name.
    pub span: Span,
    /// What is inside it.
    pub children: Vec<OutlineItem>,
}

/// What is said of a name.
#[derive(Clone, Debug, Serialize)]
pub struct Hover {
    /// Its declaration, as WIT.
    pub declaration: String,
    /// Its docs, as Markdown.
    pub docs: String,
    /// Where it is declared.
    pub path: String,
    /// The name that is asked about.
    pub span: Span,
}

/// The text of a file that a [`Place`] names: the project's, or a WASI package's.
pub fn text(project: &Project, path: &str) -> Option<String> {
    Index::of(project).files.into_iter().find(|file| file.path == path).map(|file| file.text)
}

/// The outline of one WIT text.
pub fn outline(text: &str) -> Vec<OutlineItem> {
    let scanned = scan::scan(text);
    let mut symbols: Vec<&Symbol> = scanned.symbols.iter().collect();
    symbols.sort_by_key(|symbol| (symbol.whole.start, std::cmp::Reverse(symbol.whole.end)));
    let mut symbols = symbols.into_iter().peekable();
    nested(text, &mut symbols, usize::MAX)
}

fn nested<'a>(
    text: &str,
    symbols: &mut std::iter::Peekable<impl Iterator<Item = &'a Symbol>>,
    end: usize,
) -> Vec<OutlineItem> {
    let mut items = Vec::new();
    while let Some(symbol) = symbols.next_if(|symbol| symbol.whole.start < end) {
        let children = nested(text, symbols, symbol.whole.end);
        items.push(OutlineItem {
            name: symbol.name.clone(),
            kind: symbol.kind,
            whole: lookup::span(text, &symbol.whole),
            span: lookup::span(text, &symbol.span),
            children,
        });
    }
    items
}

/// What the name at `position` of the file `path` is.
pub fn hover(project: &Project, path: &str, position: Position) -> Option<Hover> {
    let index = Index::of(project);
    let (at, found) = index.find(path, position)?;
    let (file, symbol) = index.symbol(found);
    Some(Hover {
        declaration: declaration(&file.text, symbol),
        docs: symbol.docs.clone(),
        path: file.path.clone(),
        span: at.span,
    })
}

/// How many lines of a declaration are shown.
const DECLARATION_LINES: usize = 20;

/// A declaration; of interfaces and worlds only the head.
fn declaration(text: &str, symbol: &Symbol) -> String {
    let whole = &text[symbol.whole.clone()];
    if matches!(symbol.kind, SymbolKind::Interface | SymbolKind::World) {
        return whole.split('{').next().unwrap_or_default().trim_end().to_owned();
    }
    let lines: Vec<&str> = whole.lines().take(DECLARATION_LINES).collect();
    lines.join("\n")
}

/// Where the name at `position` is declared.
pub fn definition(project: &Project, path: &str, position: Position) -> Option<Place> {
    let index = Index::of(project);
    let (_, found) = index.find(path, position)?;
    let (file, symbol) = index.symbol(found);
    Some(file.place(&symbol.span))
}

/// Where the name at `position` is declared and used, in the project and the packages it names.
pub fn references(project: &Project, path: &str, position: Position) -> Vec<Place> {
    let index = Index::of(project);
    index.find(path, position).map(|(_, found)| index.uses(found)).unwrap_or_default()
}

/// The places to write `new_name` at, so that the name at `position` changes everywhere.
///
/// # Errors
/// Says why it cannot be renamed: it is not the project's, the name is no name of WIT, or wit-parser
/// accepts the project now and would not any more.
pub fn rename(
    project: &Project,
    path: &str,
    position: Position,
    new_name: &str,
) -> Result<Vec<Place>, String> {
    let index = Index::of(project);
    let (_, found) = index.find(path, position).ok_or("There is no name of this WIT here.")?;
    let (file, symbol) = index.symbol(found);
    if file.path.starts_with(LIBRARY) {
        return Err(format!("`{}` belongs to a package that cannot be changed here.", symbol.name));
    }
    wit_parser::validate_id(new_name).map_err(|error| format!("`{new_name}` is no name of WIT: {error}"))?;
    let places = index.uses(found);
    if wit::read(project).is_ok() {
        let renamed = renamed(project, &places, new_name);
        if let Err(diagnostics) = wit::read(&renamed) {
            let why = diagnostics.first().map(|diagnostic| diagnostic.message.as_str()).unwrap_or_default();
            return Err(format!("With the name `{new_name}` the WIT would not hold together: {why}"));
        }
    }
    Ok(places)
}

/// The project after a rename.
fn renamed(project: &Project, places: &[Place], new_name: &str) -> Project {
    let mut project = project.clone();
    // From the end, so that places before stay where they are.
    let mut places: Vec<&Place> = places.iter().collect();
    places.sort_by(|a, b| b.cmp(a));
    for Place { path, span } in places {
        if let Some(ProjectFile::Text(text)) = project.files.get_mut(path) {
            let range = lookup::offset(text, span.start)..lookup::offset(text, span.end);
            text.replace_range(range, new_name);
        }
    }
    project
}
