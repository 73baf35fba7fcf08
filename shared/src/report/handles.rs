//! Handles in the texts of values: found, and named by where they come from rather than by number.
//!
//! `descriptor#3` is the third descriptor that one run's trace mentions. A run that opens one file
//! more has other numbers from there on, though nothing else differs. So for aligning, a handle is
//! called after the call that gave it (which holds for both runs), and two paired calls are equal if
//! their handles correspond to each other throughout the trace.

use std::collections::HashMap;

/// A piece of a value's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Anything else.
    Text(&'a str),
    /// A resource's name and number.
    Handle(&'a str, u64),
}

/// The pieces of a value's text, in order.
pub(super) fn pieces(text: &str) -> Pieces<'_> {
    Pieces { text, at: 0, handle: None }
}

/// Whether a value's text can hold a handle at all.
pub(super) fn may_hold_handles(text: &str) -> bool {
    text.as_bytes().contains(&b'#')
}

pub(super) struct Pieces<'a> {
    text: &'a str,
    at: usize,
    /// The handle that follows the text given last: its name's start, its end and its number.
    handle: Option<(usize, usize, u64)>,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        if let Some((start, end, number)) = self.handle.take() {
            self.at = end;
            let name = self.text[start..end].split('#').next().unwrap_or_default();
            return Some(Piece::Handle(name, number));
        }
        if self.at >= self.text.len() {
            return None;
        }
        let from = self.at;
        self.handle = next_handle(self.text.as_bytes(), from);
        self.at = self.handle.map_or(self.text.len(), |(start, ..)| start);
        if self.at == from { self.next() } else { Some(Piece::Text(&self.text[from..self.at])) }
    }
}

/// The first handle outside of quotes from `from` on.
fn next_handle(text: &[u8], from: usize) -> Option<(usize, usize, u64)> {
    let is_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let mut at = from;
    while at < text.len() {
        match text[at] {
            quote @ (b'"' | b'\'') => {
                at += 1;
                while at < text.len() && text[at] != quote {
                    at += if text[at] == b'\\' { 2 } else { 1 };
                }
            }
            b'#' => {
                let name = text[from..at].iter().rev().take_while(|byte| is_name(**byte)).count();
                let digits = text[at + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                let end = at + 1 + digits;
                // A text that was cut inside the number tells no handle.
                let is_cut = text[end..].starts_with("…".as_bytes());
                if name > 0 && (1..=15).contains(&digits) && !is_cut {
                    let digits = text[at + 1..end].iter();
                    let number = digits.fold(0, |number, digit| number * 10 + u64::from(digit - b'0'));
                    return Some((at - name, end, number));
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The handles of one side, numbered as they appear.
#[derive(Default)]
pub(super) struct Handles {
    names: HashMap<String, u32>,
    indices: HashMap<(u32, u64), u32>,
    /// What both sides call each.
    origins: Vec<u32>,
}

impl Handles {
    /// The index of a handle; `origin` names it when it is new.
    pub(super) fn index_or(&mut self, name: &str, number: u64, origin: impl FnOnce() -> u32) -> u32 {
        let name = match self.names.get(name) {
            Some(known) => *known,
            None => {
                let next = self.names.len() as u32;
                self.names.insert(name.to_owned(), next);
                next
            }
        };
        let origins = &mut self.origins;
        *self.indices.entry((name, number)).or_insert_with(|| {
            origins.push(origin());
            origins.len() as u32 - 1
        })
    }

    /// The index of a handle that was seen before.
    pub(super) fn index(&self, name: &str, number: u64) -> Option<u32> {
        self.indices.get(&(*self.names.get(name)?, number)).copied()
    }

    /// What both sides call the handle with this index.
    pub(super) fn origin(&self, index: u32) -> u32 {
        self.origins[index as usize]
    }

    fn len(&self) -> usize {
        self.origins.len()
    }
}

/// Which handle of the left run answers to which of the right run, as far as is known.
pub(super) struct Correspondence<'a> {
    left: &'a Handles,
    right: &'a Handles,
    to_right: Vec<Option<u32>>,
    to_left: Vec<Option<u32>>,
}

impl<'a> Correspondence<'a> {
    pub(super) fn new(left: &'a Handles, right: &'a Handles) -> Self {
        Correspondence { left, right, to_right: vec![None; left.len()], to_left: vec![None; right.len()] }
    }

    /// Whether two texts are equal up to the names of handles that correspond. Handles that neither
    /// side has compared yet come to correspond if `is_result` (this call gave both) or if they have
    /// the same origin.
    pub(super) fn agree(&mut self, left: &str, right: &str, is_result: bool) -> bool {
        if !may_hold_handles(left) || !may_hold_handles(right) {
            return left == right;
        }
        let (mut lefts, mut rights) = (pieces(left), pieces(right));
        let mut same = true;
        loop {
            match (lefts.next(), rights.next()) {
                (None, None) => return same,
                (Some(Piece::Text(left)), Some(Piece::Text(right))) if left == right => {}
                (Some(Piece::Handle(left, left_number)), Some(Piece::Handle(right, right_number)))
                    if left == right =>
                {
                    same &= self.handles_agree(left, left_number, right_number, is_result);
                }
                _ => return false,
            }
        }
    }

    fn handles_agree(&mut self, name: &str, left: u64, right: u64, is_result: bool) -> bool {
        let (Some(left), Some(right)) = (self.left.index(name, left), self.right.index(name, right)) else {
            return left == right;
        };
        match (self.to_right[left as usize], self.to_left[right as usize]) {
            (Some(known), _) => known == right,
            (None, Some(_)) => false,
            (None, None) => {
                let same = is_result || self.left.origin(left) == self.right.origin(right);
                if same {
                    self.to_right[left as usize] = Some(right);
                    self.to_left[right as usize] = Some(left);
                }
                same
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Piece, pieces};

    #[test]
    fn handles_are_found_outside_of_quotes() {
        let found = |text: &'static str| {
            let handles = pieces(text).filter_map(|piece| match piece {
                Piece::Handle(name, number) => Some(format!("{name}={number}")),
                Piece::Text(_) => None,
            });
            handles.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(found("descriptor#1"), "descriptor=1");
        assert_eq!(found("[pollable#2, pollable#10]"), "pollable=2 pollable=10");
        assert_eq!(found("ok((input-stream#3, some(output-stream#4)))"), "input-stream=3 output-stream=4");
        assert_eq!(found(r#"{a: "descriptor#1", b: x#1}"#), "x=1");
        assert_eq!(found(r#"b"\"x#1" y#2"#), "y=2");
        assert_eq!(found("'#' z#3"), "z=3");
        assert_eq!(found(r"'\'' z#3"), "z=3");
        assert_eq!(found("#1 a# b#x c#12… \"open#1"), "");
        assert_eq!(found("a#9999999999999999"), "");
        assert_eq!(found("漢字a#1漢"), "a=1");
    }

    #[test]
    fn pieces_are_the_whole_text() {
        for text in ["", "a#1b#2", "x a#1", "a#1 é \"#\" …", "\\", "\"\\", "'"] {
            let whole: String = pieces(text)
                .map(|piece| match piece {
                    Piece::Text(text) => text.to_owned(),
                    Piece::Handle(name, number) => format!("{name}#{number}"),
                })
                .collect();
            assert_eq!(whole, text);
        }
    }
}
