//! The static site: the bundle's files, compressed ahead of time, with the headers that keep the
//! page isolated.

use crate::app::AppState;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use std::convert::Infallible;
use std::path::{Path, PathBuf};
use tower::ServiceExt as _;
use tower_http::services::ServeDir;

/// What the page may load and connect to, but for the end of `connect-src`. The page itself needs no
/// other origin than its own.
macro_rules! page_policy {
    ($connect:literal) => {
        concat!(
            "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' blob:; ",
            "worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data:; ",
            "font-src 'self' data:; frame-src 'self'; frame-ancestors 'self'; ",
            "base-uri 'none'; object-src 'none'; connect-src 'self'",
            $connect
        )
    };
}
const PAGE_POLICY: &str = page_policy!("");
/// Where the operator allows live requests: a guest's, in live mode, go out from the page.
const LIVE_PAGE_POLICY: &str = page_policy!(" https: http:");

/// The document that guests run in. It has an opaque origin, and its own, stricter policy inside:
/// the page's would give it `'self'`, and take away the inline script it needs.
const RUN_FRAME: &str = "/run-frame.html";
/// What a README shows beside a link.
const BADGE: &str = "/badge.svg";
/// What documentation sites load to show projects: any origin's page may, and it changes with this server.
const EMBED_SCRIPT: &str = "/embed.js";
/// The page for frames of other sites; what follows names a short link.
const EMBED: &str = "/embed/";
/// Pages and pictures of short links.
const LINK: &str = "/s/";

/// The site in `folder`: `.br` siblings where the client takes them.
pub fn service(
    folder: &Path,
) -> impl tower::Service<Request, Response = Response, Error = Infallible, Future: Send + 'static>
+ Clone
+ Send
+ Sync
+ 'static {
    let folder = folder.to_owned();
    tower::service_fn(move |request: Request| answer(folder.clone(), request))
}

/// Whether this is the page for frames. One segment after it is a link's name, which the page reads itself.
fn is_embed(path: &str) -> bool {
    path == EMBED.trim_end_matches('/')
        || path.strip_prefix(EMBED).is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

async fn answer(folder: PathBuf, mut request: Request) -> Result<Response, Infallible> {
    if ![Method::GET, Method::HEAD].contains(request.method()) {
        let method = request.method().as_str();
        return Ok(crate::error::Failure::method_not_allowed(method, request.uri().path()).into_response());
    }
    let start = request.uri().path() == "/";
    // Without its `/` the folder sends the browser on, so that the page's own addresses fit.
    if is_embed(request.uri().path()) && request.uri().path().len() > EMBED.len() {
        *request.uri_mut() = Uri::from_static(EMBED);
    }
    let response = ServeDir::new(&folder).precompressed_br().oneshot(request).await?;
    if response.status() != StatusCode::NOT_FOUND {
        return Ok(response.map(axum::body::Body::new));
    }
    let message = if start {
        "The page is not built yet: run `cargo xtask build`, or set DIPTYCH_SITE to the folder it is in.\n"
    } else {
        "There is nothing at this address.\n"
    };
    Ok((StatusCode::NOT_FOUND, message).into_response())
}

/// Sets the headers that every answer has.
pub async fn headers(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    let found = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
    let policy = if state.config().live_http { LIVE_PAGE_POLICY } else { PAGE_POLICY };
    set_headers(&path, found, policy, response.headers_mut());
    let deeper = match &path {
        path if is_embed(path) => Some(deeper_policy(policy, state.config().embed_ancestors.value())),
        path if path.starts_with(LINK) => Some(deeper_policy(policy, "'self'")),
        _ => None,
    };
    if let Some(policy) = deeper {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// The page's policy but for who may frame it, and with a base, for pages that lie deeper than what they load.
fn deeper_policy(policy: &str, ancestors: &str) -> HeaderValue {
    let policy = policy
        .replace("frame-ancestors 'self'", &format!("frame-ancestors {ancestors}"))
        .replace("base-uri 'none'", "base-uri 'self'");
    // Sources have no character that a header may not have; a policy that cannot be said allows nothing.
    HeaderValue::from_str(&policy)
        .unwrap_or(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"))
}

fn set_headers(path: &str, found: bool, policy: &'static str, headers: &mut HeaderMap) {
    let mut set = |name: &'static str, value: &'static str| {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    };
    set("x-content-type-options", "nosniff");
    set("referrer-policy", "no-referrer");
    // Together these make the page cross-origin isolated: a finer clock, and shared memory.
    set("cross-origin-opener-policy", "same-origin");
    set("cross-origin-embedder-policy", "require-corp");
    // Shown by other sites, or by an origin of its own.
    let is_preview = path.starts_with(LINK) && path.ends_with(".png");
    let is_for_others = [RUN_FRAME, BADGE, EMBED_SCRIPT].contains(&path) || is_embed(path) || is_preview;
    set("cross-origin-resource-policy", if is_for_others { "cross-origin" } else { "same-origin" });
    if path == EMBED_SCRIPT {
        // For pages that load it with `crossorigin`.
        set("access-control-allow-origin", "*");
    }
    if path != RUN_FRAME {
        set("content-security-policy", policy);
    }
    if headers.contains_key(header::CACHE_CONTROL) {
        return;
    }
    // Names under assets/ contain their content's hash.
    let caching = if path.starts_with("/assets/") && found {
        "public, max-age=31536000, immutable"
    } else if path.starts_with("/api/") {
        "no-store"
    } else {
        "no-cache"
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
}
