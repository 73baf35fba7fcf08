//! WebAssembly text that can be folded and stays usable when the binary is large: what is folded is not printed.
//!
//! A small binary is printed whole. Of a larger one everything but the bodies of functions, the data
//! and the elements is printed; a function's body is when it is unfolded, searched or gone to.

mod bodies;
mod index;
mod lines;

use super::demangle;
use super::inspect::{InspectError, check_size, is_component};
use super::limits;
use crate::api::wat_view::{FindStep, Fold, WatRow, WatSummary};
use index::Index;
use lines::{Line, Printed};

/// The largest binary that is printed whole, in bytes.
const WHOLE_BYTES: usize = 256 << 10;
/// How many characters of a line a row has.
const ROW_CHARACTERS: usize = 2_000;
/// How many bytes of bodies one step of a search prints.
const STEP_BYTES: u64 = 1 << 20;

/// A binary as text, folded as a person left it.
pub struct WatView {
    bytes: Vec<u8>,
    index: Index,
    printed: Printed,
    /// For each line, the line after what it can hide; the line after itself where it hides nothing.
    fold_ends: Vec<u32>,
    /// The lines that no fold hides.
    rows: Vec<u32>,
}

impl WatView {
    /// Prints what is on show at first: everything but what is in functions.
    pub fn open(bytes: Vec<u8>) -> Result<WatView, InspectError> {
        check_size(&bytes)?;
        is_component(&bytes)?;
        let whole = if bytes.len() <= WHOLE_BYTES { Some(lines::print(&bytes, false)) } else { None };
        let (printed, index) = match whole {
            Some(Ok(printed)) => (printed, Index::default()),
            // The text of a small binary can be endless, too: a long name that is used often.
            Some(Err(InspectError::TooLarge(_))) | None => {
                let index = Index::read(&bytes);
                let mut printed = lines::print(&bytes, true)?;
                printed.mark_functions(&index);
                (printed, index)
            }
            Some(Err(error)) => return Err(error),
        };
        let mut view = WatView { bytes, index, printed, fold_ends: Vec::new(), rows: Vec::new() };
        view.measure();
        for line in 0..view.printed.lines.len() {
            if view.can_fold(line) && view.printed.text(line).starts_with("(func ") {
                view.printed.lines[line].folded = true;
            }
        }
        view.show();
        Ok(view)
    }

    /// What it has now.
    pub fn summary(&self) -> WatSummary {
        WatSummary {
            row_count: self.rows.len() as u32,
            line_count: self.printed.lines.len() as u32,
            text_bytes: self.printed.text.len() as u64,
            unprinted_count: self.printed.lines.iter().filter(|line| line.function.is_some()).count() as u32,
        }
    }

    /// The rows from `first`, at most `count`.
    pub fn rows(&self, first: usize, count: usize) -> Vec<WatRow> {
        let rows = self.rows.iter().skip(first).take(count);
        rows.map(|line| self.row(*line as usize)).collect()
    }

    fn row(&self, at: usize) -> WatRow {
        let line = &self.printed.lines[at];
        let text = self.printed.text(at);
        let cut = text.char_indices().nth(ROW_CHARACTERS).map_or(text.len(), |(end, _)| end);
        let is_unprinted = line.function.is_some();
        let can_fold = is_unprinted || self.can_fold(at);
        let fold = if is_unprinted || line.folded { Fold::Closed } else { Fold::Open };
        WatRow {
            line: at as u32 + 1,
            depth: u32::from(line.depth),
            text: text[..cut].to_owned(),
            cut_characters: text[cut..].chars().count() as u32,
            readable: first_name(&text[..cut]).and_then(demangle),
            fold: can_fold.then_some(fold),
            hidden_count: (self.can_fold(at) && !is_unprinted).then(|| self.fold_ends[at] - at as u32 - 1),
            offset_bytes: line.offset,
        }
    }

    /// Folds or unfolds the row; a function that is not printed yet is.
    pub fn toggle(&mut self, row: usize) -> Result<(), InspectError> {
        let Some(line) = self.rows.get(row).map(|line| *line as usize) else { return Ok(()) };
        if self.printed.lines[line].function.is_some() {
            self.print_function(line)?;
        } else if self.can_fold(line) {
            let folded = &mut self.printed.lines[line].folded;
            *folded = !*folded;
        }
        self.show();
        Ok(())
    }

    /// Folds everything that can be, or unfolds all that is printed.
    pub fn fold_all(&mut self, folded: bool) {
        // The outermost line stays open: a view of one row shows nothing.
        for line in 1..self.printed.lines.len() {
            self.printed.lines[line].folded = folded && self.can_fold(line);
        }
        self.show();
    }

    /// Looks for `text` from row `row` on, one step: in what is printed and in what is not.
    /// Letters of ASCII match in either case when `text` has none in upper case.
    pub fn find(&mut self, text: &str, from_line: usize) -> Result<FindStep, InspectError> {
        if text.is_empty() {
            return Ok(FindStep::Nowhere);
        }
        let ignore_case = !text.bytes().any(|byte| byte.is_ascii_uppercase());
        let mut budget = STEP_BYTES;
        let mut line = from_line;
        while line < self.printed.lines.len() {
            if lines::contains(self.printed.text(line), text, ignore_case) {
                return Ok(FindStep::Found { row: self.reveal(line) });
            }
            let Some(function) = self.printed.lines[line].function else {
                line += 1;
                continue;
            };
            if budget == 0 {
                return Ok(FindStep::Further { line: line as u32 });
            }
            // This function and those right after it, as they are printed together for little more.
            let batch = self.index.batch(function, budget.min(STEP_BYTES / 2));
            budget = budget.saturating_sub(self.index.body_bytes(&batch).max(1));
            let bodies = bodies::print(&self.bytes, &self.index, batch.clone())?;
            let hit = bodies.iter().position(|body| {
                (0..body.lines.len()).any(|at| lines::contains(body.text(at), text, ignore_case))
            });
            if let Some(hit) = hit {
                let wanted = batch.start + hit;
                let place = self.printed.lines.iter().position(|line| line.function == Some(wanted as u32));
                if let Some(place) = place {
                    self.print_function(place)?;
                    line = place;
                    continue;
                }
            }
            // Lines of a module's functions follow each other.
            while line < self.printed.lines.len()
                && self.printed.lines[line]
                    .function
                    .is_some_and(|function| batch.contains(&(function as usize)))
                && !lines::contains(self.printed.text(line), text, ignore_case)
            {
                line += 1;
            }
        }
        Ok(FindStep::Nowhere)
    }

    /// The line in a row, from 0.
    pub fn line_of(&self, row: usize) -> usize {
        self.rows.get(row).map_or(self.printed.lines.len(), |line| *line as usize)
    }

    /// The row of what is at this byte of the file, unfolded.
    pub fn go_to(&mut self, offset: u64) -> Result<u32, InspectError> {
        if let Some(function) = self.index.function_at(offset)
            && let Some(line) =
                self.printed.lines.iter().position(|line| line.function == Some(function as u32))
        {
            self.print_function(line)?;
        }
        let before = self
            .printed
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| line.offset.is_some_and(|at| at <= offset));
        // Custom sections may be printed out of order.
        let nearest = before.max_by_key(|(at, line)| (line.offset, *at)).map_or(0, |(at, _)| at);
        Ok(self.reveal(nearest))
    }

    /// Unfolds whatever hides the line, and gives its row.
    fn reveal(&mut self, line: usize) -> u32 {
        for above in 0..line {
            if self.printed.lines[above].folded && self.fold_ends[above] as usize > line {
                self.printed.lines[above].folded = false;
            }
        }
        self.show();
        self.rows.partition_point(|row| (*row as usize) < line) as u32
    }

    fn can_fold(&self, line: usize) -> bool {
        self.fold_ends[line] as usize > line + 1
    }

    /// Puts the whole of the function in the place of its first line.
    fn print_function(&mut self, line: usize) -> Result<(), InspectError> {
        let Some(function) = self.printed.lines[line].function else { return Ok(()) };
        let one = function as usize..function as usize + 1;
        let Some(body) = bodies::print(&self.bytes, &self.index, one)?.pop() else { return Ok(()) };
        let mut line = line;
        if self.printed.text.len() + body.text.len() > limits::PRINTED_BYTES {
            // Everything that was unfolded so far gives way.
            let fresh = WatView::open(std::mem::take(&mut self.bytes))?;
            *self = fresh;
            let place = self.printed.lines.iter().position(|line| line.function == Some(function));
            match place.filter(|_| self.printed.text.len() + body.text.len() <= limits::PRINTED_BYTES) {
                Some(place) => line = place,
                None => return Err(lines::too_long()),
            }
        }
        self.printed.splice(line, &body);
        self.measure();
        Ok(())
    }

    /// Finds what each line can hide: the deeper lines after it, and the word that closes them.
    fn measure(&mut self) {
        let lines = &self.printed.lines;
        let mut ends: Vec<u32> = (1..=lines.len() as u32).collect();
        let mut open: Vec<usize> = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            while let Some(above) = open.pop_if(|above| lines[*above].depth >= line.depth) {
                let closes = lines[above].depth == line.depth && is_closing(self.printed.text(at));
                // A line without deeper ones hides nothing, not even what closes it.
                if at > above + 1 {
                    ends[above] = at as u32 + u32::from(closes);
                }
            }
            open.push(at);
        }
        for above in open {
            ends[above] = lines.len() as u32;
        }
        self.fold_ends = ends;
    }

    fn show(&mut self) {
        self.rows.clear();
        let mut line = 0;
        while line < self.printed.lines.len() {
            self.rows.push(line as u32);
            let Line { folded, .. } = self.printed.lines[line];
            line = if folded { self.fold_ends[line] as usize } else { line + 1 };
        }
    }
}

/// The first `$name` of a line.
fn first_name(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once('$')?;
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '"')).unwrap_or(rest.len());
    Some(&rest[..end])
}

/// Whether a line ends what a line above it began.
fn is_closing(text: &str) -> bool {
    text.starts_with(')') || text == "end" || text.starts_with("end ")
}

#[cfg(test)]
mod tests;
