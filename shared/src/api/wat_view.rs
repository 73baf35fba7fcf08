//! WebAssembly text to look at: rows of a view that prints functions when they are unfolded.

use serde::{Deserialize, Serialize};

/// What a view has now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WatSummary {
    /// How many rows are on show: lines that no fold hides.
    pub row_count: u32,
    /// How many lines are printed, hidden ones included.
    pub line_count: u32,
    /// How many bytes of text are printed.
    pub text_bytes: u64,
    /// How many functions are not printed yet.
    pub unprinted_count: u32,
}

/// Whether what is under a row can be hidden, and whether it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fold {
    /// It is on show.
    Open,
    /// It is hidden, or not printed yet.
    Closed,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WatRow {
    /// The line's number among all that are printed, from 1.
    pub line: u32,
    /// How deep it is indented, in steps.
    pub depth: u32,
    /// Its text without the indentation, cut where it is very long. Names in it are the binary's own.
    pub text: String,
    /// How many characters were cut.
    pub cut_characters: u32,
    /// The first name in it as its author wrote it, where that was mangled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub readable: Option<String>,
    /// Whether it can be folded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fold: Option<Fold>,
    /// How many lines its fold hides; absent while they are not printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden_count: Option<u32>,
    /// Where in the file it is, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset_bytes: Option<u64>,
}

/// How far a search came in one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum FindStep {
    /// It is in this row, which is on show now.
    Found {
        /// The row.
        row: u32,
    },
    /// Not yet; ask again from here.
    Further {
        /// The line to go on from, from 0.
        line: u32,
    },
    /// It is nowhere from where the search began to the end.
    Nowhere,
}
