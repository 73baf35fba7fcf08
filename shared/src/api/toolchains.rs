//! Which languages a server compiles, with what, and how the rest is had.

use crate::project::{Language, Profile};
use serde::{Deserialize, Serialize};

/// One language, or one profile of it, as a server offers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ToolchainOffer {
    /// The language.
    pub language: Language,
    /// The profile, where the language has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<Profile>,
    /// Whether this server compiles it.
    pub available: bool,
    /// The tools that would make a component, with their versions; empty when not available.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub toolchain: Vec<String>,
    /// The command by which an operator adds it.
    pub install: String,
}

/// `GET /api/v1/toolchains`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ToolchainsResponse {
    /// In the order of [`Language::ALL`].
    pub toolchains: Vec<ToolchainOffer>,
    /// The languages in which this server could help the editor, and whether it does.
    #[serde(default)]
    pub editor: Vec<ToolchainOffer>,
}
