//! The API's routes, one file each, and the table of all of them.

mod compile;
mod components;
mod editor;
mod health;
mod inspect;
mod limits;
mod openapi;
mod run;
mod toolchains;

pub use openapi::document;

use crate::app::AppState;
use axum::routing::{MethodRouter, get, post, put};

/// One route of the API.
pub struct Route {
    /// The method, in lower case as OpenAPI has it.
    pub method: &'static str,
    /// The address.
    pub path: &'static str,
    /// What answers.
    pub handler: MethodRouter<AppState>,
}

/// Every route of the API.
pub fn all() -> Vec<Route> {
    let route = |method, path, handler| Route { method, path, handler };
    vec![
        route("get", "/api/v1/health", get(health::health)),
        route("get", "/api/v1/limits", get(limits::limits)),
        route("get", "/api/v1/toolchains", get(toolchains::toolchains)),
        route("post", "/api/v1/compile", post(compile::compile)),
        route("post", "/api/v1/editor/rust", post(editor::rust)),
        route("post", "/api/v1/inspect", post(inspect::inspect)),
        route("put", "/api/v1/components", put(components::put_component)),
        route("get", "/api/v1/components/{sha256}", get(components::get_component)),
        route("post", "/api/v1/run", post(run::run)),
        route("get", "/api/v1/openapi.json", get(openapi::openapi)),
    ]
}
