//! Printed text as lines: where each is, how deep, and what it stands for in the binary.

use super::index::Index;
use crate::toolchain::inspect::InspectError;
use crate::toolchain::limits::PRINTED_BYTES;
use std::io;

/// A line of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Where its text begins in [`Printed::text`], after the indentation.
    pub begin: u32,
    /// Where it ends.
    pub end: u32,
    /// How many steps it is indented.
    pub depth: u16,
    /// Where in the binary it is.
    pub offset: Option<u64>,
    /// The function that it stands for while its body is not printed.
    pub function: Option<u32>,
    /// What is under it is hidden.
    pub folded: bool,
}

/// Text in lines.
#[derive(Default)]
pub(super) struct Printed {
    pub text: String,
    pub lines: Vec<Line>,
}

/// The error of text that is too long.
pub(super) fn too_long() -> InspectError {
    InspectError::TooLarge(format!("the text is longer than {PRINTED_BYTES} bytes (limit printed-bytes)"))
}

/// Prints a binary; without the bodies of functions, the data and the elements where `skeleton` says so.
pub(super) fn print(bytes: &[u8], skeleton: bool) -> Result<Printed, InspectError> {
    let mut config = wasmprinter::Config::new();
    config.print_skeleton(skeleton);
    run(&config, bytes, 0)
}

/// Prints a module whole and keeps what comes from the byte `first` on.
pub(super) fn print_from(bytes: &[u8], first: u64) -> Result<Printed, InspectError> {
    run(&wasmprinter::Config::new(), bytes, first)
}

fn run(config: &wasmprinter::Config, bytes: &[u8], first: u64) -> Result<Printed, InspectError> {
    let mut sink = Sink { printed: Printed::default(), first, keeps: first == 0 };
    match config.print(bytes, &mut sink) {
        Ok(()) => {
            let mut printed = sink.printed;
            printed.end_line();
            Ok(printed)
        }
        Err(_) if sink.printed.text.len() >= PRINTED_BYTES => Err(too_long()),
        Err(error) => Err(InspectError::Invalid(format!("{error:#}"))),
    }
}

/// Keeps lines from a byte of the binary on.
struct Sink {
    printed: Printed,
    first: u64,
    keeps: bool,
}

impl wasmprinter::Print for Sink {
    fn write_str(&mut self, text: &str) -> io::Result<()> {
        if self.keeps {
            if self.printed.text.len() + text.len() >= PRINTED_BYTES {
                self.printed.text.extend(std::iter::repeat_n(' ', PRINTED_BYTES - self.printed.text.len()));
                return Err(io::Error::other("longer than printed-bytes"));
            }
            self.printed.text.push_str(text);
        }
        Ok(())
    }

    fn newline(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn start_line(&mut self, offset: Option<u64>) {
        self.keeps = self.keeps || offset.is_some_and(|offset| offset >= self.first);
        if self.keeps {
            self.printed.end_line();
            let begin = self.printed.text.len() as u32;
            let line = Line { begin, end: begin, depth: 0, offset, function: None, folded: false };
            self.printed.lines.push(line);
        }
    }
}

impl Printed {
    /// A line's text.
    pub fn text(&self, line: usize) -> &str {
        let Line { begin, end, .. } = self.lines[line];
        &self.text[begin as usize..end as usize]
    }

    /// The last line is all there: its indentation becomes a number.
    fn end_line(&mut self) {
        if let Some(line) = self.lines.last_mut() {
            let text = &self.text[line.begin as usize..];
            let indent = text.len() - text.trim_start_matches(' ').len();
            line.begin += indent as u32;
            line.depth = (indent / 2) as u16;
            line.end = self.text.len() as u32;
        }
    }

    /// Finds the lines that stand for a function without its body.
    pub fn mark_functions(&mut self, index: &Index) {
        for line in 0..self.lines.len() {
            let function = self.lines[line].offset.and_then(|offset| index.function_from(offset));
            if function.is_some() && self.text(line).starts_with("(func ") {
                self.lines[line].function = function;
            }
        }
    }

    /// One text for each of these places, which are where its first line is.
    pub fn split_at_offsets(self, begins: &[u64]) -> Vec<Printed> {
        let mut parts: Vec<Printed> = Vec::new();
        for (at, line) in self.lines.iter().enumerate() {
            // What closes the module is nobody's.
            if line.depth == 0 {
                break;
            }
            let is_next = begins.get(parts.len()).is_some_and(|begin| line.offset == Some(*begin));
            if is_next && self.text(at).starts_with("(func ") {
                parts.push(Printed::default());
            }
            if let Some(part) = parts.last_mut() {
                part.push(line, self.text(at));
            }
        }
        parts
    }

    fn push(&mut self, line: &Line, text: &str) {
        let begin = self.text.len() as u32;
        self.text.push_str(text);
        self.lines.push(Line { begin, end: self.text.len() as u32, ..*line });
    }

    /// Puts another text in the place of a line, as deep as that was.
    pub fn splice(&mut self, line: usize, other: &Printed) {
        let shift = self.text.len() as u32;
        let depth = self.lines[line].depth;
        let above = other.lines.first().map_or(0, |line| line.depth);
        self.text.push_str(&other.text);
        let lines = other.lines.iter().map(|line| Line {
            begin: line.begin + shift,
            end: line.end + shift,
            depth: (line.depth + depth).saturating_sub(above),
            ..*line
        });
        self.lines.splice(line..=line, lines);
    }
}

/// Whether `line` has `text` in it.
pub(super) fn contains(line: &str, text: &str, ignore_case: bool) -> bool {
    if !ignore_case {
        return line.contains(text);
    }
    let (line, text) = (line.as_bytes(), text.as_bytes());
    let Some(first) = text.first() else { return true };
    let Some(last) = line.len().checked_sub(text.len()) else { return false };
    // Most places are not even a beginning.
    (0..=last).any(|at| {
        line[at].eq_ignore_ascii_case(first) && line[at..at + text.len()].eq_ignore_ascii_case(text)
    })
}
