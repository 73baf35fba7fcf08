//! `PUT /api/v1/components`: keeps a component, so that runs can name it by its hash.

use crate::app::AppState;
use crate::error::Failure;
use crate::extract::ComponentBody;
use axum::Json;
use axum::extract::State;
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
    state.keep_component(bytes.into(), inspection.sha256.clone()).await?;
    Ok(Json(PutComponentResponse { sha256: inspection.sha256 }))
}
