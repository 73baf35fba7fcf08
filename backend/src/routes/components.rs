//! `/api/v1/components`: keeps a component, so that runs can name it by its hash, and gives back what is kept.

use crate::app::AppState;
use crate::error::Failure;
use crate::extract::ComponentBody;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use diptych_shared::api::components::PutComponentResponse;
use diptych_shared::api::error::ErrorResponse;
use diptych_shared::api::inspect::BinaryKind;
use diptych_shared::toolchain;

/// Keeps a component, sent as the whole body, and answers its hash.
///
/// The server forgets components that were not used for long: a run that then meets
/// `unknown-component` sends the bytes again.
#[utoipa::path(put, path = "/api/v1/components", tag = "run",
    request_body(content = Vec<u8>, content_type = "application/wasm", description = "The component's bytes"),
    responses(
        (status = 200, description = "It is kept", body = PutComponentResponse,
            example = json!({"sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"})),
        (status = 413, description = "Larger than component-bytes", body = ErrorResponse),
        (status = 422, description = "Not a component", body = ErrorResponse)))]
pub async fn put_component(
    State(state): State<AppState>,
    ComponentBody(bytes): ComponentBody,
) -> Result<Json<PutComponentResponse>, Failure> {
    let (bytes, inspected) = tokio::task::spawn_blocking(move || {
        let inspected = toolchain::inspect(&bytes);
        (bytes, inspected)
    })
    .await
    .map_err(Failure::internal)?;
    let inspection = inspected.map_err(|error| Failure::not_a_component(error.to_string()))?;
    if inspection.kind != BinaryKind::Component {
        let missing = inspection.missing.unwrap_or_default();
        return Err(Failure::not_a_component(format!("this is a core module, not a component: {missing}")));
    }
    state.components().put(inspection.sha256.clone(), bytes.into()).await?;
    Ok(Json(PutComponentResponse { sha256: inspection.sha256 }))
}

/// Gives the component with this hash: one that was compiled here, or that was sent.
///
/// What was not used for long is forgotten: compile or send it again.
#[utoipa::path(get, path = "/api/v1/components/{sha256}", tag = "compile",
    params(("sha256" = String, Path, description = "Lower-case hex SHA-256 of the component")),
    responses(
        (status = 200, description = "The component", body = Vec<u8>, content_type = "application/wasm"),
        (status = 404, description = "Not, or no longer, here", body = ErrorResponse)))]
pub async fn get_component(
    State(state): State<AppState>,
    Path(sha256): Path<String>,
) -> Result<Response, Failure> {
    let bytes = state.component(sha256).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/wasm"),
        // It was made of what a stranger wrote: to be saved, never to be shown.
        (header::CONTENT_DISPOSITION, "attachment"),
        // The address says what the content is.
        (header::CACHE_CONTROL, "private, max-age=31536000, immutable"),
    ];
    Ok((headers, axum::body::Bytes::from_owner(bytes)).into_response())
}
