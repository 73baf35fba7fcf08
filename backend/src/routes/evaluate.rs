//! `POST /evaluate.json`: what books made for the Rust Playground ask: a program in, what it printed out.
//!
//! mdBook's `book.js` sends `version`, `optimize`, `code` and `edition`, and reads `result`; before that it asks
//! `/meta/crates` which crates it may offer to run. Whatever happens, the answer has a `result` that can be shown.

use crate::app::AppState;
use crate::client::Client;
use crate::compilers::languages::rust::Kind;
use crate::config::Config;
use crate::engine::RunSource;
use crate::error::Failure;
use crate::extract::ApiJson;
use axum::extract::State;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use diptych_shared::api::compile::{CompileOutput, ComponentForm};
use diptych_shared::api::diagnostic::{Diagnostic, Severity};
use diptych_shared::api::run::{RunEvent, RunSettings};
use diptych_shared::project::{MANIFEST_FILE, Project, ProjectFile};
use diptych_shared::report::{Outcome, RunReport, TrapKind};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tower_http::cors::{AllowOrigin, CorsLayer};

/// Where programs are evaluated.
pub(crate) const EVALUATE: &str = "/evaluate.json";
/// Where the crates are listed.
pub(crate) const CRATES: &str = "/meta/crates";
/// For how long a browser may remember that a page may ask.
const PREFLIGHT_AGE: Duration = Duration::from_secs(3600);
/// The edition that everything here is compiled in.
const EDITION: &str = "2024";
/// The project around the code. Hash maps want a seed; nothing else is granted but stdout and stderr, and of the
/// machine neither tells anything.
const MANIFEST: &str = "format = 1\ntitle = \"A book's example\"\n\n[source]\nlanguage = \"rust\"\n\
    entry = \"main.rs\"\n\n[run]\ngrants = [\"stdio\", \"random insecure\"]\nwarm-calls = 0\n";
/// Events that may wait until they are looked at.
const WAITING_EVENTS: usize = 64;

/// The routes, which pages of the origins in `DIPTYCH_EVALUATE_ORIGINS` may call.
pub fn router(config: &Config) -> Router<AppState> {
    let origins = config.evaluate_origins.clone();
    let allowed = move |origin: &HeaderValue, _: &Parts| origins.allow(origin);
    let cors = CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(allowed))
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::CONTENT_TYPE])
        .max_age(PREFLIGHT_AGE);
    Router::new()
        .route(EVALUATE, post(evaluate).options(preflight))
        .route(CRATES, get(crates).post(crates).options(preflight))
        .layer(cors)
}

/// What the CORS layer answers in its place; there has to be something that it is around.
async fn preflight() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// What a book sends; whatever else it sends is no matter here.
#[derive(Deserialize)]
struct EvaluateRequest {
    /// The program.
    code: String,
    /// The edition that it is written in.
    #[serde(default)]
    edition: String,
    /// Whether its tests are to be run.
    #[serde(default)]
    tests: bool,
}

/// What a book reads.
#[derive(Serialize)]
struct EvaluateResponse {
    /// What to show.
    result: String,
    /// The same again when something went wrong.
    error: Option<String>,
}

impl EvaluateResponse {
    fn failed(words: String) -> EvaluateResponse {
        EvaluateResponse { error: Some(words.clone()), result: words }
    }
}

async fn evaluate(
    State(state): State<AppState>,
    client: Client,
    request: Result<ApiJson<EvaluateRequest>, Failure>,
) -> Response {
    let answer = match request {
        Ok(ApiJson(request)) => answer(&state, &client, request).await,
        Err(failure) => Err(failure),
    };
    match answer {
        Ok(answer) => Json(answer).into_response(),
        // Books look for `result` whatever the status is.
        Err(failure) => {
            let words = format!("error: {}\n", failure.error.message);
            (failure.status, Json(EvaluateResponse::failed(words))).into_response()
        }
    }
}

async fn answer(
    state: &AppState,
    client: &Client,
    request: EvaluateRequest,
) -> Result<EvaluateResponse, Failure> {
    if request.tests {
        return Ok(EvaluateResponse::failed("error: this server runs programs, and no tests\n".to_owned()));
    }
    if Kind::of(&request.code) != Kind::Command {
        let words = "error[E0601]: `main` function not found in the program\n";
        return Ok(EvaluateResponse::failed(words.to_owned()));
    }
    let project = project(request.code);
    let settings = project.run_settings().map_err(Failure::internal)?;
    let output = state.compilers().compile_for(project, ComponentForm::Inline, &client.0, |_| {}).await?;
    match &output.component {
        Some(component) => {
            let report = run(state, component.0.as_slice().into(), settings).await?;
            Ok(told(&report))
        }
        None => Ok(EvaluateResponse::failed(compiler_words(&output, &request.edition))),
    }
}

fn project(code: String) -> Project {
    let files = [(MANIFEST_FILE, MANIFEST.to_owned()), ("main.rs", code)];
    files.into_iter().map(|(path, text)| (path.to_owned(), ProjectFile::text(text))).collect()
}

/// Runs it in its turn. Dropping the future ends the run.
async fn run(
    state: &AppState,
    component: Arc<[u8]>,
    mut settings: RunSettings,
) -> Result<RunReport, Failure> {
    settings.limits = settings.limits.at_most(&state.config().limits.run());
    let _turn = state.runs().turn().await.map_err(|full| Failure::busy("runs", full.0))?;
    let (sender, mut events) = mpsc::channel(WAITING_EVENTS);
    let source = RunSource { component, linked: None };
    let running = state.engine().run_streamed(source, settings, false, sender);
    let reading = async {
        let mut last = None;
        while let Some(event) = events.recv().await {
            if let RunEvent::Report { report } = event {
                last = Some(*report);
            }
        }
        last
    };
    let ((), report) = tokio::join!(running, reading);
    report.ok_or_else(|| Failure::internal("a run ended without a report"))
}

/// What a run printed; when it went wrong what it said on stderr comes first, and how it ended.
fn told(report: &RunReport) -> EvaluateResponse {
    let stdout = String::from_utf8_lossy(&report.stdout.bytes);
    match ending(report) {
        None => EvaluateResponse { result: stdout.into_owned(), error: None },
        Some(words) => {
            let stderr = String::from_utf8_lossy(&report.stderr.bytes);
            EvaluateResponse::failed(format!("{stderr}{}{words}{stdout}", gap(&stderr)))
        }
    }
}

/// What ends a line that is under way.
fn gap(text: &str) -> &'static str {
    if text.is_empty() || text.ends_with('\n') { "" } else { "\n" }
}

/// How a run ended that did not end well, as a line; empty where the program said so itself.
fn ending(report: &RunReport) -> Option<String> {
    let failed =
        report.values.iter().any(|call| call.value.as_deref().is_some_and(|value| value.starts_with("err")));
    let words = match &report.outcome {
        Outcome::Returned if !failed => return None,
        Outcome::Exited { code: 0 } => return None,
        Outcome::Returned | Outcome::Exited { .. } => return Some(String::new()),
        // How a panic ends, which has told its message.
        Outcome::Trapped { kind: TrapKind::Unreachable, .. } if !report.stderr.bytes.is_empty() => {
            return Some(String::new());
        }
        Outcome::Trapped { message, .. } => format!("the program trapped: {message}"),
        Outcome::Denied { interface, function, capability } => {
            format!("the program called {interface} {function}, and {capability} is not granted here")
        }
        Outcome::LimitExceeded { limit, value } => format!("the program met the limit {limit} ({value})"),
        Outcome::UnsupportedByEngine { why } | Outcome::Rejected { why } | Outcome::EngineFailed { why } => {
            why.clone()
        }
        Outcome::Cancelled => "the run was stopped".to_owned(),
    };
    Some(format!("error: {words}\n"))
}

/// The compiler's messages in its own manner.
fn compiler_words(output: &CompileOutput, edition: &str) -> String {
    let mut words = output.diagnostics.iter().map(diagnostic_words).collect::<String>();
    if !edition.is_empty() && edition != EDITION {
        words.push_str(&format!("note: everything here is compiled in edition {EDITION}\n"));
    }
    words
}

fn diagnostic_words(diagnostic: &Diagnostic) -> String {
    let mut words = match diagnostic.severity {
        Severity::Error => "error".to_owned(),
        Severity::Warning => "warning".to_owned(),
        Severity::Note => "note".to_owned(),
    };
    // Writing to a text does not fail.
    if let Some(code) = &diagnostic.code {
        let _ = write!(words, "[{code}]");
    }
    let _ = writeln!(words, ": {}", diagnostic.message);
    if let (Some(file), Some(span)) = (&diagnostic.file, diagnostic.span) {
        let _ = writeln!(words, " --> {file}:{}:{}", span.start.line, span.start.column);
    }
    words.push('\n');
    words
}

/// The crates that examples may name by `extern crate`: those that guests are compiled with need no such line.
async fn crates() -> Json<serde_json::Value> {
    Json(serde_json::json!({"crates": []}))
}

#[cfg(test)]
mod tests {
    use super::{EvaluateRequest, compiler_words, project};
    use diptych_shared::api::compile::CompileOutput;
    use diptych_shared::api::diagnostic::Diagnostic;

    #[test]
    fn what_mdbook_sends_is_read_and_the_rest_ignored() {
        let sent =
            r#"{"version":"stable","optimize":"0","code":"fn main() {}","edition":"2021","crateType":"bin"}"#;
        let request: EvaluateRequest = serde_json::from_str(sent).unwrap();
        assert_eq!(
            (request.code.as_str(), request.edition.as_str(), request.tests),
            ("fn main() {}", "2021", false)
        );
        assert!(serde_json::from_str::<EvaluateRequest>(r#"{"edition":"2021"}"#).is_err());
    }

    #[test]
    fn a_program_is_granted_its_output_and_a_seed() {
        let settings = project(String::new()).run_settings().unwrap();
        assert_eq!(settings.warm_calls, 0);
        let grants = serde_json::to_string(&settings.grants).unwrap();
        assert_eq!(grants, r#"["stdio","random insecure"]"#);
    }

    #[test]
    fn messages_read_as_the_compiler_writes_them() {
        let text = "let a;";
        let mut diagnostic = Diagnostic::error("no").in_file("main.rs").at(text, 4, 5);
        diagnostic.code = Some("E0000".to_owned());
        let output = CompileOutput::failed(vec![diagnostic]);
        assert_eq!(compiler_words(&output, "2024"), "error[E0000]: no\n --> main.rs:1:5\n\n");
        assert!(
            compiler_words(&output, "2018").ends_with("note: everything here is compiled in edition 2024\n")
        );
    }
}
