//! WIT as tokens, whatever is wrong with it: text that is being typed is rarely whole.

use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A name or a keyword, with its `%` if it has one.
    Word,
    /// `@` and a version.
    Version,
    /// `->`.
    Arrow,
    /// Any other character.
    Mark(char),
    /// `///` to the line's end, or `/** */`.
    Docs,
}

/// A token and its bytes.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub kind: TokenKind,
    pub span: Range<usize>,
}

/// Reads all of `text`; comments that are no docs are left out.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let rest = &bytes[at..];
        let kind = match bytes[at] {
            _ if rest.starts_with(b"//") => {
                at = text[at..].find('\n').map_or(bytes.len(), |end| start + end);
                rest.starts_with(b"///").then_some(TokenKind::Docs)
            }
            _ if rest.starts_with(b"/*") => {
                at = text[at + 2..].find("*/").map_or(bytes.len(), |end| start + 2 + end + 2);
                rest.starts_with(b"/**").then_some(TokenKind::Docs)
            }
            b'%' | b'a'..=b'z' | b'A'..=b'Z' => {
                at += 1;
                while bytes.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'-') {
                    at += 1;
                }
                Some(TokenKind::Word)
            }
            b'@' if bytes.get(at + 1).is_some_and(u8::is_ascii_digit) => {
                at += 1;
                while version_goes_on(&bytes[at..]) {
                    at += 1;
                }
                Some(TokenKind::Version)
            }
            _ if rest.starts_with(b"->") => {
                at += 2;
                Some(TokenKind::Arrow)
            }
            byte if byte.is_ascii_whitespace() => {
                at += 1;
                None
            }
            _ => {
                let mark = text[at..].chars().next().unwrap_or_default();
                at += mark.len_utf8().max(1);
                Some(TokenKind::Mark(mark))
            }
        };
        found.extend(kind.map(|kind| Token { kind, span: start..at }));
    }
    found
}

/// A version ends before the `.{` of a `use`.
fn version_goes_on(rest: &[u8]) -> bool {
    match rest {
        [b'.', next, ..] => next.is_ascii_alphanumeric(),
        [byte, ..] => byte.is_ascii_alphanumeric() || b"-+".contains(byte),
        [] => false,
    }
}
