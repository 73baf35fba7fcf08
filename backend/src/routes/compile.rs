//! `POST /api/v1/compile`: a project in, a component and diagnostics out.

use crate::app::AppState;
use crate::error::Failure;
use crate::extract::ApiJson;
use axum::Json;
use axum::extract::State;
use diptych_shared::api::compile::{CompileOutput, CompileRequest};
use diptych_shared::api::error::ErrorResponse;

/// Compiles a project.
///
/// A source that does not compile is answered with 200 and `diagnostics`, without a `component`. A
/// component that was made is also kept, so that it can be run by its hash.
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
    ApiJson(request): ApiJson<CompileRequest>,
) -> Result<Json<CompileOutput>, Failure> {
    let output = state.compilers().compile(request.project).await?;
    if let (Some(component), Some(sha256)) = (&output.component, &output.component_sha256) {
        state.keep_component(component.0.as_slice().into(), sha256.clone()).await?;
    }
    Ok(Json(output))
}
