//! Keeping components on a server, so that runs can name them by hash.

use serde::{Deserialize, Serialize};

/// `PUT /api/v1/components` (the component's bytes as the body) answers with this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PutComponentResponse {
    /// Lower-case hex SHA-256 of the bytes: what a run names.
    pub sha256: String,
}
