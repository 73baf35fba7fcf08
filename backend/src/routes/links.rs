//! `/api/v1/links`: publishes a project with what its author saw, gives it back, deletes it.

use crate::app::AppState;
use crate::client::Client;
use crate::error::Failure;
use crate::extract::ApiJson;
use crate::links::{PublishError, StoreError};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use diptych_shared::api::error::ErrorResponse;
use diptych_shared::api::links::{Link, LinkContent, PublishedLink, is_link_id};

/// Publishes a project, with what its author saw when it ran, as a link that anybody may open.
///
/// The id says what the link holds: the same published again is the same link. It never changes; it goes when it
/// expires, or when who published it deletes it with the token.
#[utoipa::path(post, path = "/api/v1/links", tag = "links",
    request_body(content = LinkContent, example = json!({"project": {"files": {
        "diptych.toml": {"text": "format = 1\ntitle = \"Empty\"\n\n[source]\nlanguage = \"wat\"\nentry = \"main.wat\"\n"},
        "main.wat": {"text": "(component)"}}}, "title": "Nothing at all"})),
    responses(
        (status = 200, description = "It is published", body = PublishedLink,
            example = json!({"id": "4n7wqk3m0v9c2r8tzxyb", "deletion_token": "5f0c8e0d9a7b41c2a3d4e5f60718293a"})),
        (status = 400, description = "It does not fit", body = ErrorResponse),
        (status = 413, description = "Larger than link-bytes", body = ErrorResponse),
        (status = 503, description = "More than client-publishes-per-minute", body = ErrorResponse),
        (status = 507, description = "The server has no room left", body = ErrorResponse)))]
pub async fn publish(
    State(state): State<AppState>,
    client: Client,
    ApiJson(content): ApiJson<LinkContent>,
) -> Result<Json<PublishedLink>, Failure> {
    let limits = &state.config().limits;
    if !state.config().publishing {
        return Err(Failure::not_offered(
            "publishing is off on this server (DIPTYCH_LINKS=off): share the long link",
        ));
    }
    content.check().map_err(|error| Failure::invalid(error.to_string()))?;
    check_files(&content, &state)?;
    if let Err(limit) = state.publishes().count(&client.0) {
        let message =
            format!("you published as much as this server takes in a minute ({limit}): wait a minute");
        return Err(Failure::full(message, limit));
    }
    match state.links().publish(content, limits.link_bytes).await {
        Ok(published) => Ok(Json(published)),
        Err(PublishError::TooLarge { .. }) => Err(Failure::too_large("the link", limits.link_bytes)),
        Err(PublishError::Store(error)) => Err(failure(&error)),
    }
}

/// The same limits as for projects that are compiled.
fn check_files(content: &LinkContent, state: &AppState) -> Result<(), Failure> {
    let limits = &state.config().limits;
    let files = &content.project.files;
    if files.len() > limits.project_files.as_usize() {
        return Err(Failure::too_large("the project has more files and", limits.project_files));
    }
    for path in files.keys() {
        diptych_shared::project::check_path(path)
            .map_err(|error| Failure::invalid(format!("a file's path cannot be: {error}")))?;
    }
    Ok(())
}

/// Gives a link with all that it holds.
#[utoipa::path(get, path = "/api/v1/links/{id}", tag = "links",
    params(("id" = String, Path, description = "20 characters of Crockford's base 32 in lower case")),
    responses(
        (status = 200, description = "The link", body = Link,
            example = json!({"id": "4n7wqk3m0v9c2r8tzxyb", "created_at": 1_795_000_000, "content": {
                "project": {"files": {"main.wat": {"text": "(component)"}}}, "title": "Nothing at all"}})),
        (status = 404, description = "Not, or no longer, here", body = ErrorResponse)))]
pub async fn get_link(State(state): State<AppState>, Path(id): Path<String>) -> Result<Response, Failure> {
    if !is_link_id(&id) {
        return Err(Failure::unknown_link());
    }
    let found = state.links().read(&id).await.map_err(|error| failure(&error))?;
    let found = found.ok_or_else(Failure::unknown_link)?;
    // Its content is JSON already, and may be long.
    let expires = found.link.expires_at.map(|at| format!("\"expires_at\":{at},")).unwrap_or_default();
    let created_at = found.link.created_at;
    let mut json =
        format!("{{\"id\":\"{id}\",\"created_at\":{created_at},{expires}\"content\":").into_bytes();
    json.extend_from_slice(&found.content);
    json.push(b'}');
    // It may be deleted any time.
    Ok(([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")], json)
        .into_response())
}

/// Deletes a link, with the token that its author got as `Authorization: Bearer …`.
#[utoipa::path(delete, path = "/api/v1/links/{id}", tag = "links",
    params(("id" = String, Path, description = "The link's id"),
        ("authorization" = String, Header, description = "`Bearer` and the deletion token")),
    responses(
        (status = 204, description = "It is deleted; where others published the same, it stays for them"),
        (status = 404, description = "No such link, or not this token's", body = ErrorResponse)))]
pub async fn delete_link(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Failure> {
    let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = authorization.and_then(|value| value.strip_prefix("Bearer ")).ok_or_else(|| {
        Failure::invalid("send the deletion token that publishing answered, as `Authorization: Bearer …`")
    })?;
    if !is_link_id(&id) {
        return Err(Failure::unknown_link());
    }
    match state.links().delete(&id, token.trim()).await.map_err(|error| failure(&error))? {
        true => Ok(StatusCode::NO_CONTENT),
        // Whether the id or the token is wrong is nobody's business.
        false => Err(Failure::unknown_link()),
    }
}

/// What a client learns of a store that fails.
pub(super) fn failure(error: &StoreError) -> Failure {
    match error.is_full() {
        true => Failure::no_room(error),
        false => Failure::internal(error),
    }
}
