//! The one error envelope of the HTTP API: `{"error": {"code", "message", "limit"?}}`.
//!
//! Which code when: `invalid-request` for JSON that does not fit (400); `unknown-component` for a
//! hash the server does not hold, so send the bytes (404); `unknown-link` (404); `not-found` (404); `too-large` with the
//! limit quoted (413); `not-a-component` for bytes that are no component (422); `busy` when a queue
//! is full (503); `no-room` (507); `internal` for our own faults only (500). A program that traps, a source that does
//! not compile, a run that hits its limit are none of these: they are data.

use serde::{Deserialize, Serialize};

/// What went wrong, for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ErrorCode {
    /// The request's JSON or parameters do not fit; HTTP 400.
    InvalidRequest,
    /// The server does not hold this component: send its bytes; HTTP 404.
    UnknownComponent,
    /// There is no link with this id, or no longer; HTTP 404.
    UnknownLink,
    /// There is nothing at this address; HTTP 404.
    NotFound,
    /// The request is larger than a named limit; HTTP 413.
    TooLarge,
    /// The bytes are not a component; HTTP 422.
    NotAComponent,
    /// The server has as much to do as it may; try again; HTTP 503.
    Busy,
    /// The server has no room left to keep it; HTTP 507.
    NoRoom,
    /// The server's own fault; HTTP 500.
    Internal,
}

/// A limit that was hit, by name and value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LimitHit {
    /// The limit's name, as in `GET /api/v1/limits`.
    pub name: String,
    /// Its value, in the unit its name ends with.
    pub value: u64,
}

/// The inner part of the envelope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiError {
    /// For programs.
    pub code: ErrorCode,
    /// For people: what happened and what to do.
    pub message: String,
    /// The limit that was hit, if one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<LimitHit>,
}

/// The envelope every non-2xx JSON answer has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErrorResponse {
    /// The error.
    pub error: ApiError,
}
