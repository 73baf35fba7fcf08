//! `POST /api/v1/compile`: a project in, a component and diagnostics out; told as it goes where asked for.

use crate::app::AppState;
use crate::client::Client;
use crate::compilers::Compiled;
use crate::error::Failure;
use crate::extract::ApiJson;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use diptych_shared::api::compile::{CompileEvent, CompileOutput, CompileRequest};
use diptych_shared::api::diagnostic::Diagnostic;
use diptych_shared::api::error::ErrorResponse;
use diptych_shared::project::Project;
use std::convert::Infallible;
use tokio::sync::mpsc;

/// Lines that may wait for a slow client; what it waits for and does is then left out.
const WAITING_LINES: usize = 64;
/// The media type of a compile that is told as it goes.
const NDJSON: &str = "application/x-ndjson";

/// Compiles a project.
///
/// A source that does not compile is answered with 200 and `diagnostics`, without a `component`. A
/// component that was made is also kept, so that it can be run by its hash.
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
        let compiled = compile_and_keep(&state, request.project, &client, |_| {}).await?;
        let json = Bytes::from_owner(compiled.json);
        return Ok(([(header::CONTENT_TYPE, "application/json")], json).into_response());
    }
    let mut lines = start(state, request.project, client);
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

/// Compiles, and keeps the component for runs by its hash.
async fn compile_and_keep(
    state: &AppState,
    project: Project,
    client: &Client,
    told: impl FnMut(CompileEvent) + Send,
) -> Result<Compiled, Failure> {
    let compiled = state.compilers().compile_for(project, &client.0, told).await?;
    if let Some(sha256) = &compiled.component_sha256
        && !state.has_component(sha256)
    {
        let output = compiled.output().map_err(Failure::internal)?;
        if let Some(component) = output.component {
            state.keep_component(component.0.into(), sha256.clone()).await?;
        }
    }
    Ok(compiled)
}

/// What a compile that is told as it goes sends.
enum Line {
    /// A line, its end included.
    Text(Bytes),
    /// It ended without an output.
    Refused(Failure),
}

/// Compiles on a task of its own, until the end or until nobody listens.
fn start(state: AppState, project: Project, client: Client) -> mpsc::Receiver<Line> {
    let (sender, receiver) = mpsc::channel(WAITING_LINES);
    tokio::spawn(async move {
        let told = |event: CompileEvent| {
            // A slow reader misses what it waits for and does, not the output.
            if let Ok(text) = serde_json::to_vec(&event) {
                sender.try_send(Line::Text(ended(text))).ok();
            }
        };
        let line = tokio::select! {
            compiled = compile_and_keep(&state, project, &client, told) => match compiled {
                Ok(compiled) => Line::Text(ended(output_event(&compiled.json))),
                Err(failure) => Line::Refused(failure),
            },
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

/// [`CompileEvent::Output`] of an output that is JSON already: the object with its tag in front.
fn output_event(output: &[u8]) -> Vec<u8> {
    let mut event = br#"{"type":"output","#.to_vec();
    event.extend_from_slice(output.strip_prefix(b"{").unwrap_or(output));
    event
}

fn ended(mut line: Vec<u8>) -> Bytes {
    line.push(b'\n');
    line.into()
}

#[cfg(test)]
mod tests {
    use super::{output_event, wants_events};
    use axum::http::{HeaderMap, header};
    use diptych_shared::api::compile::{CompileEvent, CompileOutput};
    use diptych_shared::api::diagnostic::Diagnostic;

    #[test]
    fn an_output_becomes_its_event() {
        let output = CompileOutput::failed(vec![Diagnostic::error("no")]);
        let event = output_event(&serde_json::to_vec(&output).unwrap());
        assert_eq!(serde_json::from_slice::<CompileEvent>(&event).unwrap(), CompileEvent::Output(output));
    }

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
