//! The API's routes, one file each, and the table of all of them.

mod compile;
mod components;
mod editor;
pub(crate) mod evaluate;
mod health;
mod inspect;
mod limits;
mod link_page;
mod links;
mod openapi;
mod run;
mod toolchains;

pub use openapi::document;

use crate::app::AppState;
use axum::routing::{MethodRouter, delete, get, post, put};

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
        route("post", "/api/v1/links", post(links::publish)),
        route("get", "/api/v1/links/{id}", get(links::get_link)),
        route("delete", "/api/v1/links/{id}", delete(links::delete_link)),
        route("get", "/api/v1/openapi.json", get(openapi::openapi)),
    ]
}

/// The pages of links, which are no part of the API.
pub fn pages() -> Vec<Route> {
    vec![
        Route { method: "get", path: "/s/{id}", handler: get(link_page::page) },
        Route { method: "get", path: "/s/{id}/preview.png", handler: get(link_page::picture_route) },
    ]
}
