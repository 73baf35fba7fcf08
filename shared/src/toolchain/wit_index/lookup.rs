//! Names across files: which symbol a name means, and where a symbol is used.

use super::symbols::{Meaning, Mention, Path, Symbol, SymbolKind};
use super::{LIBRARY, Place, Scanned, scan};
use crate::api::diagnostic::{Position, Span};
use crate::project::Project;
use crate::toolchain::wasi;
use std::ops::Range;
use wit_parser::PackageName;

/// A file with what is known of it.
pub(super) struct Indexed {
    pub path: String,
    pub text: String,
    pub scanned: Scanned,
    /// The files of one package have the same.
    folder: String,
}

impl Indexed {
    fn new(path: &str, text: &str) -> Indexed {
        let scanned = scan::scan(text);
        let folder = match path.strip_prefix("wit/deps/") {
            Some(rest) => rest.split('/').next().unwrap_or_default().to_owned(),
            None if path.starts_with(LIBRARY) => path.to_owned(),
            None => String::new(),
        };
        Indexed { path: path.to_owned(), text: text.to_owned(), scanned, folder }
    }

    /// A range of this file.
    pub fn place(&self, range: &Range<usize>) -> Place {
        Place { path: self.path.clone(), span: span(&self.text, range) }
    }
}

/// Which symbol: file and number.
pub(super) type Found = (usize, usize);

/// All files that names may lead to.
pub(super) struct Index {
    pub files: Vec<Indexed>,
}

/// How many names in a row may stand for one another.
const HOPS: usize = 20;

impl Index {
    /// Of the project's WIT, and of the WASI packages at hand that it does not hold itself.
    pub fn of(project: &Project) -> Index {
        let is_wit = |path: &str| path.starts_with("wit/") && path.ends_with(".wit");
        let mut files: Vec<Indexed> = project
            .files
            .iter()
            .filter(|(path, _)| is_wit(path))
            .filter_map(|(path, file)| Some(Indexed::new(path, file.as_text()?)))
            .collect();
        files.extend(library(&files));
        Index { files }
    }

    /// The name at `position`, and the symbol it means.
    pub fn find(&self, path: &str, position: Position) -> Option<(Place, Found)> {
        let at = self.files.iter().position(|file| file.path == path)?;
        let file = &self.files[at];
        let offset = offset(&file.text, position);
        let touches = |range: &Range<usize>| range.start <= offset && offset <= range.end;
        if let Some(mention) = file.scanned.mentions.iter().find(|mention| touches(&mention.span)) {
            let found = self.resolve(at, mention)?;
            return Some((file.place(&mention.span), found));
        }
        let symbol = file.scanned.symbols.iter().position(|symbol| touches(&symbol.span))?;
        Some((file.place(&file.scanned.symbols[symbol].span), (at, symbol)))
    }

    /// A symbol and its file.
    pub fn symbol(&self, (file, symbol): Found) -> (&Indexed, &Symbol) {
        (&self.files[file], &self.files[file].scanned.symbols[symbol])
    }

    /// Where a symbol is declared and used.
    pub fn uses(&self, found: Found) -> Vec<Place> {
        let (file, symbol) = self.symbol(found);
        let mut places = vec![file.place(&symbol.span)];
        for (at, file) in self.files.iter().enumerate() {
            let means =
                |mention: &&Mention| mention.name == symbol.name && self.resolve(at, mention) == Some(found);
            places
                .extend(file.scanned.mentions.iter().filter(means).map(|mention| file.place(&mention.span)));
        }
        places.sort();
        places.dedup();
        places
    }

    fn resolve(&self, file: usize, mention: &Mention) -> Option<Found> {
        match &mention.meaning {
            Meaning::Type(scope) => self.type_in(file, *scope, &mention.name, HOPS),
            Meaning::Interface(path) => self.interface(file, path),
            Meaning::Member(path) => self.member(file, path, &mention.name, HOPS),
        }
    }

    fn type_in(&self, at: usize, scope: usize, name: &str, hops: usize) -> Option<Found> {
        let scanned = &self.files[at].scanned;
        let is_it = |symbol: &Symbol| {
            let is_type =
                !matches!(symbol.kind, SymbolKind::Function | SymbolKind::Interface | SymbolKind::World);
            symbol.scope == scope && is_type && symbol.name == name
        };
        if let Some(symbol) = scanned.symbols.iter().position(is_it) {
            return Some((at, symbol));
        }
        let (_, path) = scanned.scopes.get(scope)?.taken.iter().find(|(taken, _)| taken == name)?;
        self.member(at, path, name, hops.checked_sub(1)?)
    }

    fn member(&self, at: usize, path: &Path, name: &str, hops: usize) -> Option<Found> {
        let (at, interface) = self.interface(at, path)?;
        let scope = self.files[at].scanned.symbols[interface].inner?;
        self.type_in(at, scope, name, hops)
    }

    /// The interface or world of this path, as the file `at` means it.
    pub fn interface(&self, at: usize, path: &Path) -> Option<Found> {
        let belongs = |file: &Indexed| match &path.package {
            None => file.folder == self.files[at].folder,
            Some(package) => self.package_of(file).is_some_and(|(name, version)| {
                name == package
                    && (path.version.is_none() || path.version == *version || file.path.starts_with(LIBRARY))
            }),
        };
        let is_it = |symbol: &Symbol| {
            let kinds = [SymbolKind::Interface, SymbolKind::World, SymbolKind::Alias];
            kinds.contains(&symbol.kind)
                && symbol.name == path.name
                && (symbol.scope == 0 || path.package.is_none())
        };
        // The project's own files come first.
        self.files
            .iter()
            .enumerate()
            .filter(|(_, file)| belongs(file))
            .find_map(|(number, file)| Some((number, file.scanned.symbols.iter().position(is_it)?)))
    }

    /// A file's package: what it says itself, or another file of the same package.
    pub fn package_of(&self, file: &Indexed) -> Option<&(String, Option<String>)> {
        let same = self.files.iter().filter(|other| other.folder == file.folder);
        same.filter_map(|other| other.scanned.package.as_ref()).next()
    }
}

/// The WASI packages at hand, at the version that the project names or their own.
fn library(files: &[Indexed]) -> Vec<Indexed> {
    let names =
        files.iter().flat_map(|file| &file.scanned.mentions).filter_map(|mention| match &mention.meaning {
            Meaning::Interface(path) => path.version.as_ref(),
            _ => None,
        });
    // A project speaks of one release of WASI; where it does not, navigation shows the newest text.
    let version =
        names.filter(|version| version.starts_with("0.2.")).max().map_or(wasi::VERSION, String::as_str);
    let at_hand = wasi::names().filter_map(|own| {
        let (package, own_version) = own.split_once('@')?;
        let wanted = if own_version == wasi::VERSION { version } else { own_version };
        let (namespace, name) = package.split_once(':')?;
        let there =
            files.iter().filter_map(|file| file.scanned.package.as_ref()).any(|(name, _)| name == package);
        if there {
            return None;
        }
        let package = |version: &str| {
            let version = Some(version.parse().ok()?);
            wasi::package(&PackageName { namespace: namespace.to_owned(), name: name.to_owned(), version })
        };
        let text = package(wanted).or_else(|| package(own_version))?;
        Some(Indexed::new(&format!("{LIBRARY}{name}.wit"), &text))
    });
    at_hand.collect()
}

/// The byte at `position`; the line's or the text's end where it is beyond that.
pub(super) fn offset(text: &str, position: Position) -> usize {
    let mut start = 0;
    for _ in 1..position.line {
        match text[start..].find('\n') {
            Some(newline) => start += newline + 1,
            None => return text.len(),
        }
    }
    let mut column = 1;
    for (at, character) in text[start..].char_indices() {
        if column >= position.column || character == '\n' {
            return start + at;
        }
        column += character.len_utf16() as u32;
    }
    text.len()
}

/// A range as lines and columns.
pub(super) fn span(text: &str, range: &Range<usize>) -> Span {
    Span { start: Position::from_offset(text, range.start), end: Position::from_offset(text, range.end) }
}
