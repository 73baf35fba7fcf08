//! What a server allows and is made of.

use serde::{Deserialize, Serialize};

/// One named limit of the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Limit {
    /// Its name; it ends with its unit where it has one.
    pub name: String,
    /// Its value in force.
    pub value: u64,
    /// Its value when nothing is set.
    pub default: u64,
    /// The environment variable that sets it.
    pub setting: String,
    /// What it bounds.
    pub description: String,
}

/// `GET /api/v1/limits`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LimitsResponse {
    /// Every limit, by name.
    pub limits: Vec<Limit>,
}

/// `GET /api/v1/health`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HealthResponse {
    /// `ok`.
    pub status: String,
    /// The server's version.
    pub version: String,
    /// The engine, such as `wasmtime 48.0.8`.
    pub engine: String,
    /// The source languages this server compiles.
    pub languages: Vec<String>,
    /// Whether runs in live mode may make HTTP requests that no recorded answer answers.
    #[serde(default)]
    pub live_http: bool,
}
