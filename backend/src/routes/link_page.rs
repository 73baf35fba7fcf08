//! `/s/{id}`: the page of a link, with what chat programs show of it, and its picture.

use super::links::failure;
use crate::app::AppState;
use crate::error::Failure;
use crate::links::{StoredLink, escaped, picture};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use diptych_shared::api::links::{Link, is_link_id};
use diptych_shared::report::visible;

/// What the page is called where a link has no title.
const UNTITLED: &str = "A WebAssembly component on two engines";
/// The most characters of a preview's text that chat programs show.
const PREVIEW_CHARACTERS: usize = 300;

/// The workbench, which opens the link itself; who reads no scripts learns what the link is.
pub async fn page(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let index = state.config().site.join("index.html");
    let html = tokio::fs::read_to_string(&index).await.map_err(|_| {
        Failure::not_offered("the page is not built yet: run `cargo xtask build`, or set DIPTYCH_SITE")
    })?;
    let link = match is_link_id(&id) {
        true => state.links().find(&id).await.map_err(|error| failure(&error))?,
        false => None,
    };
    Ok(match link {
        // The page says so, better than an error would.
        None => (StatusCode::NOT_FOUND, Html(based(&html))).into_response(),
        Some(link) => Html(with_preview(&html, &link, &origin(&state, &headers))).into_response(),
    })
}

/// The link as a picture, if it is there.
async fn picture_of(state: &AppState, id: &str) -> Result<Option<Vec<u8>>, Failure> {
    let Some(found) = state.links().read(id).await.map_err(|error| failure(&error))? else { return Ok(None) };
    let _turn = state.previews().acquire().await.map_err(Failure::internal)?;
    let drawn = tokio::task::spawn_blocking(move || {
        let content = serde_json::from_slice(&found.content).map_err(|error| error.to_string())?;
        let link = Link { id: String::new(), created_at: 0, expires_at: None, content };
        picture(&title(&found.link), &link).map_err(|error| error.to_string())
    });
    drawn.await.map_err(Failure::internal)?.map(Some).map_err(Failure::internal)
}

/// `GET /s/{id}/preview.png`.
pub async fn picture_route(
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let known = if is_link_id(&id) { picture_of(&state, &id).await? } else { None };
    let png = known.ok_or_else(Failure::unknown_link)?;
    let headers = [
        (header::CONTENT_TYPE, "image/png"),
        // The link never changes, but may be deleted.
        (header::CACHE_CONTROL, "public, max-age=3600"),
    ];
    Ok((headers, png).into_response())
}

fn title(link: &StoredLink) -> String {
    if link.title.trim().is_empty() { UNTITLED.to_owned() } else { link.title.clone() }
}

/// Where people reach this server.
fn origin(state: &AppState, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    state.config().url.clone().unwrap_or_else(|| format!("http://{host}"))
}

/// The page for an address below `/s/`: all that it names is above.
fn based(html: &str) -> String {
    html.replacen("<meta charset=\"utf-8\">", "<meta charset=\"utf-8\"><base href=\"../\">", 1)
}

/// The page with the tags of the Open Graph protocol (<https://ogp.me>), and with the link already asked for.
fn with_preview(html: &str, link: &StoredLink, origin: &str) -> String {
    let shown = |text: &str| escaped(&visible(text).chars().take(PREVIEW_CHARACTERS).collect::<String>());
    let words = [link.description.trim(), link.verdict.trim()].map(str::to_owned);
    let words = words.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" — ");
    let (title, description) = (shown(&title(link)), shown(&words));
    let (origin, id) = (escaped(origin), &link.id);
    let (width, height) = crate::links::PICTURE_SIZE;
    let tags = format!(
        "<title>{title} · Diptych</title>\
         <meta name=\"robots\" content=\"noindex\">\
         <meta property=\"og:site_name\" content=\"Diptych\"><meta property=\"og:type\" content=\"website\">\
         <meta property=\"og:title\" content=\"{title}\"><meta property=\"og:description\" content=\"{description}\">\
         <meta property=\"og:url\" content=\"{origin}/s/{id}\">\
         <meta property=\"og:image\" content=\"{origin}/s/{id}/preview.png\">\
         <meta property=\"og:image:width\" content=\"{width}\"><meta property=\"og:image:height\" content=\"{height}\">\
         <meta name=\"twitter:card\" content=\"summary_large_image\">\
         <link rel=\"preload\" as=\"fetch\" crossorigin href=\"/api/v1/links/{id}\">"
    );
    based(html).replacen("<title>Diptych</title>", &tags, 1)
}

#[cfg(test)]
mod tests {
    use super::{StoredLink, with_preview};

    #[test]
    fn what_an_author_wrote_stays_text() {
        let link = StoredLink {
            id: "00000000000000000000".into(),
            created_at: 0,
            expires_at: None,
            title: "</title><script>alert(1)</script>\" onload=\"x".into(),
            description: "'><img src=x>\u{202e}".into(),
            verdict: "Same value.".into(),
            content: String::new(),
        };
        let html =
            with_preview("<head><meta charset=\"utf-8\"><title>Diptych</title></head>", &link, "http://a\"b");
        for markup in ["<script", "<img", "onload=\"", "\u{202e}", "http://a\"b"] {
            assert!(!html.contains(markup), "{markup} in {html}");
        }
        assert!(html.contains("&lt;script&gt;") && html.contains("Same value."), "{html}");
        assert_eq!(html.matches("<title>").count(), 1);
        assert!(html.contains("<base href=\"../\">"), "{html}");
    }
}
