//! `GET /api/v1/limits`: every limit by name, so that messages about them can be understood.

use crate::app::AppState;
use axum::Json;
use axum::extract::State;
use diptych_shared::api::limits::LimitsResponse;

/// Lists every limit with its value in force, its default, the setting that changes it and what it bounds.
#[utoipa::path(get, path = "/api/v1/limits", tag = "server",
    responses((status = 200, description = "The limits", body = LimitsResponse,
        example = json!({"limits": [{"name": "component-bytes", "value": 33554432, "default": 33554432,
            "setting": "DIPTYCH_LIMIT_COMPONENT_BYTES",
            "description": "The largest component, uploaded or compiled."}]}))))]
pub async fn limits(State(state): State<AppState>) -> Json<LimitsResponse> {
    Json(LimitsResponse { limits: state.config().limits.list() })
}
