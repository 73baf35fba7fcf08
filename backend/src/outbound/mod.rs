//! Live HTTP requests of guests, which the server makes for runs that have no network themselves.
//!
//! Off unless the operator turns it on. A request goes to exactly the address that was checked;
//! addresses that are not public are refused unless the operator listed them; redirects are the
//! guest's business; everything is bounded.

mod address;
mod client;

pub use client::Outbound;

use crate::limits::{Limits, NamedLimit};
use diptych_shared::api::Bytes;
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;

/// How live requests are made.
#[derive(Clone, Debug)]
pub struct OutboundConfig {
    /// Addresses that are not public and yet allowed.
    pub allow: Vec<SocketAddr>,
    /// The most one run may make.
    pub requests: NamedLimit,
    /// The largest body of an answer.
    pub response_bytes: NamedLimit,
    /// The time of one request, from name to last byte.
    pub time_ms: NamedLimit,
}

impl OutboundConfig {
    /// With the limits in force.
    pub fn new(allow: Vec<SocketAddr>, limits: &Limits) -> OutboundConfig {
        OutboundConfig {
            allow,
            requests: limits.http_requests,
            response_bytes: limits.http_response_bytes,
            time_ms: limits.http_time_ms,
        }
    }
}

/// A request as a runner asks for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveRequest {
    /// The method.
    pub method: String,
    /// `scheme://host[:port]/path?query`.
    pub url: String,
    /// The guest's headers, in order.
    pub headers: Vec<(String, Bytes)>,
    /// The body.
    pub body: Bytes,
    /// How long connecting may take, when the guest says so.
    pub connect_ms: Option<u64>,
    /// How long the answer may take to begin, when the guest says so.
    pub first_byte_ms: Option<u64>,
}

/// An answer, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveResponse {
    /// The status code.
    pub status: u16,
    /// The headers, in order.
    pub headers: Vec<(String, Bytes)>,
    /// The body.
    pub body: Bytes,
}

/// Why there is no answer, as far as a guest is told.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LiveError {
    /// The run's policy does not allow it.
    #[error("the run's policy does not allow this request")]
    Denied,
    /// Not a URL of a request.
    #[error("not a URL to send a request to")]
    InvalidUrl,
    /// The name leads to addresses that are not public.
    #[error("the address is not a public one")]
    Prohibited,
    /// There is no such name.
    #[error("the name cannot be resolved: {0}")]
    NotFound(String),
    /// Nobody listens there, or there is no way.
    #[error("the connection was refused")]
    Refused,
    /// Connecting took too long.
    #[error("connecting took too long")]
    ConnectTimeout,
    /// The certificate is not one to trust.
    #[error("the certificate cannot be trusted")]
    Certificate,
    /// TLS went wrong otherwise.
    #[error("TLS failed")]
    Tls,
    /// What came was not HTTP, or broke off.
    #[error("the answer is not HTTP, or broke off")]
    Protocol,
    /// The answer took too long.
    #[error("the answer took too long")]
    Timeout,
    /// The body is larger than `http-response-bytes`, which is this.
    #[error("the answer is larger than {0} bytes")]
    BodyTooLarge(u64),
    /// Something else, in words.
    #[error("{0}")]
    Internal(String),
}
