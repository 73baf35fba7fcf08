//! `GET /api/v1/openapi.json`: the API's own description, made from the routes and the shared types.

use super::{compile, components, editor, health, inspect, limits, links, run, toolchains};
use axum::Json;
use diptych_shared::api::compile::CompileEvent;
use diptych_shared::api::types::{NamedCase, NamedType, WitType};
use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Diptych",
        description = "Compiles WebAssembly components, and runs them on wasmtime with every host call traced.",
    ),
    tags(
        (name = "server", description = "What the server is and allows"),
        (name = "compile", description = "From sources to components, and into them"),
        (name = "run", description = "Running components"),
        (name = "links", description = "Published projects"),
    ),
    paths(
        health::health, limits::limits, toolchains::toolchains, compile::compile, editor::rust, inspect::inspect, components::put_component, components::get_component,
        run::run, links::publish, links::get_link, links::delete_link, openapi,
    ),
    // Types that contain themselves are not found by following the others, nor are lines of a stream.
    components(schemas(WitType, NamedType, NamedCase, CompileEvent)),
)]
struct Document;

/// The OpenAPI document.
pub fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// Describes this API as an OpenAPI 3.1 document.
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "server",
    responses((status = 200, description = "This document", body = Object,
        example = json!({"openapi": "3.1.0", "info": {"title": "Diptych", "version": "0.1.0"}, "paths": {}}))))]
pub async fn openapi() -> Json<utoipa::openapi::OpenApi> {
    Json(document())
}
