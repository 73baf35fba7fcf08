//! Values of the trace as a person reads them: byte strings as text or hex, long ones shortened around what differs.

use std::fmt::Write as _;
use std::ops::Range;

/// How many characters of a value are shown before it is opened.
pub const SHOWN_CHARS: usize = 1_200;
/// How many equal characters are shown before the first difference of a shortened value.
const CONTEXT_CHARS: usize = 200;
/// Byte strings up to this long stay on their line as hex.
const INLINE_BYTES: usize = 16;

/// A piece of a value's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// WAVE text.
    Text(&'a str),
    /// What a `b"…"` stands for. One that the trace cut has the bytes it kept.
    Bytes(Vec<u8>),
}

/// A value's text in pieces, so that its byte strings can be written otherwise.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let bytes = text.as_bytes();
    let (mut out, mut plain, mut at) = (Vec::new(), 0, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'b' if bytes.get(at + 1) == Some(&b'"') && !is_in_name(bytes, at) => {
                if plain < at {
                    out.push(Piece::Text(&text[plain..at]));
                }
                let (value, end) = byte_string(bytes, at + 2);
                out.push(Piece::Bytes(value));
                (at, plain) = (end, end);
            }
            quote @ (b'"' | b'\'') => at = quoted_end(bytes, at + 1, quote),
            _ => at += 1,
        }
    }
    if plain < bytes.len() {
        out.push(Piece::Text(&text[plain..]));
    }
    out
}

/// Whether the byte before belongs to a word, so that what follows is no prefix of its own.
fn is_in_name(bytes: &[u8], at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| bytes[before].is_ascii_alphanumeric() || bytes[before] == b'-')
}

fn quoted_end(bytes: &[u8], mut at: usize, quote: u8) -> usize {
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            byte if byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The bytes from `at` to the closing quote, and where to go on.
fn byte_string(bytes: &[u8], mut at: usize) -> (Vec<u8>, usize) {
    let mut out = Vec::new();
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return (out, at + 1),
            // The `…` of a value that the trace cut: no byte string has such a byte itself.
            0x80.. => return (out, at),
            b'\\' => {
                let digit = |at: usize| bytes.get(at).and_then(|digit| (*digit as char).to_digit(16));
                let (byte, length) = match bytes.get(at + 1) {
                    Some(b'n') => (b'\n', 2),
                    Some(b'r') => (b'\r', 2),
                    Some(b't') => (b'\t', 2),
                    Some(b'x') => match (digit(at + 2), digit(at + 3)) {
                        (Some(high), Some(low)) => ((high * 16 + low) as u8, 4),
                        _ => return (out, at),
                    },
                    Some(other @ (b'"' | b'\\')) => (*other, 2),
                    _ => return (out, at),
                };
                out.push(byte);
                at += length;
            }
            other => {
                out.push(*other);
                at += 1;
            }
        }
    }
    (out, at)
}

/// Whether a value has byte strings, so that it can be shown as hex.
pub fn has_bytes(text: &str) -> bool {
    text.contains("b\"") && pieces(text).iter().any(|piece| matches!(piece, Piece::Bytes(_)))
}

/// The value with its byte strings as hex: short ones in line, long ones as a dump.
pub fn as_hex(text: &str) -> String {
    let mut out = String::new();
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Bytes(bytes) if bytes.len() <= INLINE_BYTES => {
                let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                let _ = write!(out, "‹{}›", hex.join(" "));
            }
            Piece::Bytes(bytes) => {
                if !out.is_empty() && !out.ends_with('\n') {
                    out.push('\n');
                }
                out.push_str(&super::text::hex_lines(&bytes).join("\n"));
                out.push('\n');
            }
        }
    }
    out.truncate(out.trim_end_matches('\n').len());
    out
}

/// Where two texts differ: what is between their common beginning and their common end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// In the left text.
    pub left: Range<usize>,
    /// In the right text.
    pub right: Range<usize>,
}

/// The part that differs; `None` when the texts are equal.
pub fn difference(left: &str, right: &str) -> Option<Difference> {
    if left == right {
        return None;
    }
    let (a, b) = (left.as_bytes(), right.as_bytes());
    let mut start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    while !left.is_char_boundary(start) || !right.is_char_boundary(start) {
        start -= 1;
    }
    let most = a.len().min(b.len()) - start;
    let mut same = a.iter().rev().zip(b.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    while !left.is_char_boundary(a.len() - same) || !right.is_char_boundary(b.len() - same) {
        same -= 1;
    }
    Some(Difference { left: start..a.len() - same, right: start..b.len() - same })
}

/// The part of a long text to show: from its beginning, or from shortly before `mark`.
pub fn shortened(text: &str, mark: Option<&Range<usize>>) -> Range<usize> {
    let from = match mark {
        Some(mark) if mark.start > SHOWN_CHARS / 2 => {
            let before = text[..mark.start].char_indices().rev().nth(CONTEXT_CHARS);
            before.map_or(0, |(at, _)| at)
        }
        _ => 0,
    };
    let end = text[from..].char_indices().nth(SHOWN_CHARS).map_or(text.len(), |(at, _)| from + at);
    from..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn byte_strings_are_found_and_nothing_else() {
        let bytes = |text: &str| -> Vec<Vec<u8>> {
            pieces(text)
                .into_iter()
                .filter_map(|piece| match piece {
                    Piece::Bytes(bytes) => Some(bytes),
                    Piece::Text(_) => None,
                })
                .collect()
        };
        assert_eq!(bytes(r#"b"a\n\x00\"\\""#), [b"a\n\0\"\\".to_vec()]);
        assert_eq!(bytes(r#"{b: b"x", c: [b"", b"\xff"]}"#), [b"x".to_vec(), vec![], vec![0xff]]);
        assert!(bytes(r#"("b\"no\"", 'b', '"', "b", verb"")"#).is_empty());
        assert_eq!(bytes("b\"cut…"), [b"cut".to_vec()]);
        for odd in ["b\"", "b\"\\", "b\"\\x", "b\"\\xg", "b\"\\q", "\"", "'", "b"] {
            let _ = pieces(odd);
        }
    }

    #[test]
    fn hex_stands_in_the_place_of_text() {
        assert_eq!(as_hex(r#"some({data: b"hi\x00", size: 3})"#), "some({data: ‹68 69 00›, size: 3})");
        let long = format!("b\"{}\"", "x".repeat(40));
        assert_eq!(as_hex(&long).lines().count(), 3);
        assert!(has_bytes(&long) && !has_bytes("\"b\\\"\""));
    }

    #[test]
    fn a_difference_is_between_what_is_equal() {
        assert_eq!(difference("abc", "abc"), None);
        assert_eq!(difference("ok(12)", "ok(345)"), Some(Difference { left: 3..5, right: 3..6 }));
        assert_eq!(difference("aa", "a"), Some(Difference { left: 1..2, right: 1..1 }));
        // The first bytes of é and è are equal.
        assert_eq!(difference("é", "è"), Some(Difference { left: 0..2, right: 0..2 }));
        assert_eq!(difference("x\u{e9}", "x\u{1f9e9}"), Some(Difference { left: 1..3, right: 1..5 }));
    }

    #[test]
    fn long_texts_are_shown_around_the_difference() {
        let text = "é".repeat(10_000);
        assert_eq!(shortened(&text, None), 0..SHOWN_CHARS * 2);
        let part = shortened(&text, Some(&(10_000..10_002)));
        assert!(part.contains(&10_000) && text[part].chars().count() == SHOWN_CHARS);
        assert_eq!(shortened("short", Some(&(0..2))), 0..5);
    }
}
