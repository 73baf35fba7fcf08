//! `GET /api/v1/toolchains`: which languages this server compiles, and how it gets the rest.

use crate::app::AppState;
use axum::Json;
use axum::extract::State;
use diptych_shared::api::toolchains::ToolchainsResponse;

/// Lists every language and profile that a server can compile: whether this one does, with which tools,
/// and the command by which its operator adds it; and in the same way what helps the editor.
#[utoipa::path(get, path = "/api/v1/toolchains", tag = "server",
    responses((status = 200, description = "The toolchains", body = ToolchainsResponse,
        example = json!({"toolchains": [
            {"language": "wat", "available": true, "toolchain": ["wat 1.259.0", "wit-component 0.259.0"],
                "install": "cargo xtask build"},
            {"language": "javascript", "profile": "quickjs", "available": false,
                "install": "cargo xtask toolchains install quickjs"}],
            "editor": [{"language": "rust", "available": true, "toolchain": ["rust-analyzer 1.95.0"],
                "install": "cargo xtask toolchains install rust-analyzer"}]}))))]
pub async fn toolchains(State(state): State<AppState>) -> Json<ToolchainsResponse> {
    Json(ToolchainsResponse { toolchains: state.compilers().toolchains(), editor: state.editor().offers() })
}
