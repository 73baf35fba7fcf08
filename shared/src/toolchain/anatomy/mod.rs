//! Where a binary's bytes go: its parts from the whole down to functions, without reading a function's body.

mod functions;
mod sections;
mod sizes;

pub use sizes::size_difference;

use super::inspect::{InspectError, check_size, is_component};
use super::limits;
use crate::api::anatomy::{Anatomy, Part, PartKind};
use crate::api::inspect::BinaryKind;
use functions::Functions;
use std::ops::Range;
use wasmparser::{KnownCustom, NameMap, Parser, Payload};

/// How many sections of one component or module are listed one by one; the rest are one part.
const SECTIONS: usize = 1_000;
/// How many data segments of one section are listed.
const SEGMENTS: usize = 300;

/// Takes a binary apart. It need not be valid: what can be read is told, and where reading stopped.
///
/// The work is one pass without the bodies of functions, and the answer has at most
/// as many parts as the limit `anatomy-parts` says.
pub fn anatomy(bytes: &[u8]) -> Result<Anatomy, InspectError> {
    check_size(bytes)?;
    let kind = if is_component(bytes)? { BinaryKind::Component } else { BinaryKind::CoreModule };
    let whole = match kind {
        BinaryKind::Component => PartKind::Component,
        BinaryKind::CoreModule => PartKind::Module,
    };
    let mut builder = Builder { parts: Vec::new(), bytes };
    builder.parts.push(part(0, whole, 0..bytes.len() as u64));
    let mut frames = vec![Frame::new(Some(0), 8)];
    let mut problem = None;
    for payload in Parser::new(0).parse_all(bytes) {
        match payload {
            Ok(payload) => builder.take(&mut frames, payload),
            Err(error) => {
                problem = Some(format!("{} (at byte {})", error.message(), error.offset()));
                break;
            }
        }
    }
    while let Some(frame) = frames.pop() {
        if problem.is_some() {
            builder.unread(&frame);
        }
        builder.finish(frame);
    }
    Ok(Anatomy { kind, parts: builder.parts, problem })
}

fn part(parent: usize, kind: PartKind, range: Range<u64>) -> Part {
    Part {
        parent: parent as u32,
        kind,
        name: None,
        symbol: None,
        index: None,
        count: 0,
        offset_bytes: range.start,
        size_bytes: range.end.saturating_sub(range.start),
        meaning: None,
        facts: Vec::new(),
        preview: None,
    }
}

/// A component or module that is being read.
struct Frame<'a> {
    /// Its part; `None` where it is inside one that is not listed.
    part: Option<usize>,
    /// Where the next section begins.
    cursor: u64,
    sections: usize,
    /// Sections that are not listed: where the first is, how many, how large together.
    folded: Option<(u64, u32, u64)>,
    functions: Functions<'a>,
    modules: Vec<Option<usize>>,
    components: Vec<Option<usize>>,
}

impl Frame<'_> {
    fn new(part: Option<usize>, cursor: u64) -> Self {
        Frame {
            part,
            cursor,
            sections: 0,
            folded: None,
            functions: Functions::default(),
            modules: Vec::new(),
            components: Vec::new(),
        }
    }
}

struct Builder<'a> {
    parts: Vec<Part>,
    bytes: &'a [u8],
}

impl<'a> Builder<'a> {
    /// How many more parts may be listed. The last ones are for what is not.
    fn room(&self) -> usize {
        limits::ANATOMY_PARTS.saturating_sub(self.parts.len())
    }

    /// Adds what lies between the end of the section before and `end`; `None` when it is not listed.
    fn add(&mut self, frame: &mut Frame<'_>, kind: PartKind, end: u64) -> Option<usize> {
        let range = frame.cursor..end.min(self.bytes.len() as u64);
        frame.cursor = range.end;
        let parent = frame.part?;
        if frame.sections >= SECTIONS || self.room() < SECTIONS {
            let (_, count, size) = frame.folded.get_or_insert((range.start, 0, 0));
            *count += 1;
            *size += range.end.saturating_sub(range.start);
            return None;
        }
        frame.sections += 1;
        self.parts.push(part(parent, kind, range));
        Some(self.parts.len() - 1)
    }

    fn take(&mut self, frames: &mut Vec<Frame<'a>>, payload: Payload<'a>) {
        let Some(frame) = frames.last_mut() else { return };
        match payload {
            Payload::Version { .. } => {}
            Payload::ModuleSection { unchecked_range, .. } => {
                let found = self.add(frame, PartKind::Module, unchecked_range.end);
                if let Some(found) = found {
                    self.parts[found].index = Some(frame.modules.len() as u32);
                }
                frame.modules.push(found);
                frames.push(Frame::new(found, unchecked_range.start + 8));
            }
            Payload::ComponentSection { unchecked_range, .. } => {
                let found = self.add(frame, PartKind::Component, unchecked_range.end);
                if let Some(found) = found {
                    self.parts[found].index = Some(frame.components.len() as u32);
                }
                frame.components.push(found);
                frames.push(Frame::new(found, unchecked_range.start + 8));
            }
            Payload::CodeSectionStart { count, range, size } => {
                let bodies_begin = range.end.saturating_sub(u64::from(size));
                if let Some(found) = self.add(frame, PartKind::Section, range.end) {
                    self.parts[found].name = Some("code".into());
                    self.parts[found].count = count;
                    frame.functions.begin(found, bodies_begin);
                }
            }
            Payload::CodeSectionEntry(body) => frame.functions.push(body.range().end),
            Payload::CustomSection(section) => {
                let known = section.as_known();
                match &known {
                    KnownCustom::Name(names) => frame.functions.read_names(names.clone()),
                    KnownCustom::ComponentName(names) => self.name_nested(frame, names.clone()),
                    _ => {}
                }
                if let Some(found) = self.add(frame, PartKind::Custom, section.range().end) {
                    sections::describe_custom(&mut self.parts[found], &section, known);
                }
            }
            Payload::End(_) => {
                // The whole is closed by whoever reads.
                if frames.len() > 1
                    && let Some(frame) = frames.pop()
                {
                    self.finish(frame);
                }
            }
            payload => self.section(frame, payload),
        }
    }

    /// A section that is neither custom nor holds code.
    fn section(&mut self, frame: &mut Frame<'a>, payload: Payload<'a>) {
        frame.functions.note(&payload);
        let Some((id, range)) = payload.as_section() else { return };
        let in_component = frame.part.is_some_and(|part| self.parts[part].kind == PartKind::Component);
        let Some(found) = self.add(frame, PartKind::Section, range.end) else { return };
        self.parts[found].name = Some(sections::name(id, in_component));
        sections::describe(&mut self.parts[found], &payload);
        if let Payload::DataSection(data) = payload {
            self.segments(found, data);
        }
    }

    /// The largest data segments of a section.
    fn segments(&mut self, section: usize, data: wasmparser::DataSectionReader<'_>) {
        let segments = data.into_iter().map_while(Result::ok);
        let mut ranges: Vec<(u32, Range<u64>)> = Vec::new();
        let mut rest = (0_u32, 0_u64);
        for (index, segment) in segments.enumerate() {
            ranges.push((index as u32, segment.range));
            // A few at a time, so that many small ones take no room.
            if ranges.len() > 4 * SEGMENTS {
                keep_largest(&mut ranges, SEGMENTS, &mut rest);
            }
        }
        keep_largest(&mut ranges, SEGMENTS.min(self.room()), &mut rest);
        for (index, range) in ranges {
            self.parts.push(Part { index: Some(index), ..part(section, PartKind::Segment, range) });
        }
        self.more(section, self.parts[section].offset_bytes, rest.0, rest.1);
    }

    /// One part for `count` that are not listed.
    fn more(&mut self, parent: usize, offset_bytes: u64, count: u32, size_bytes: u64) {
        if count > 0 {
            let range = offset_bytes..offset_bytes + size_bytes;
            self.parts.push(Part { count, ..part(parent, PartKind::More, range) });
        }
    }

    /// A component's names for the modules and components in it, which come after them.
    fn name_nested(&mut self, frame: &Frame<'_>, names: wasmparser::ComponentNameSectionReader<'_>) {
        for name in names {
            let (list, map): (_, NameMap<'_>) = match name {
                Ok(wasmparser::ComponentName::CoreModules(map)) => (&frame.modules, map),
                Ok(wasmparser::ComponentName::Components(map)) => (&frame.components, map),
                Ok(wasmparser::ComponentName::Component { name, .. }) => {
                    if let Some(part) = frame.part {
                        self.parts[part].name = Some(sections::cut(name));
                    }
                    continue;
                }
                Ok(_) => continue,
                Err(_) => return,
            };
            for naming in map.into_iter().map_while(Result::ok) {
                if let Some(Some(part)) = list.get(naming.index as usize) {
                    self.parts[*part].name = Some(sections::cut(naming.name));
                }
            }
        }
    }

    /// Ends a component or module: its functions get their names.
    fn finish(&mut self, frame: Frame<'a>) {
        if let (Some(part), Some((offset, count, size))) = (frame.part, frame.folded) {
            self.more(part, offset, count, size);
        }
        if let (Some(part), Some(name)) = (frame.part, frame.functions.module_name) {
            self.parts[part].name.get_or_insert_with(|| sections::cut(name));
        }
        let room = self.room();
        frame.functions.list(room, &mut self.parts);
    }

    /// What is left of a component or module in which reading stopped.
    fn unread(&mut self, frame: &Frame<'a>) {
        let Some(parent) = frame.part else { return };
        let end = self.parts[parent].offset_bytes + self.parts[parent].size_bytes;
        if frame.cursor < end {
            self.parts.push(part(parent, PartKind::Unread, frame.cursor..end));
        }
    }
}

/// Keeps the `most` largest, the largest first, and counts the others.
fn keep_largest(ranges: &mut Vec<(u32, Range<u64>)>, most: usize, rest: &mut (u32, u64)) {
    let size = |range: &Range<u64>| range.end - range.start;
    ranges.sort_by_key(|(index, range)| (std::cmp::Reverse(size(range)), *index));
    for (_, range) in ranges.drain(most.min(ranges.len())..) {
        rest.0 += 1;
        rest.1 += size(&range);
    }
}

#[cfg(test)]
mod tests;
