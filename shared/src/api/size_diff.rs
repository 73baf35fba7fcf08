//! Two binaries' sizes compared, part by part.

use serde::{Deserialize, Serialize};

/// A part whose size is another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SizeChange {
    /// What it is in: names from the outside in, the whole left out. They come from the bytes.
    pub within: Vec<String>,
    /// Its name.
    pub name: String,
    /// Its size in the first; 0 where it is not.
    pub was_bytes: u64,
    /// Its size in the second; 0 where it is not.
    pub now_bytes: u64,
}

/// Where one binary is larger or smaller than another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SizeDifference {
    /// The first's size.
    pub was_bytes: u64,
    /// The second's size.
    pub now_bytes: u64,
    /// Sections, the largest change first; of one kind in one place they are counted together.
    pub sections: Vec<SizeChange>,
    /// Functions, the largest change first. One that only one of them has is here when the other's
    /// functions are all told apart.
    pub functions: Vec<SizeChange>,
}
