//! The two engines as the page shows them: left and right.

use serde::{Deserialize, Serialize};

/// One of the two engines; it has its accent colour everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Side {
    /// The browser's own engine; the left column.
    Browser,
    /// wasmtime on the server; the right column.
    Wasmtime,
}

impl Side {
    /// Left to right.
    pub const BOTH: [Side; 2] = [Side::Browser, Side::Wasmtime];

    /// How a sentence names it.
    pub fn name(self) -> &'static str {
        match self {
            Side::Browser => "the browser",
            Side::Wasmtime => "wasmtime",
        }
    }

    /// 0 for the left column, 1 for the right one.
    pub fn index(self) -> usize {
        match self {
            Side::Browser => 0,
            Side::Wasmtime => 1,
        }
    }

    /// The engine's id in reports.
    pub fn id(self) -> &'static str {
        match self {
            Side::Browser => "browser",
            Side::Wasmtime => "wasmtime",
        }
    }

    /// The class that gives an element the engine's accent.
    pub fn class(self) -> &'static str {
        match self {
            Side::Browser => "left",
            Side::Wasmtime => "right",
        }
    }
}
