//! `POST /api/v1/editor/rust`: what the editor asks about a place in a Rust project.

use crate::app::AppState;
use crate::client::Client;
use crate::error::Failure;
use crate::extract::ApiJson;
use axum::Json;
use axum::extract::State;
use diptych_shared::api::editor::{EditorAnswer, EditorRequest};
use diptych_shared::api::error::ErrorResponse;

/// Completes or explains Rust, with the types of the project's WIT.
///
/// The first question starts a session, which takes seconds; it is kept for the next ones under the name that
/// the client chose. Sources that do not compile are helped with as far as they are understood. Closing the
/// connection takes the question back.
#[utoipa::path(post, path = "/api/v1/editor/rust", tag = "compile",
    request_body(content = EditorRequest, example = json!({"session": "4f1c", "path": "main.rs",
        "position": {"line": 1, "character": 10}, "ask": "completion", "project": {"files": {
        "diptych.toml": {"text": "format = 1\ntitle = \"Hello\"\n\n[source]\nlanguage = \"rust\"\nentry = \"main.rs\"\n"},
        "main.rs": {"text": "fn main() {\n    \"a\".le;\n}\n"}}}})),
    responses(
        (status = 200, description = "What is known", body = EditorAnswer,
            example = json!({"answer": [{"label": "len()", "kind": 2, "detail": "const fn(&self) -> usize"}],
                "incomplete": false})),
        (status = 400, description = "The request does not fit", body = ErrorResponse),
        (status = 403, description = "Asked by a page of another site", body = ErrorResponse),
        (status = 404, description = "This server does not help with Rust", body = ErrorResponse),
        (status = 413, description = "The project is larger than a limit", body = ErrorResponse),
        (status = 503, description = "As many are helped as can be", body = ErrorResponse)))]
pub async fn rust(
    State(state): State<AppState>,
    client: Client,
    ApiJson(request): ApiJson<EditorRequest>,
) -> Result<Json<EditorAnswer>, Failure> {
    if let Some(refused) = state.compilers().check(&request.project)? {
        let note = refused.diagnostics.into_iter().next().map(|diagnostic| diagnostic.message);
        return Ok(Json(EditorAnswer { note, ..EditorAnswer::default() }));
    }
    Ok(Json(state.editor().ask(request, &client.0).await?))
}
