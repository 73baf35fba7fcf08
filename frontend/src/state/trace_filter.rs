//! Which rows of the trace pass what a person asked for, found a slice at a time.

use super::trace_calls::{Call, Names};
use diptych_shared::report::{RowKind, TraceRow};
use std::ops::Range;

/// What a person asked to see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TraceFilter {
    /// Only this interface, without its version; empty for all.
    pub interface: String,
    /// Only calls whose name or values contain this text; empty for all.
    pub text: String,
    /// Only rows of this kind.
    pub kind: Option<RowKind>,
    /// Only rows with a denied call.
    pub denied_only: bool,
    /// Only rows that are not the same on both sides.
    pub differences_only: bool,
}

impl TraceFilter {
    /// Whether every row passes.
    pub fn is_open(&self) -> bool {
        *self == TraceFilter::default()
    }
}

/// The text that finds the calls of `caller` to `callee` and no others; without a callee they are the host's.
pub fn between(caller: &str, callee: Option<&str>) -> String {
    // The spaces keep apart names that end or begin alike.
    format!(" {caller} → {} ", callee.unwrap_or("host"))
}

/// A filter made ready for many rows.
pub struct Matcher {
    group: Option<u32>,
    kind: Option<RowKind>,
    denied_only: bool,
    differences_only: bool,
    needle: Vec<u8>,
    /// By the number of a function: whether its name has the text.
    named: Vec<bool>,
}

impl Matcher {
    /// For the functions called so far.
    pub fn new(filter: &TraceFilter, names: &Names) -> Self {
        let group = (!filter.interface.is_empty()).then(|| {
            let at = names.groups().iter().position(|group| *group == filter.interface);
            at.map_or(u32::MAX, |at| at as u32)
        });
        let needle = filter.text.to_ascii_lowercase().into_bytes();
        let has = |text: &str| contains(text.as_bytes(), &needle);
        let named = (0..)
            .map_while(|number| names.get(number))
            .map(|name| {
                !needle.is_empty()
                    && has(&format!(
                        "{}#{}{}",
                        name.interface,
                        name.function,
                        name.caller
                            .as_deref()
                            .map_or(String::new(), |caller| between(caller, name.callee.as_deref()))
                    ))
            })
            .collect();
        Matcher {
            group,
            kind: filter.kind,
            denied_only: filter.denied_only,
            differences_only: filter.differences_only,
            needle,
            named,
        }
    }

    /// Whether a row with these calls passes.
    pub fn passes(&self, row: &TraceRow, calls: [Option<Call<'_>>; 2], names: &Names) -> bool {
        let call_passes = |call: Call<'_>| {
            let group = names.get(call.name()).map(|name| name.group);
            self.group.is_none_or(|wanted| group == Some(wanted))
                && (!self.denied_only || call.is_denied())
                && (self.needle.is_empty()
                    || self.named.get(call.name() as usize).is_some_and(|named| *named)
                    || call.texts().any(|text| contains(text.as_bytes(), &self.needle)))
        };
        self.kind.is_none_or(|kind| row.kind == kind)
            && !(self.differences_only && row.kind == RowKind::Same)
            && calls.into_iter().flatten().any(call_passes)
    }
}

/// Whether `text` has `needle` (in ASCII lower case), in whatever case.
fn contains(text: &[u8], needle: &[u8]) -> bool {
    let Some((first, rest)) = needle.split_first() else { return true };
    let starts = text.iter().enumerate().filter(|(_, byte)| byte.to_ascii_lowercase() == *first);
    starts.map(|(at, _)| &text[at + 1..]).any(|after| {
        after.len() >= rest.len() && after.iter().zip(rest).all(|(a, b)| a.to_ascii_lowercase() == *b)
    })
}

/// The rows that pass, as far as they have been looked at.
#[derive(Debug, Default)]
pub struct Shown {
    /// Row indices, rising; `None` when all rows are shown.
    passed: Option<Vec<u32>>,
    /// Rows that are new or changed.
    unseen: Vec<Range<usize>>,
    rows: usize,
}

impl Shown {
    /// Starts over, with a filter that lets everything pass or with one that does not.
    pub fn restart(&mut self, is_open: bool, rows: usize) {
        self.rows = rows;
        self.passed = (!is_open).then(Vec::new);
        self.unseen.clear();
        if !is_open && rows > 0 {
            self.unseen.push(0..rows);
        }
    }

    /// Rows were added or have changed.
    pub fn changed(&mut self, rows: Range<usize>) {
        self.rows = self.rows.max(rows.end);
        if self.passed.is_none() || rows.start >= rows.end {
            return;
        }
        match self.unseen.last_mut() {
            Some(last) if rows.start <= last.end && last.start <= rows.start => {
                last.end = last.end.max(rows.end)
            }
            _ => self.unseen.push(rows),
        }
    }

    /// How many rows are shown.
    pub fn len(&self) -> usize {
        self.passed.as_ref().map_or(self.rows, Vec::len)
    }

    /// The row at a position of the shown ones.
    pub fn row(&self, position: usize) -> Option<usize> {
        match &self.passed {
            None => (position < self.rows).then_some(position),
            Some(passed) => passed.get(position).map(|row| *row as usize),
        }
    }

    /// Where a row is among the shown ones, or where it would be.
    pub fn position(&self, row: usize) -> Result<usize, usize> {
        match &self.passed {
            None if row < self.rows => Ok(row),
            None => Err(self.rows),
            Some(passed) => passed.binary_search(&(row as u32)),
        }
    }

    /// How many rows are still to be looked at.
    pub fn unseen(&self) -> usize {
        self.unseen.iter().map(ExactSizeIterator::len).sum()
    }

    /// Looks at the next rows, at most `most` of them.
    pub fn look(&mut self, most: usize, passes: impl Fn(usize) -> bool) {
        let (Some(passed), Some(range)) = (&mut self.passed, self.unseen.last_mut()) else { return };
        let slice = range.start..range.end.min(range.start + most);
        range.start = slice.end;
        if range.start >= range.end {
            self.unseen.pop();
        }
        let from = passed.partition_point(|row| (*row as usize) < slice.start);
        let to = passed.partition_point(|row| (*row as usize) < slice.end);
        let found = slice.filter(|row| passes(*row)).map(|row| row as u32);
        passed.splice(from..to, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_found_in_any_case() {
        assert!(contains(b"get-Random-bytes", b"random"));
        assert!(contains(b"aab", b"ab") && contains(b"anything", b""));
        assert!(!contains(b"ran", b"random") && !contains(b"", b"x"));
    }

    #[test]
    fn rows_are_looked_at_in_slices_and_again_when_they_change() {
        let mut shown = Shown::default();
        shown.restart(true, 0);
        shown.changed(0..100);
        assert_eq!((shown.len(), shown.row(99), shown.row(100), shown.unseen()), (100, Some(99), None, 0));
        shown.restart(false, 100);
        while shown.unseen() > 0 {
            shown.look(7, |row| row.is_multiple_of(10));
        }
        assert_eq!((shown.len(), shown.row(3)), (10, Some(30)));
        // The other side's calls arrive: rows 25 to 45 are other rows now, and there are 120.
        shown.changed(25..45);
        shown.changed(100..120);
        while shown.unseen() > 0 {
            shown.look(6, |row| row.is_multiple_of(5));
        }
        let all: Vec<_> = (0..shown.len()).filter_map(|at| shown.row(at)).collect();
        assert_eq!(all, [0, 10, 20, 25, 30, 35, 40, 50, 60, 70, 80, 90, 100, 105, 110, 115]);
        assert_eq!((shown.position(25), shown.position(26)), (Ok(3), Err(4)));
    }
}
