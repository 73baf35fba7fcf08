//! `POST /api/v1/inspect`: what a component is, asks for and offers.

use crate::error::Failure;
use crate::extract::ComponentBody;
use axum::Json;
use diptych_shared::api::error::ErrorResponse;
use diptych_shared::api::inspect::Inspection;
use diptych_shared::toolchain;

/// Inspects a component, sent as the whole body: its imports, exports, their types, and its world as WIT.
///
/// A core module is answered too, with what it is missing to be a component.
#[utoipa::path(post, path = "/api/v1/inspect", tag = "compile",
    request_body(content = Vec<u8>, content_type = "application/wasm", description = "The component's bytes"),
    responses(
        (status = 200, description = "What it is", body = Inspection,
            example = json!({"kind": "component",
                "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "size_bytes": 412,
                "imports": [], "exports": [{"export": "add", "signature": {"name": "add", "parameters": [
                    {"name": "a", "ty": {"kind": "u32"}}, {"name": "b", "ty": {"kind": "u32"}}],
                    "result": {"kind": "u32"}, "is_async": false, "wit": "func(a: u32, b: u32) -> u32"}}],
                "wit": "package root:component;\n\nworld root {\n  export add: func(a: u32, b: u32) -> u32;\n}\n"})),
        (status = 413, description = "Larger than component-bytes", body = ErrorResponse),
        (status = 422, description = "Not WebAssembly, or not valid", body = ErrorResponse,
            example = json!({"error": {"code": "not-a-component", "message": "these bytes are not WebAssembly"}}))))]
pub async fn inspect(ComponentBody(bytes): ComponentBody) -> Result<Json<Inspection>, Failure> {
    tokio::task::spawn_blocking(move || toolchain::inspect(&bytes))
        .await
        .map_err(Failure::internal)?
        .map(Json)
        .map_err(|error| Failure::not_a_component(error.to_string()))
}
