//! Where the functions of a binary are, and what of their modules is needed to print one of them.

use std::ops::Range;
use wasmparser::{KnownCustom, Parser, Payload};

/// The sections of a core module that the text of its functions depends on.
#[derive(Clone, Default)]
pub(super) struct Module {
    /// The contents of the section, without id and length; empty where there is none.
    pub types: Range<usize>,
    /// The same.
    pub imports: Range<usize>,
    /// The same.
    pub functions: Range<usize>,
    /// The contents of the `name` section, after its name.
    pub names: Range<usize>,
    /// The first of its functions among all of the binary's.
    pub first: usize,
}

/// A function's body.
#[derive(Clone, Copy)]
pub(super) struct Body {
    /// Which module it is of.
    pub module: u32,
    /// Where it begins, after its length.
    pub begin: u32,
    /// Where it ends.
    pub end: u32,
}

/// Every module and function of a binary, in the order they have in it.
#[derive(Default)]
pub(super) struct Index {
    pub modules: Vec<Module>,
    pub bodies: Vec<Body>,
}

impl Index {
    /// Reads what there is; a binary that breaks off has the functions before that.
    pub fn read(bytes: &[u8]) -> Index {
        let mut index = Index::default();
        // Of each component or module that is open: the module's number.
        let mut open: Vec<Option<usize>> = Vec::new();
        let place = |range: Range<u64>| range.start as usize..range.end as usize;
        for payload in Parser::new(0).parse_all(bytes).map_while(Result::ok) {
            if let Payload::Version { encoding, .. } = &payload {
                open.push(matches!(encoding, wasmparser::Encoding::Module).then_some(index.modules.len()));
                if let Some(Some(_)) = open.last() {
                    index.modules.push(Module { first: index.bodies.len(), ..Module::default() });
                }
                continue;
            }
            if let Payload::End(_) = &payload {
                open.pop();
                continue;
            }
            let Some(Some(number)) = open.last().copied() else { continue };
            let module = &mut index.modules[number];
            match payload {
                Payload::TypeSection(section) => module.types = place(section.range()),
                Payload::ImportSection(section) => module.imports = place(section.range()),
                Payload::FunctionSection(section) => module.functions = place(section.range()),
                Payload::CodeSectionEntry(body) => {
                    let range = place(body.range());
                    let (begin, end) = (range.start as u32, range.end as u32);
                    index.bodies.push(Body { module: number as u32, begin, end });
                }
                Payload::CustomSection(section) if matches!(section.as_known(), KnownCustom::Name(_)) => {
                    module.names = place(section.data_range());
                }
                _ => {}
            }
        }
        index
    }

    /// The function whose body has this byte.
    pub fn function_at(&self, offset: u64) -> Option<usize> {
        let after = self.bodies.partition_point(|body| u64::from(body.begin) <= offset);
        let last = after.checked_sub(1)?;
        (offset < u64::from(self.bodies[last].end)).then_some(last)
    }

    /// The function whose body begins at this byte.
    pub fn function_from(&self, offset: u64) -> Option<u32> {
        let at = self.bodies.binary_search_by_key(&offset, |body| u64::from(body.begin)).ok()?;
        Some(at as u32)
    }

    /// `first` and functions of its module after it, as long as their bodies have no more than `most_bytes`.
    pub fn batch(&self, first: u32, most_bytes: u64) -> Range<usize> {
        let first = first as usize;
        let module = self.bodies[first].module;
        let mut bytes = 0;
        let fits = self.bodies[first..].iter().take_while(|body| {
            bytes += u64::from(body.end - body.begin);
            body.module == module && bytes <= most_bytes
        });
        first..first + fits.count().max(1)
    }

    /// How many bytes these bodies have together.
    pub fn body_bytes(&self, functions: &Range<usize>) -> u64 {
        self.bodies[functions.clone()].iter().map(|body| u64::from(body.end - body.begin)).sum()
    }
}
