//! Reading request bodies within their limits, so that bad input gets our error shape.

use crate::app::AppState;
use crate::error::Failure;
use crate::limits::{Limits, NamedLimit};
use axum::body::{Body, HttpBody as _};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use serde::de::DeserializeOwned;
use std::time::Duration;

/// How much of a body that is too large is read and dropped, so that the client gets to read the
/// answer instead of a broken connection.
const DRAINED_BYTES: u64 = 256 << 20;

/// A JSON body.
pub struct ApiJson<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for ApiJson<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Failure> {
        if !is_json(request.headers()) {
            return Err(Failure::invalid("the body must be JSON: send `Content-Type: application/json`"));
        }
        let limits = &state.config().limits;
        let body = read_body(request, limits.request_bytes, "the request", limits).await?;
        match serde_json::from_slice(&body) {
            Ok(value) => Ok(ApiJson(value)),
            Err(error) => Err(Failure::invalid(format!("the JSON does not fit: {error}"))),
        }
    }
}

/// A component's bytes as the whole body.
pub struct ComponentBody(pub Vec<u8>);

impl FromRequest<AppState> for ComponentBody {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Failure> {
        let limits = &state.config().limits;
        read_body(request, limits.component_bytes, "the component", limits).await.map(ComponentBody)
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = content_type.and_then(|value| value.split(';').next()).map(str::trim);
    essence.is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"))
}

/// The body, at most `limit` bytes of it.
pub async fn read_body(
    request: Request,
    limit: NamedLimit,
    what: &str,
    limits: &Limits,
) -> Result<Vec<u8>, Failure> {
    // A client that asks before it sends needs no draining: it reads the answer first.
    let asks_first = request.headers().contains_key(header::EXPECT);
    let body = request.into_body();
    if asks_first && body.size_hint().lower() > limit.value {
        return Err(Failure::too_large(what, limit));
    }
    let time = Duration::from_millis(limits.request_time_ms.value);
    match tokio::time::timeout(time, collect(body, limit)).await {
        Err(_) => Err(Failure::too_slow(limits.request_time_ms)),
        Ok(Err(error)) => Err(Failure::invalid(format!("the body did not arrive whole: {error}"))),
        Ok(Ok(None)) => Err(Failure::too_large(what, limit)),
        Ok(Ok(Some(bytes))) => Ok(bytes),
    }
}

/// All bytes, or `None` when there are more than `limit`.
async fn collect(mut body: Body, limit: NamedLimit) -> Result<Option<Vec<u8>>, axum::Error> {
    let declared = body.size_hint().lower();
    let mut bytes = Vec::with_capacity(usize::try_from(declared.min(limit.value)).unwrap_or(0));
    let mut read: u64 = 0;
    loop {
        let frame = std::future::poll_fn(|context| std::pin::Pin::new(&mut body).poll_frame(context)).await;
        let Some(frame) = frame else { break };
        let Ok(data) = frame?.into_data() else { continue };
        read += data.len() as u64;
        if read > limit.value {
            bytes = Vec::new();
            if read > DRAINED_BYTES {
                break;
            }
        } else {
            bytes.extend_from_slice(&data);
        }
    }
    Ok((read <= limit.value).then_some(bytes))
}
