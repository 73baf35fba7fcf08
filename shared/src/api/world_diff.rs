//! Two components' worlds compared: what changed, and whom that breaks.

use serde::{Deserialize, Serialize};

/// Asked for or offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// The component asks its host for it.
    Import,
    /// The component offers it to its users.
    Export,
}

/// What happened to an interface or a function between the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Only the second has it.
    Added,
    /// Only the first has it.
    Removed,
    /// Both have it, and it is not the same.
    Changed,
}

/// Whom a change breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Breaks {
    /// Nobody who could use the first.
    Nobody,
    /// Hosts that could run the first and do not supply what the second asks for.
    Hosts,
    /// Users of the first's exports.
    Users,
}

/// A function that is not the same in both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FunctionChange {
    /// Its name inside its interface.
    pub name: String,
    /// What happened to it.
    pub change: Change,
    /// Its WIT in the first, if it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    /// Its WIT in the second, if it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
    /// Where both differ first, in words; absent unless it changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difference: Option<String>,
}

/// An interface, or the world's own functions, that are not the same in both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InterfaceChange {
    /// Import or export.
    pub direction: Direction,
    /// Its name in the second, or in the first where it was removed; `$root` for the world's own functions.
    pub name: String,
    /// Its name in the first where that is another: the same interface in another version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was_name: Option<String>,
    /// What happened to it.
    pub change: Change,
    /// Whom that breaks.
    pub breaks: Breaks,
    /// Why it breaks them, or why not, in a sentence.
    pub why: String,
    /// The functions that are not the same.
    pub functions: Vec<FunctionChange>,
    /// Resources that only one of them has.
    pub resources: Vec<FunctionChange>,
}

/// Two worlds compared: the first is what hosts and users know, the second is to take its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorldDifference {
    /// Every import that changed, then every export.
    pub interfaces: Vec<InterfaceChange>,
    /// How many interfaces are the same in both.
    pub same_count: usize,
    /// The whole in one sentence.
    pub summary: String,
}
