//! `POST /api/v1/run`: runs a component, and streams what happens while it does.

use crate::app::AppState;
use crate::engine::{Engine, LinkedParts, RunSource};
use crate::error::Failure;
use crate::extract::ApiJson;
use crate::queue::Turn;
use crate::workbench::lowered;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use diptych_shared::api::composition::LinkedComposition;
use diptych_shared::api::error::ErrorResponse;
use diptych_shared::api::run::{ComponentSource, RunEvent, RunRequest, RunSettings};
use diptych_shared::toolchain;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;
use tokio::sync::mpsc;

/// Events that may wait for a slow client; the engine then waits too.
const WAITING_EVENTS: usize = 64;

/// Runs a component and answers with a stream of events, one JSON object a line; the last is the report.
///
/// Closing the connection stops the run. Limits above the server's are lowered to them, and a
/// report that says a limit was met quotes the value that was in force.
#[utoipa::path(post, path = "/api/v1/run", tag = "run",
    request_body(content = RunRequest, example = json!({
        "component": {"sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        "settings": {"calls": [{"export": "add", "arguments": ["1", "2"]}], "grants": ["stdio"],
            "limits": {"time-ms": 1000}}})),
    responses(
        (status = 200, description = "The run's events, one JSON object (`RunEvent`) a line",
            content_type = "application/x-ndjson", body = RunEvent,
            example = json!({"type": "output", "stream": "stdout", "bytes": "SGVsbG8K"})),
        (status = 400, description = "The JSON does not fit", body = ErrorResponse),
        (status = 403, description = "Asked by a page of another site", body = ErrorResponse),
        (status = 404, description = "The server does not hold this component", body = ErrorResponse,
            example = json!({"error": {"code": "unknown-component", "message": "the server does not hold this component: send its bytes"}})),
        (status = 413, description = "The component or the request is larger than a limit", body = ErrorResponse),
        (status = 503, description = "Too many runs are waiting", body = ErrorResponse)))]
pub async fn run(
    State(state): State<AppState>,
    ApiJson(request): ApiJson<RunRequest>,
) -> Result<Response, Failure> {
    let limits = &state.config().limits;
    let component = bytes_of(&state, request.component).await?;
    let linked = match request.linked {
        Some(linked) => Some(parts_of(&state, linked).await?),
        None => None,
    };
    let source = RunSource { component, linked };
    let settings = lowered(request.settings, limits);
    let turn = state.runs().turn().await.map_err(|full| Failure::busy("runs", full.0))?;
    let events = start(state.engine().clone(), source, settings, request.trace_in_report, turn);
    Ok(([(header::CONTENT_TYPE, "application/x-ndjson")], Body::from_stream(lines(events))).into_response())
}

/// A component's bytes. Those that were sent are kept for the next time.
async fn bytes_of(state: &AppState, source: ComponentSource) -> Result<Arc<[u8]>, Failure> {
    let limit = state.config().limits.component_bytes;
    match source {
        ComponentSource::Sha256(sha256) => state.component(sha256).await,
        ComponentSource::Base64(bytes) if bytes.len() as u64 > limit.value => {
            Err(Failure::too_large("the component", limit))
        }
        ComponentSource::Base64(bytes) => {
            let bytes: Arc<[u8]> = bytes.0.into();
            let sha256 = toolchain::sha256_hex(&bytes);
            state.components().put(sha256, Arc::clone(&bytes)).await?;
            Ok(bytes)
        }
    }
}

/// A composition with its components' bytes, bounded together.
async fn parts_of(state: &AppState, linked: LinkedComposition) -> Result<LinkedParts, Failure> {
    let limit = state.config().limits.composition_bytes;
    let mut left = limit.value;
    let mut components = BTreeMap::new();
    for (name, source) in linked.components {
        let bytes = bytes_of(state, source).await?;
        left = left
            .checked_sub(bytes.len() as u64)
            .ok_or_else(|| Failure::too_large("the components of the composition", limit))?;
        components.insert(name, bytes);
    }
    Ok(LinkedParts { composition: linked.composition, components })
}

/// Starts the run on a task of its own. The turn ends when the run does, which is also when nobody
/// reads its events any more.
fn start(
    engine: Engine,
    source: RunSource,
    settings: RunSettings,
    trace_in_report: bool,
    turn: Turn,
) -> mpsc::Receiver<RunEvent> {
    let (sender, receiver) = mpsc::channel(WAITING_EVENTS);
    tokio::spawn(async move {
        engine.run_streamed(source, settings, trace_in_report, sender).await;
        drop(turn);
    });
    receiver
}

/// NDJSON: what is ready is sent together.
fn lines(
    events: mpsc::Receiver<RunEvent>,
) -> impl futures_util::Stream<Item = Result<Bytes, Infallible>> + Send + 'static {
    futures_util::stream::unfold(events, |mut events| async move {
        let mut ready = Vec::new();
        if events.recv_many(&mut ready, WAITING_EVENTS).await == 0 {
            return None;
        }
        let mut text = Vec::new();
        for event in ready {
            // Plain data always has a JSON form.
            if serde_json::to_writer(&mut text, &event).is_ok() {
                text.push(b'\n');
            }
        }
        Some((Ok(Bytes::from(text)), events))
    })
}
