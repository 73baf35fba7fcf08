//! What a compiler or checker has to say about a project's sources.

use serde::{Deserialize, Serialize};

/// How bad a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// No component was made because of this.
    Error,
    /// A component was made, and may not be what was meant.
    Warning,
    /// Further detail.
    Note,
}

/// A place in a text file: lines and columns count from 1, columns in UTF-16 code units (as
/// Monaco and the Language Server Protocol count them).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in UTF-16 code units.
    pub column: u32,
}

impl Position {
    /// The position of byte `offset` in `text`. An offset past the end is the end; an offset
    /// inside a character is that character's start.
    pub fn from_offset(text: &str, offset: usize) -> Position {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Position {
            line: before.matches('\n').count() as u32 + 1,
            column: before[line_start..].encode_utf16().count() as u32 + 1,
        }
    }
}

/// A half-open range of a text file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Span {
    /// The first position that belongs to it.
    pub start: Position,
    /// The first position that does not.
    pub end: Position,
}

/// One finding about a project's sources.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong and, where known, what to do about it. Plain text, may span lines.
    pub message: String,
    /// The project file it is about; absent when it is about the project as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Where in `file`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// The tool's own code for it, such as `E0425`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Where `code` is explained: an `https:` address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

impl Diagnostic {
    /// An error about the project as a whole.
    pub fn error(message: impl Into<String>) -> Self {
        Diagnostic {
            severity: Severity::Error,
            message: message.into(),
            file: None,
            span: None,
            code: None,
            link: None,
        }
    }

    /// The same diagnostic, about `file`.
    pub fn in_file(mut self, file: impl Into<String>) -> Self {
        self.file = Some(file.into());
        self
    }

    /// The same diagnostic, at the byte range `start..end` of `text`.
    pub fn at(mut self, text: &str, start: usize, end: usize) -> Self {
        self.span = Some(Span {
            start: Position::from_offset(text, start),
            end: Position::from_offset(text, end.max(start)),
        });
        self
    }
}
