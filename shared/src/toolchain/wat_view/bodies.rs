//! The text of single functions: printed from a module that holds them and what their text depends on.

use super::index::Index;
use super::lines::{self, Printed};
use crate::toolchain::inspect::InspectError;
use std::borrow::Cow;
use std::ops::Range;
use wasm_encoder::{CodeSection, CustomSection, FunctionSection, Module, RawSection, SectionId};
use wasmparser::{BinaryReader, FunctionSectionReader, Parser, Payload};

/// An empty body: no locals, `end`.
const EMPTY: &[u8] = &[0x00, 0x0b];

/// The text of each of these functions, which are of one module.
///
/// Functions before them are there with empty bodies, so that indices and names are what they are in
/// the whole; functions after them are not there at all.
pub(super) fn print(
    bytes: &[u8],
    index: &Index,
    functions: Range<usize>,
) -> Result<Vec<Printed>, InspectError> {
    let Some(number) = index.bodies.get(functions.start).map(|body| body.module) else {
        return Ok(Vec::new());
    };
    let module = &index.modules[number as usize];
    let before = functions.start - module.first;
    let count = functions.end - module.first;
    let types = FunctionSectionReader::new(BinaryReader::new(&bytes[module.functions.clone()], 0))
        .map_err(|error| InspectError::Invalid(error.to_string()))?;
    let mut declared = FunctionSection::new();
    for ty in types.into_iter().map_while(Result::ok).take(count) {
        declared.function(ty);
    }
    if declared.len() as usize != count {
        return Err(InspectError::Invalid("it has bodies of functions that are not declared".into()));
    }
    let mut code = CodeSection::new();
    for _ in 0..before {
        code.raw(EMPTY);
    }
    let own = &index.bodies[functions.clone()];
    for body in own {
        code.raw(&bytes[body.begin as usize..body.end as usize]);
    }
    let mut reduced = Module::new();
    for (id, range) in [(SectionId::Type, &module.types), (SectionId::Import, &module.imports)] {
        if !range.is_empty() {
            reduced.section(&RawSection { id: id as u8, data: &bytes[range.clone()] });
        }
    }
    reduced.section(&declared).section(&code);
    if !module.names.is_empty() {
        reduced.section(&CustomSection {
            name: Cow::Borrowed("name"),
            data: Cow::Borrowed(&bytes[module.names.clone()]),
        });
    }
    let reduced = reduced.finish();
    let begins: Vec<u64> = Parser::new(0)
        .parse_all(&reduced)
        .filter_map(|payload| match payload {
            Ok(Payload::CodeSectionEntry(body)) => Some(body.range().start),
            _ => None,
        })
        .skip(before)
        .collect();
    let Some(first) = begins.first().copied() else { return Ok(Vec::new()) };
    let text = lines::print_from(&reduced, first)?;
    // Where a line is in the module that was printed, told as where it is in the binary.
    let mut printed = text.split_at_offsets(&begins);
    for ((function, begin), body) in printed.iter_mut().zip(&begins).zip(own) {
        for line in &mut function.lines {
            line.offset = line.offset.map(|offset| offset.saturating_sub(*begin) + u64::from(body.begin));
        }
    }
    Ok(printed)
}
