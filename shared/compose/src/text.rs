//! A `.wac` text as statements, so that edits keep everything that they are not about.

use std::ops::Range;
use wac_parser::lexer::{Lexer, Token};

/// One statement's place in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The statement with the comments right above it.
    pub whole: Range<usize>,
    /// The statement alone.
    pub statement: Range<usize>,
}

/// Where each statement of a text that parses stands, the package directive first.
pub fn places(text: &str) -> Vec<Place> {
    let Ok(lexer) = Lexer::new(text) else { return Vec::new() };
    let mut places: Vec<Place> = Vec::new();
    let mut start = None;
    let mut depth = 0usize;
    // Declarations of types that have a body end with it, not with a semicolon.
    let mut ends_with_body = false;
    for (token, span) in lexer {
        let Ok(token) = token else { break };
        let end = span.offset() + span.len();
        let begin = *start.get_or_insert_with(|| {
            ends_with_body = matches!(
                token,
                Token::InterfaceKeyword
                    | Token::WorldKeyword
                    | Token::VariantKeyword
                    | Token::RecordKeyword
                    | Token::FlagsKeyword
                    | Token::EnumKeyword
            );
            span.offset()
        });
        match token {
            Token::OpenBrace => depth += 1,
            Token::CloseBrace => depth = depth.saturating_sub(1),
            _ => {}
        }
        let ended = match token {
            Token::Semicolon => depth == 0 && !ends_with_body,
            Token::CloseBrace => depth == 0 && ends_with_body,
            _ => false,
        };
        if ended {
            let after = places.last().map_or(0, |place| place.whole.end);
            places.push(Place { whole: with_comments(text, after, begin)..end, statement: begin..end });
            start = None;
        }
    }
    places
}

/// Where the comments begin that stand right above `begin`, or after `after` on lines of their own.
fn with_comments(text: &str, after: usize, begin: usize) -> usize {
    let line_start = text[..begin].rfind('\n').map_or(0, |newline| newline + 1);
    if line_start < after {
        return begin;
    }
    let mut top = line_start;
    while let Some(above) = text[..top].strip_suffix('\n') {
        let start = above.rfind('\n').map_or(0, |newline| newline + 1);
        let line = above[start..].trim();
        let is_comment = line.starts_with("//") || line.starts_with("/*") || line.ends_with("*/");
        // What stands behind a statement on its line is that statement's.
        if start < after || !is_comment {
            break;
        }
        top = start;
    }
    top
}

/// Changes of a text that do not overlap, each a range and what takes its place.
#[derive(Debug, Default)]
pub struct Changes(Vec<(Range<usize>, String)>);

impl Changes {
    /// One more.
    pub fn replace(&mut self, range: Range<usize>, with: impl Into<String>) {
        self.0.push((range, with.into()));
    }

    /// The text after all of them.
    pub fn apply(mut self, text: &str) -> String {
        self.0.sort_by_key(|(range, _)| (range.start, range.end));
        let mut made = String::with_capacity(text.len() + 64);
        let mut at = 0;
        for (range, with) in self.0 {
            made.push_str(&text[at..range.start.max(at)]);
            made.push_str(&with);
            at = range.end.max(at);
        }
        made.push_str(&text[at..]);
        made
    }
}

/// The whole line that `range` stands on, its end included, when nothing else stands there.
pub fn whole_lines(text: &str, range: Range<usize>) -> Range<usize> {
    let start = text[..range.start].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[range.end..].find('\n').map_or(text.len(), |newline| range.end + newline + 1);
    let alone = text[start..range.start].trim().is_empty() && text[range.end..end].trim().is_empty();
    if alone { start..end } else { range }
}

/// A name as an identifier of the language: keywords are escaped.
pub fn identifier(name: &str) -> String {
    let is_plain = Lexer::new(name).is_ok_and(
        |mut lexer| matches!(lexer.next(), Some((Ok(Token::Ident), span)) if span.len() == name.len()),
    );
    if is_plain { name.to_owned() } else { format!("%{name}") }
}

/// Whether `name` can name an instance: lower-case words joined by `-`.
pub fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.split('-').all(|word| {
            word.starts_with(|first: char| first.is_ascii_lowercase())
                && word.chars().all(|char| char.is_ascii_lowercase() || char.is_ascii_digit())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_keep_the_comments_above_them() {
        let text = "package a:b; // the package\n\n// a word on x\nlet x = new project:x { ... }; // behind\n\
                    /* y */ let y = new project:y { a: x.b };\n\ninterface i {\n  f: func();\n}\nexport y...;\n";
        let told: Vec<&str> = places(text).iter().map(|place| &text[place.whole.clone()]).collect();
        assert_eq!(
            told,
            [
                "package a:b;",
                "// a word on x\nlet x = new project:x { ... };",
                "/* y */ let y = new project:y { a: x.b };",
                "interface i {\n  f: func();\n}",
                "export y...;",
            ]
        );
    }

    #[test]
    fn keywords_are_escaped() {
        assert_eq!(identifier("greeter2"), "greeter2");
        assert_eq!(identifier("world"), "%world");
        assert!(is_name("greeter2"));
        for wrong in ["", "-", "A", "a_b", "2", "a-2", "a--b", "a b"] {
            assert!(!is_name(wrong), "{wrong}");
        }
    }
}
