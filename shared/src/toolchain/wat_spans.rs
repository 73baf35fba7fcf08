//! From an offset in encoded WebAssembly back to the text it was made from.

use std::ops::Range;
use wasmparser::{Parser, Payload};
use wast::Wat;
use wast::component::{Component, ComponentField, ComponentKind, CoreModuleKind, NestedComponentKind};
use wast::core::{Expression, Func, FuncKind, ModuleField, ModuleKind};

/// Where the token that starts at byte `start` ends.
pub(super) fn token_end(text: &str, start: usize) -> usize {
    let Some(rest) = text.get(start..) else { return start };
    let mut characters = rest.char_indices();
    let Some((_, first)) = characters.next() else { return start };
    if first == '"' {
        // A string: to its closing quote on the same line.
        let mut escaped = false;
        for (offset, character) in characters {
            match character {
                '\n' => return start + offset,
                '"' if !escaped => return start + offset + 1,
                _ => escaped = character == '\\' && !escaped,
            }
        }
        return text.len();
    }
    let is_end = |character: char| character.is_whitespace() || "()\";".contains(character);
    match characters.find(|(_, character)| is_end(*character)) {
        Some((offset, _)) => start + offset,
        None => text.len(),
    }
}

/// The range of the first `(component` or `(module` keyword, or of the text's start.
pub(super) fn first_keyword(text: &str) -> Range<usize> {
    let keyword = ["(module", "(component"]
        .iter()
        .filter_map(|keyword| text.find(keyword).map(|start| start + 1..start + keyword.len()))
        .min_by_key(|range| range.start);
    keyword.unwrap_or(0..token_end(text, 0))
}

/// The text offset of what was encoded at byte `offset`: an instruction where that is known, else
/// the function.
pub(super) fn source_of(wat: &Wat<'_>, bytes: &[u8], offset: u64) -> Option<usize> {
    let (function, instruction) = locate(bytes, offset)?;
    let mut functions = Functions { seen: 0, wanted: function, found: None };
    match wat {
        Wat::Module(module) => {
            if let ModuleKind::Text(fields) = &module.kind {
                functions.module(fields);
            }
        }
        Wat::Component(component) => functions.component(component),
    }
    let function = functions.found?;
    let FuncKind::Inline { expression: Expression { instr_spans, .. }, .. } = &function.kind else {
        return None;
    };
    let instruction = instr_spans.as_ref().and_then(|spans| spans.get(instruction).or(spans.last()));
    Some(instruction.map_or(function.span, |span| *span).offset())
}

/// Which function body of the whole binary (all core modules, in order) holds `offset`, and at which
/// of its instructions.
fn locate(bytes: &[u8], offset: u64) -> Option<(usize, usize)> {
    let mut function = 0;
    for payload in Parser::new(0).parse_all(bytes) {
        let Payload::CodeSectionEntry(body) = payload.ok()? else { continue };
        if (body.range().start..body.range().end).contains(&offset) {
            let mut operators = body.get_operators_reader().ok()?;
            let mut instruction = 0;
            while !operators.eof() {
                operators.read().ok()?;
                if operators.original_position() > offset {
                    break;
                }
                instruction += 1;
            }
            return Some((function, instruction));
        }
        function += 1;
    }
    None
}

/// Counts inline functions in the order in which they are encoded.
struct Functions<'a> {
    seen: usize,
    wanted: usize,
    found: Option<&'a Func<'a>>,
}

impl<'a> Functions<'a> {
    fn module(&mut self, fields: &'a [ModuleField<'a>]) {
        for field in fields {
            let ModuleField::Func(function) = field else { continue };
            if matches!(function.kind, FuncKind::Import(..)) {
                continue;
            }
            if self.seen == self.wanted && self.found.is_none() {
                self.found = Some(function);
            }
            self.seen += 1;
        }
    }

    fn component(&mut self, component: &'a Component<'a>) {
        if let ComponentKind::Text(fields) = &component.kind {
            self.fields(fields);
        }
    }

    fn fields(&mut self, fields: &'a [ComponentField<'a>]) {
        for field in fields {
            match field {
                ComponentField::CoreModule(module) => {
                    if let CoreModuleKind::Inline { fields } = &module.kind {
                        self.module(fields);
                    }
                }
                ComponentField::Component(component) => {
                    if let NestedComponentKind::Inline(fields) = &component.kind {
                        self.fields(fields);
                    }
                }
                _ => {}
            }
        }
    }
}
