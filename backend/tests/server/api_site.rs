//! The static site: compression, caching, isolation headers, and nothing outside its folder.

use crate::support::{Server, server, server_with};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};

async fn site() -> Server {
    site_with(&[]).await
}

async fn site_with(settings: &[(&str, &str)]) -> Server {
    let server = server_with(settings).await;
    let site = server.folder.path().join("site");
    std::fs::create_dir_all(site.join("assets")).unwrap();
    std::fs::create_dir_all(site.join("embed")).unwrap();
    std::fs::write(server.folder.path().join("secret.txt"), "secret").unwrap();
    for (path, text) in [
        ("index.html", "<!doctype html>page"),
        ("run-frame.html", "<!doctype html>frame"),
        ("badge.svg", "<svg/>"),
        ("embed.js", "script"),
        ("embed/index.html", "<!doctype html>embed"),
        ("assets/app-1a2b.js", "plain"),
        ("assets/app-1a2b.js.br", "squeezed"),
        ("assets/app-1a2b.wasm", "wasm"),
    ] {
        std::fs::write(site.join(path), text).unwrap();
    }
    server
}

#[tokio::test]
async fn the_page_is_isolated_and_always_fresh() {
    let server = site().await;
    let answer = server.get("/").await;
    assert_eq!((answer.status, &answer.body[..]), (StatusCode::OK, &b"<!doctype html>page"[..]));
    let header = |name: &str| answer.headers[name].to_str().unwrap().to_owned();
    assert_eq!(header("cross-origin-opener-policy"), "same-origin");
    assert_eq!(header("cross-origin-embedder-policy"), "require-corp");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("cache-control"), "no-cache");
    assert!(header("content-type").starts_with("text/html"));
    let policy = header("content-security-policy");
    assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval' blob:;"), "{policy}");
    assert!(!policy.contains("'unsafe-eval'") && policy.contains("object-src 'none'"), "{policy}");
}

#[tokio::test]
async fn the_page_may_connect_elsewhere_only_where_live_requests_are_on() {
    for (setting, expected) in [("false", "connect-src 'self'"), ("true", "connect-src 'self' https: http:")]
    {
        let server = server_with(&[("DIPTYCH_LIVE_HTTP", setting)]).await;
        let policy = server.get("/").await.headers["content-security-policy"].to_str().unwrap().to_owned();
        let connect = policy.split("; ").find(|directive| directive.starts_with("connect-src"));
        assert_eq!(connect, Some(expected));
        let health: serde_json::Value = server.get("/api/v1/health").await.json();
        assert_eq!(health["live_http"].to_string(), setting);
    }
}

#[tokio::test]
async fn the_run_frame_carries_its_own_policy_and_may_be_framed() {
    let server = site().await;
    let answer = server.get("/run-frame.html").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(!answer.headers.contains_key(header::CONTENT_SECURITY_POLICY));
    assert_eq!(answer.headers["cross-origin-embedder-policy"], "require-corp");
    assert_eq!(answer.headers["cross-origin-resource-policy"], "cross-origin");
}

#[tokio::test]
async fn the_badge_may_be_shown_by_other_sites() {
    let server = site().await;
    let answer = server.get("/badge.svg").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.headers[header::CONTENT_TYPE], "image/svg+xml");
    assert_eq!(answer.headers["cross-origin-resource-policy"], "cross-origin");
    assert!(answer.headers.contains_key(header::CONTENT_SECURITY_POLICY));
}

#[tokio::test]
async fn other_sites_may_show_the_embed_page_and_no_other() {
    let server = site().await;
    for path in ["/embed/", "/embed/?panes=output", "/embed/0123456789abcdefghjk"] {
        let answer = server.get(path).await;
        assert_eq!(
            (answer.status, &answer.body[..]),
            (StatusCode::OK, &b"<!doctype html>embed"[..]),
            "{path}"
        );
        assert!(answer.headers[header::CONTENT_TYPE].to_str().unwrap().starts_with("text/html"), "{path}");
        let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("frame-ancestors *;") && policy.contains("connect-src 'self'"), "{policy}");
        assert!(policy.contains("base-uri 'self';") && !policy.contains("'unsafe-eval'"), "{policy}");
        // For parents that are isolated, too.
        assert_eq!(answer.headers["cross-origin-resource-policy"], "cross-origin");
        assert_eq!(answer.headers["cross-origin-embedder-policy"], "require-corp");
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-cache");
    }
    let moved = server.get("/embed?theme=dark").await;
    assert!(moved.status.is_redirection(), "{moved:?}");
    assert_eq!(moved.headers[header::LOCATION], "/embed/?theme=dark");
    for path in ["/embed/a/b", "/embed/..", "/embed/a.html"] {
        assert_ne!(server.get(path).await.status, StatusCode::OK, "{path}");
    }
    for path in ["/", "/assets/app-1a2b.js", "/api/v1/health"] {
        let answer = server.get(path).await;
        let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(
            policy.contains("frame-ancestors 'self';") && policy.contains("base-uri 'none';"),
            "{policy}"
        );
        assert_eq!(answer.headers["cross-origin-resource-policy"], "same-origin", "{path}");
    }
}

#[tokio::test]
async fn the_operator_says_who_may_embed() {
    for (setting, expected) in [
        ("off", "frame-ancestors 'none'"),
        ("https://docs.example, https://*.example", "frame-ancestors https://docs.example https://*.example"),
    ] {
        let server = site_with(&[("DIPTYCH_EMBED_ANCESTORS", setting)]).await;
        let policy =
            server.get("/embed/").await.headers["content-security-policy"].to_str().unwrap().to_owned();
        let ancestors = policy.split("; ").find(|directive| directive.starts_with("frame-ancestors"));
        assert_eq!(ancestors, Some(expected));
    }
}

#[tokio::test]
async fn any_page_may_load_the_embed_script_and_asks_for_it_anew() {
    let server = site().await;
    let answer = server.get("/embed.js").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.headers[header::CONTENT_TYPE].to_str().unwrap().contains("javascript"));
    assert_eq!(answer.headers["cross-origin-resource-policy"], "cross-origin");
    assert_eq!(answer.headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-cache");
}

#[tokio::test]
async fn assets_are_compressed_where_accepted_and_cached_for_good() {
    let server = site().await;
    let ask = |encoding: &'static str| {
        Request::get("/assets/app-1a2b.js")
            .header(header::ACCEPT_ENCODING, encoding)
            .body(Body::empty())
            .unwrap()
    };
    let squeezed = server.send(ask("gzip, br")).await;
    assert_eq!(&squeezed.body[..], b"squeezed");
    assert_eq!(squeezed.headers[header::CONTENT_ENCODING], "br");
    assert!(squeezed.headers[header::CONTENT_TYPE].to_str().unwrap().contains("javascript"));
    assert_eq!(squeezed.headers[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
    let plain = server.send(ask("gzip")).await;
    assert_eq!(&plain.body[..], b"plain");
    let wasm = server.get("/assets/app-1a2b.wasm").await;
    assert_eq!(wasm.headers[header::CONTENT_TYPE], "application/wasm");
    let missing = server.get("/assets/gone.js").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert_eq!(missing.headers[header::CACHE_CONTROL], "no-cache", "a missing file may come");
}

#[tokio::test]
async fn nothing_outside_the_folder_is_served() {
    let server = site().await;
    for path in ["/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2f..%2fsecret.txt", "//secret.txt"]
    {
        let answer = server.get(path).await;
        assert_ne!(answer.status, StatusCode::OK, "{path}");
        assert!(!answer.body.ends_with(b"secret"), "{path}");
    }
}

#[tokio::test]
async fn a_page_that_is_not_built_says_how_to_build_it() {
    let server = server().await;
    let answer = server.get("/").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(String::from_utf8_lossy(&answer.body).contains("cargo xtask build"));
}
