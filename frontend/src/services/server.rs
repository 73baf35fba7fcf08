//! The server's API under `/api/v1`: health, compile, run.

use super::http::{HttpError, Outgoing, bytes, lines, send, text};
use diptych_shared::api::compile::{CompileEvent, CompileOutput, CompileRequest, ComponentForm};
use diptych_shared::api::error::{ApiError, ErrorCode, ErrorResponse};
use diptych_shared::api::limits::HealthResponse;
use diptych_shared::api::run::RunRequest;
use diptych_shared::api::toolchains::ToolchainsResponse;
use diptych_shared::project::Project;
use serde::de::DeserializeOwned;
use web_sys::{AbortController, AbortSignal, Response};

/// The form of answers that come a line at a time.
const LINES: &str = "application/x-ndjson";

/// Why the server did not do it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServerError {
    /// The person stopped it.
    Aborted,
    /// It is not there, or something else answers in its place.
    Away(String),
    /// It said no.
    Refused(ApiError),
}

impl ServerError {
    /// For people.
    pub fn words(&self) -> String {
        match self {
            ServerError::Aborted => "stopped".into(),
            ServerError::Away(why) => format!("the server is away: {why}"),
            ServerError::Refused(error) => match &error.limit {
                Some(limit) if !error.message.contains(&limit.name) => {
                    format!("{} (limit {} = {})", error.message, limit.name, limit.value)
                }
                _ => error.message.clone(),
            },
        }
    }
}

impl From<HttpError> for ServerError {
    fn from(error: HttpError) -> Self {
        match error {
            HttpError::Aborted => ServerError::Aborted,
            HttpError::NoAnswer(why) => ServerError::Away(why),
        }
    }
}

/// Asks whether the server is there. Gives up after three seconds.
pub async fn health() -> Result<HealthResponse, ServerError> {
    const PATIENCE_MS: i32 = 3_000;
    let controller =
        AbortController::new().map_err(|_| ServerError::Away("this browser is too old".into()))?;
    let signal = controller.signal();
    wasm_bindgen_futures::spawn_local(async move {
        crate::interop::timer::sleep(PATIENCE_MS).await;
        controller.abort();
    });
    let outgoing =
        Outgoing { method: "GET", path: "api/v1/health", json: None, accept: None, signal: Some(&signal) };
    let answer = async { read(send(outgoing).await?).await };
    answer.await.map_err(|error| match error {
        ServerError::Aborted => ServerError::Away(format!("no answer within {} s", PATIENCE_MS / 1_000)),
        other => other,
    })
}

/// Which languages the server compiles, with what, and how the rest is had.
pub async fn toolchains() -> Result<ToolchainsResponse, ServerError> {
    let path = "api/v1/toolchains";
    read(send(Outgoing { method: "GET", path, json: None, accept: None, signal: None }).await?).await
}

/// Compiles a project on the server; `on_event` hears where it is. A component that `known` has, by its hash,
/// is not fetched once more.
pub async fn compile(
    project: Project,
    signal: &AbortSignal,
    mut on_event: impl FnMut(CompileEvent),
    known: impl Fn(&str) -> Option<Vec<u8>>,
) -> Result<CompileOutput, ServerError> {
    let mut request = CompileRequest { project, component: ComponentForm::ByHash };
    loop {
        let mut output = compile_once(&request, signal, &mut on_event).await?;
        let hash = match (&output.component, &output.component_sha256) {
            (None, Some(hash)) => hash,
            _ => return Ok(output),
        };
        let component = match known(hash) {
            Some(component) => Ok(component),
            None => component(hash, signal).await,
        };
        match component {
            Ok(component) => {
                output.component = Some(component.into());
                return Ok(output);
            }
            // It was forgotten since, so it is asked for with the output.
            Err(ServerError::Refused(error))
                if error.code == ErrorCode::UnknownComponent
                    && request.component != ComponentForm::Inline =>
            {
                request.component = ComponentForm::Inline;
            }
            Err(error) => return Err(error),
        }
    }
}

/// A component that the server keeps.
async fn component(sha256: &str, signal: &AbortSignal) -> Result<Vec<u8>, ServerError> {
    let path = format!("api/v1/components/{sha256}");
    let outgoing = Outgoing { method: "GET", path: &path, json: None, accept: None, signal: Some(signal) };
    let response = send(outgoing).await?;
    if !response.ok() {
        return Err(refusal(response).await);
    }
    Ok(bytes(&response).await?)
}

async fn compile_once(
    request: &CompileRequest,
    signal: &AbortSignal,
    on_event: &mut impl FnMut(CompileEvent),
) -> Result<CompileOutput, ServerError> {
    let response = send(post("api/v1/compile", json(request), signal)).await?;
    if !response.ok() {
        return Err(refusal(response).await);
    }
    // A server of before the stream answers with the output alone.
    let is_stream =
        response.headers().get("content-type").ok().flatten().is_some_and(|kind| kind.starts_with(LINES));
    if !is_stream {
        return read(response).await;
    }
    let mut ended = None;
    lines(&response, |line| match CompileEvent::read(&String::from_utf8_lossy(line)) {
        Ok(CompileEvent::Output(output)) => ended = Some(Ok(output)),
        Ok(event) => on_event(event),
        Err(error) => {
            ended.get_or_insert_with(|| Err(stream_words(&error)));
        }
    })
    .await?;
    ended.unwrap_or_else(|| Err(ServerError::Away("it ended the stream without an answer".into())))
}

/// Runs a component on the server; `on_line` hears each `RunEvent` as the JSON text it came as, the
/// report last, and says when it cannot be read.
pub async fn run(
    request: &RunRequest,
    signal: &AbortSignal,
    mut on_line: impl FnMut(&str) -> Result<(), String>,
) -> Result<(), ServerError> {
    let response = send(post("api/v1/run", json(request), signal)).await?;
    if !response.ok() {
        return Err(refusal(response).await);
    }
    let mut damaged = None;
    lines(&response, |line| {
        let heard = std::str::from_utf8(line).map_err(|error| error.to_string()).and_then(&mut on_line);
        damaged = damaged.take().or(heard.err());
    })
    .await?;
    damaged.map_or(Ok(()), |why| Err(stream_words(&why)))
}

fn stream_words(why: &dyn std::fmt::Display) -> ServerError {
    ServerError::Away(format!("its stream could not be read: {why}"))
}

fn json<T: serde::Serialize>(value: &T) -> String {
    // Plain data with string keys: serialising it cannot fail.
    serde_json::to_string(value).unwrap_or_default()
}

fn post<'a>(path: &'a str, json: String, signal: &'a AbortSignal) -> Outgoing<'a> {
    Outgoing { method: "POST", path, json: Some(json), accept: Some(LINES), signal: Some(signal) }
}

async fn read<T: DeserializeOwned>(response: Response) -> Result<T, ServerError> {
    if !response.ok() {
        return Err(refusal(response).await);
    }
    let text = text(&response).await?;
    serde_json::from_str(&text)
        .map_err(|_| ServerError::Away("what answers at this address is not a Diptych server".into()))
}

async fn refusal(response: Response) -> ServerError {
    let status = response.status();
    let body = text(&response).await.unwrap_or_default();
    match serde_json::from_str::<ErrorResponse>(&body) {
        Ok(envelope) if envelope.error.code == ErrorCode::Internal => {
            ServerError::Away(format!("it failed ({})", envelope.error.message))
        }
        Ok(envelope) => ServerError::Refused(envelope.error),
        Err(_) => ServerError::Away(format!("this address answers with HTTP status {status}")),
    }
}
