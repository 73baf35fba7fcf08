//! The one error type of the HTTP API: a status and the shared envelope.
//!
//! Which constructor when: [`Failure::invalid`] for a request that does not fit;
//! [`Failure::forbidden`] for one that comes from another site; [`Failure::not_found`] and
//! [`Failure::unknown_component`] for what is not there; [`Failure::too_large`] and
//! [`Failure::busy`] when a limit is met; [`Failure::not_a_component`] for bytes that are none;
//! [`Failure::internal`] for our own faults, whose cause goes to the log and not to the client.
//! A source that does not compile and a program that traps are not failures: they are data.

use crate::limits::NamedLimit;
use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use diptych_shared::api::error::{ApiError, ErrorCode, ErrorResponse};

/// A request that gets no answer but an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The HTTP status.
    pub status: StatusCode,
    /// What the envelope holds.
    pub error: ApiError,
}

impl Failure {
    fn new(status: StatusCode, code: ErrorCode, message: impl Into<String>) -> Failure {
        Failure { status, error: ApiError { code, message: message.into(), limit: None } }
    }

    fn with_limit(mut self, limit: NamedLimit) -> Failure {
        self.error.limit = Some(limit.hit());
        self
    }

    /// The request's JSON, headers or parameters do not fit.
    pub fn invalid(message: impl Into<String>) -> Failure {
        Failure::new(StatusCode::BAD_REQUEST, ErrorCode::InvalidRequest, message)
    }

    /// The request's body did not arrive in time.
    pub fn too_slow(limit: NamedLimit) -> Failure {
        let message = format!("the request's body took too long to arrive ({limit}): send it again");
        Failure::new(StatusCode::REQUEST_TIMEOUT, ErrorCode::InvalidRequest, message).with_limit(limit)
    }

    /// The request was made by a page of another site, or for another host.
    pub fn forbidden(message: impl Into<String>) -> Failure {
        Failure::new(StatusCode::FORBIDDEN, ErrorCode::InvalidRequest, message)
    }

    /// There is nothing at `path`.
    pub fn not_found(path: &str) -> Failure {
        let path: String = path.chars().take(200).collect();
        let message = format!("there is nothing at {path}: see /api/v1/openapi.json for what there is");
        Failure::new(StatusCode::NOT_FOUND, ErrorCode::NotFound, message)
    }

    /// The address exists, but not for this method.
    pub fn method_not_allowed(method: &str, path: &str) -> Failure {
        let message = format!("{path} does not take {method}: see /api/v1/openapi.json for what it takes");
        Failure::new(StatusCode::METHOD_NOT_ALLOWED, ErrorCode::NotFound, message)
    }

    /// The server does not hold the component with this hash.
    pub fn unknown_component() -> Failure {
        let message = "the server does not hold this component: send its bytes with PUT \
                       /api/v1/components, or as `base64` in the run request";
        Failure::new(StatusCode::NOT_FOUND, ErrorCode::UnknownComponent, message)
    }

    /// `what` is larger than `limit`.
    pub fn too_large(what: &str, limit: NamedLimit) -> Failure {
        let message = format!("{what} is larger than this server takes ({limit})");
        Failure::new(StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::TooLarge, message).with_limit(limit)
    }

    /// The bytes are not a component.
    pub fn not_a_component(message: impl Into<String>) -> Failure {
        Failure::new(StatusCode::UNPROCESSABLE_ENTITY, ErrorCode::NotAComponent, message)
    }

    /// `limit` things of this kind already wait.
    pub fn busy(what: &str, limit: NamedLimit) -> Failure {
        let message = format!("too many {what} are waiting ({limit}): try again in a few seconds");
        Failure::new(StatusCode::SERVICE_UNAVAILABLE, ErrorCode::Busy, message).with_limit(limit)
    }

    /// There is as much of something as `limit` allows; `message` says what.
    pub fn full(message: impl Into<String>, limit: NamedLimit) -> Failure {
        Failure::new(StatusCode::SERVICE_UNAVAILABLE, ErrorCode::Busy, message).with_limit(limit)
    }

    /// This server does not offer that; `message` says how it would.
    pub fn not_offered(message: impl Into<String>) -> Failure {
        Failure::new(StatusCode::NOT_FOUND, ErrorCode::NotFound, message)
    }

    /// There is no link with this id.
    pub fn unknown_link() -> Failure {
        let message = "there is no such link here: it may be mistyped, expired, or deleted by its author";
        Failure::new(StatusCode::NOT_FOUND, ErrorCode::UnknownLink, message)
    }

    /// There is no room left to keep something. `cause` is logged.
    pub fn no_room(cause: impl std::fmt::Display) -> Failure {
        tracing::error!(cause = %cause, "no room left");
        let message =
            "this server has no room left, so nothing was kept: share the long link, or tell who runs it";
        Failure::new(StatusCode::INSUFFICIENT_STORAGE, ErrorCode::NoRoom, message)
    }

    /// Our own fault. `cause` is logged.
    pub fn internal(cause: impl std::fmt::Display) -> Failure {
        tracing::error!(cause = %cause, "internal error");
        let message = "the server failed; its log says why";
        Failure::new(StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::Internal, message)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let retry = (self.error.code == ErrorCode::Busy).then_some([(header::RETRY_AFTER, "2")]);
        (self.status, retry, Json(ErrorResponse { error: self.error })).into_response()
    }
}
