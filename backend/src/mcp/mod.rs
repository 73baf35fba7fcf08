//! Tools for assistants (Model Context Protocol): compile, run and compare, over the same core as the API.
//!
//! [`http`] answers at `/mcp` without sessions, one request at a time, so that any replica can; the guard at the door
//! has checked host and origin before. `diptych mcp` serves the same [`Tools`] over stdin and stdout.

mod answers;
mod bounds;
mod parameters;
mod samples;
mod subjects;
mod telling;
mod tools;

pub use tools::Tools;

use crate::app::AppState;
use crate::error::Failure;
use crate::extract::read_body;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use http_body_util::Full;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use std::sync::Arc;

/// One message of an assistant's client, and its answer.
///
/// # Errors
///
/// When the message is too large or too slow, as for any route.
pub async fn http(State(state): State<AppState>, request: Request) -> Result<Response, Failure> {
    let limits = &state.config().limits;
    let (parts, body) = request.into_parts();
    let head = Request::from_parts(parts.clone(), body);
    let body = read_body(head, limits.request_bytes, "the request", limits).await?;
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .with_max_request_body_bytes(limits.request_bytes.as_usize())
        // The guard has checked them, by DIPTYCH_HOSTS.
        .disable_allowed_hosts();
    let tools = Tools::new(state.clone());
    let service: StreamableHttpService<Tools, NeverSessionManager> =
        StreamableHttpService::new(move || Ok(tools.clone()), Arc::default(), config);
    let answer = service.handle(Request::from_parts(parts, Full::new(Bytes::from(body)))).await;
    Ok(answer.map(Body::new))
}
