//! What both runs used of the policy, or were denied, side by side.

use serde::{Deserialize, Serialize};

/// How two lists of needs compare. They follow from the calls, so they decide nothing themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NeedsComparison {
    /// Both runs had the same needs.
    pub same: bool,
    /// Those of the left run alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only_left: Vec<String>,
    /// Those of the right run alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only_right: Vec<String>,
}

pub(super) fn compare_needs(left: &[String], right: &[String]) -> NeedsComparison {
    let beyond = |own: &[String], other: &[String]| -> Vec<String> {
        let other: std::collections::HashSet<&String> = other.iter().collect();
        own.iter().filter(|need| !other.contains(need)).cloned().collect()
    };
    let (only_left, only_right) = (beyond(left, right), beyond(right, left));
    NeedsComparison { same: only_left.is_empty() && only_right.is_empty(), only_left, only_right }
}
