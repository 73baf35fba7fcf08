//! A module's functions by size: with names people can read, grouped by what their names begin with.

use super::{part, sections};
use crate::api::anatomy::{Part, PartKind};
use crate::toolchain::demangle::{demangle, namespace};
use std::collections::{BTreeMap, HashMap};
use wasmparser::{ExternalKind, Name, NameMap, NameSectionReader, Payload, TypeRef};

/// How many functions of one module are listed, the largest; the others are counted.
const LISTED: usize = 3_000;
/// How many functions of one module get a readable name and a group, the largest.
const NAMED: usize = 20_000;
/// How many groups of one module are listed.
const GROUPS: usize = 200;
/// How many functions of one module are told apart at all: as many as an engine takes.
const READ: usize = 1_000_000;

/// The functions of a module while it is read.
#[derive(Default)]
pub(super) struct Functions<'a> {
    /// The code section's part.
    section: Option<usize>,
    /// Where the next body begins, its length included.
    cursor: u64,
    /// Where each body ends.
    ends: Vec<u64>,
    first: u64,
    imported_count: u32,
    names: Option<NameMap<'a>>,
    exports: HashMap<u32, &'a str>,
    /// The module's own name.
    pub module_name: Option<&'a str>,
}

/// A body, and what it is called where that is known.
struct Function<'a> {
    index: u32,
    offset: u64,
    size: u64,
    symbol: Option<&'a str>,
    name: Option<String>,
}

impl<'a> Functions<'a> {
    /// The code section is `section`, and its first body begins at `offset`.
    pub fn begin(&mut self, section: usize, offset: u64) {
        self.section = Some(section);
        self.first = offset;
        self.cursor = offset;
    }

    /// A body that ends at `end`.
    pub fn push(&mut self, end: u64) {
        if self.section.is_some() && self.ends.len() < READ {
            self.ends.push(end);
        }
    }

    /// Imports shift the indices, and exports name functions that have no other name.
    pub fn note(&mut self, payload: &Payload<'a>) {
        match payload {
            Payload::ImportSection(imports) => {
                let imports = imports.clone().into_imports().map_while(Result::ok);
                let functions =
                    imports.filter(|import| matches!(import.ty, TypeRef::Func(_) | TypeRef::FuncExact(_)));
                self.imported_count = functions.count() as u32;
            }
            Payload::ExportSection(exports) => {
                let exports = exports.clone().into_iter().map_while(Result::ok).take(READ);
                let functions = exports.filter(|export| export.kind == ExternalKind::Func);
                self.exports = functions.map(|export| (export.index, export.name)).collect();
            }
            _ => {}
        }
    }

    /// The name section, which comes last.
    pub fn read_names(&mut self, names: NameSectionReader<'a>) {
        for name in names.map_while(Result::ok) {
            match name {
                Name::Module { name, .. } => self.module_name = Some(name),
                Name::Function(map) => self.names = Some(map),
                _ => {}
            }
        }
    }

    /// Every body, the largest first, without names.
    fn by_size(&self) -> Vec<Function<'a>> {
        let mut offset = self.first;
        let mut functions = Vec::with_capacity(self.ends.len());
        for (place, end) in self.ends.iter().enumerate() {
            let index = self.imported_count.saturating_add(place as u32);
            functions.push(Function { index, offset, size: end - offset, symbol: None, name: None });
            offset = *end;
        }
        functions.sort_by_key(|function| (std::cmp::Reverse(function.size), function.index));
        functions
    }

    /// Adds the functions to `parts`, at most `room` of them.
    pub fn list(self, room: usize, parts: &mut Vec<Part>) {
        let Some(section) = self.section else { return };
        let mut functions = self.by_size();
        let smaller = functions.split_off(functions.len().min(NAMED));
        let mut symbols = self.exports;
        if let Some(names) = self.names {
            symbols.extend(names.into_iter().map_while(Result::ok).map(|naming| (naming.index, naming.name)));
        }
        for function in &mut functions {
            function.symbol = symbols.get(&function.index).copied();
            function.name = function.symbol.and_then(demangle);
        }
        let mut groups: BTreeMap<Option<String>, Vec<Function<'a>>> = BTreeMap::new();
        for function in functions {
            let group = function.name.as_deref().or(function.symbol).and_then(namespace);
            groups.entry(group.map(str::to_owned)).or_default().push(function);
        }
        let mut lister = Lister { parts, room: room.min(LISTED + GROUPS) };
        let mut rest = smaller;
        if groups.len() < 2 {
            for functions in groups.into_values() {
                lister.functions(section, functions, &mut rest);
            }
        } else {
            let size = |functions: &[Function<'_>]| functions.iter().map(|each| each.size).sum::<u64>();
            let mut groups: Vec<_> = groups.into_iter().collect();
            groups.sort_by_key(|(_, functions)| std::cmp::Reverse(size(functions)));
            for (at, (name, functions)) in groups.into_iter().enumerate() {
                if at >= GROUPS || lister.room < 2 {
                    rest.extend(functions);
                    continue;
                }
                let count = functions.len() as u32;
                let offset = functions.iter().map(|each| each.offset).min().unwrap_or(0);
                let range = offset..offset + size(&functions);
                let group = lister.push(Part { name, count, ..part(section, PartKind::Group, range) });
                let mut unlisted = Vec::new();
                lister.functions(group, functions, &mut unlisted);
                lister.more(group, &unlisted);
            }
        }
        lister.more(section, &rest);
    }
}

/// Adds parts while there is room.
struct Lister<'p> {
    parts: &'p mut Vec<Part>,
    room: usize,
}

impl Lister<'_> {
    fn push(&mut self, part: Part) -> usize {
        self.room = self.room.saturating_sub(1);
        self.parts.push(part);
        self.parts.len() - 1
    }

    /// As many of them as there is room for; what is left goes into `unlisted`.
    fn functions<'a>(
        &mut self,
        parent: usize,
        functions: Vec<Function<'a>>,
        unlisted: &mut Vec<Function<'a>>,
    ) {
        // Of each group only what can be seen in it, so that the small ones are listed, too.
        let most = self.room.min(1_000);
        for (at, function) in functions.into_iter().enumerate() {
            if at >= most {
                unlisted.push(function);
                continue;
            }
            let range = function.offset..function.offset + function.size;
            let symbol = function.symbol.map(sections::cut);
            let (name, symbol) = match function.name {
                Some(name) => (Some(name), symbol),
                None => (symbol, None),
            };
            let index = Some(function.index);
            self.push(Part { name, symbol, index, ..part(parent, PartKind::Function, range) });
        }
    }

    /// One part for those that are not listed.
    fn more(&mut self, parent: usize, unlisted: &[Function<'_>]) {
        let Some(offset) = unlisted.iter().map(|each| each.offset).min() else { return };
        let size: u64 = unlisted.iter().map(|each| each.size).sum();
        let count = unlisted.len() as u32;
        self.push(Part { count, ..part(parent, PartKind::More, offset..offset + size) });
    }
}
