//! `GET /api/v1/health`: that the server is there, and what it is made of.

use crate::app::AppState;
use axum::Json;
use axum::extract::State;
use diptych_shared::api::limits::HealthResponse;

/// Says that the server is there, which engine it has and which languages it compiles.
#[utoipa::path(get, path = "/api/v1/health", tag = "server",
    responses((status = 200, description = "The server is there", body = HealthResponse,
        example = json!({"status": "ok", "version": "0.1.0", "engine": "wasmtime 48.0.8",
            "languages": ["wat", "rust"], "live_http": false}))))]
pub async fn health(State(state): State<AppState>) -> Json<HealthResponse> {
    Json(HealthResponse {
        status: "ok".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        engine: state.engine().info().version,
        languages: state.compilers().languages(),
        live_http: state.config().live_http,
    })
}
