//! `POST /api/v1/compile`: a project in, a component and diagnostics out; told as it goes where asked for.

use crate::app::AppState;
use crate::client::Client;
use crate::error::Failure;
use crate::extract::ApiJson;
use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use diptych_shared::api::compile::{CompileEvent, CompileOutput, CompileRequest};
use diptych_shared::api::diagnostic::Diagnostic;
use diptych_shared::api::error::ErrorResponse;
use std::convert::Infallible;
use tokio::sync::mpsc;

/// Lines that may wait for a slow client; what it waits for and does is then left out.
const WAITING_LINES: usize = 64;
/// The media type of a compile that is told as it goes.
const NDJSON: &str = "application/x-ndjson";

/// Compiles a project.
///
/// A source that does not compile is answered with 200 and `diagnostics`, without a `component`. A
/// component that was made is also kept, so that it can be run, and fetched, by its hash; with
/// `"component": "by-hash"` a large one is not in the answer.
///
/// With `Accept: application/x-ndjson` the answer is a stream of events (`CompileEvent`), one JSON object
/// a line: `queued` with how many go before, `stage`, and at last `output`. Closing the connection stops
/// the compile.
#[utoipa::path(post, path = "/api/v1/compile", tag = "compile",
    request_body(content = CompileRequest, example = json!({"project": {"files": {
        "diptych.toml": {"text": "format = 1\ntitle = \"Hello\"\n\n[source]\nlanguage = \"rust\"\nentry = \"main.rs\"\n"},
        "main.rs": {"text": "fn main() {\n    println!(\"Hello\");\n}\n"}}}})),
    responses(
        (status = 200, description = "What came out, diagnostics included", body = CompileOutput,
            example = json!({"diagnostics": [{"severity": "error",
                "message": "cannot find value `x` in this scope: not found in this scope",
                "file": "main.rs", "span": {"start": {"line": 2, "column": 5}, "end": {"line": 2, "column": 6}},
                "code": "E0425"}], "toolchain": ["rustc 1.95.0"], "cached": false})),
        (status = 400, description = "The JSON does not fit", body = ErrorResponse),
        (status = 403, description = "Asked by a page of another site", body = ErrorResponse),
        (status = 413, description = "The project is larger than a limit", body = ErrorResponse,
            example = json!({"error": {"code": "too-large", "message": "the project is larger than this server takes (limit project-bytes = 4194304)",
                "limit": {"name": "project-bytes", "value": 4194304}}})),
        (status = 503, description = "Too many compiles are waiting", body = ErrorResponse)))]
pub async fn compile(
    State(state): State<AppState>,
    client: Client,
    headers: HeaderMap,
    ApiJson(request): ApiJson<CompileRequest>,
) -> Result<Response, Failure> {
    if !wants_events(&headers) {
        let CompileRequest { project, component } = request;
        let output = state.compilers().compile_for(project, component, &client.0, |_| {}).await?;
        return Ok(Json(output).into_response());
    }
    let mut lines = start(state, request, client);
    // Until something is told the answer may still be an error.
    let first = match lines.recv().await {
        Some(Line::Refused(failure)) => return Err(failure),
        Some(Line::Text(text)) => text,
        None => return Err(Failure::internal("a compile ended without a word")),
    };
    let first = futures_util::stream::once(std::future::ready(Ok::<_, Infallible>(first)));
    let body = futures_util::StreamExt::chain(first, rest(lines));
    Ok(([(header::CONTENT_TYPE, NDJSON)], Body::from_stream(body)).into_response())
}

fn wants_events(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|kind| {
        let essence = kind.split(';').next().unwrap_or_default();
        essence.trim().eq_ignore_ascii_case(NDJSON)
    })
}

/// What a compile that is told as it goes sends.
enum Line {
    /// A line, its end included.
    Text(Bytes),
    /// It ended without an output.
    Refused(Failure),
}

/// Compiles on a task of its own, until the end or until nobody listens.
fn start(state: AppState, request: CompileRequest, client: Client) -> mpsc::Receiver<Line> {
    let (sender, receiver) = mpsc::channel(WAITING_LINES);
    tokio::spawn(async move {
        let told = |event: CompileEvent| {
            // A slow reader misses what it waits for and does, not the output.
            if let Ok(text) = serde_json::to_vec(&event) {
                sender.try_send(Line::Text(ended(text))).ok();
            }
        };
        let line = tokio::select! {
            compiled = state.compilers().compile_for(request.project, request.component, &client.0, told) => {
                compiled.and_then(output_line).unwrap_or_else(Line::Refused)
            }
            () = sender.closed() => return,
        };
        sender.send(line).await.ok();
    });
    receiver
}

/// All lines but the first.
fn rest(
    lines: mpsc::Receiver<Line>,
) -> impl futures_util::Stream<Item = Result<Bytes, Infallible>> + Send + 'static {
    futures_util::stream::unfold(lines, |mut lines| async move {
        let text = match lines.recv().await? {
            Line::Text(text) => text,
            // The status was sent long ago.
            Line::Refused(failure) => {
                let output = CompileOutput::failed(vec![Diagnostic::error(failure.error.message)]);
                ended(serde_json::to_vec(&CompileEvent::Output(output)).unwrap_or_default())
            }
        };
        Some((Ok(text), lines))
    })
}

/// The last line.
fn output_line(output: CompileOutput) -> Result<Line, Failure> {
    let line = serde_json::to_vec(&CompileEvent::Output(output)).map_err(Failure::internal)?;
    Ok(Line::Text(ended(line)))
}

fn ended(mut line: Vec<u8>) -> Bytes {
    line.push(b'\n');
    line.into()
}

#[cfg(test)]
mod tests {
    use super::wants_events;
    use axum::http::{HeaderMap, header};

    #[test]
    fn events_come_only_where_they_are_asked_for() {
        for (accept, wanted) in [
            ("application/x-ndjson", true),
            ("application/json, application/x-ndjson;q=1", true),
            ("*/*", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, accept.parse().unwrap());
            assert_eq!(wants_events(&headers), wanted, "{accept}");
        }
    }
}
