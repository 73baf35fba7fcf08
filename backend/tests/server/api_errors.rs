//! Every kind of bad request gets the one error shape, with the limit where one was met.

use crate::support::{rust_project, server, server_with};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use diptych_shared::api::compile::CompileRequest;
use diptych_shared::api::error::{ErrorCode, LimitHit};

#[tokio::test]
async fn unknown_addresses_and_methods_are_our_404_and_405() {
    let server = server().await;
    for path in ["/api", "/api/", "/api/v1/nothing", "/api/v2/health"] {
        let answer = server.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.error().code, ErrorCode::NotFound);
        assert!(answer.error().message.contains(path), "{answer:?}");
    }
    let answer = server.get("/api/v1/compile").await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(answer.error().message.contains("does not take GET"), "{answer:?}");
}

#[tokio::test]
async fn json_that_does_not_fit_says_where() {
    let server = server().await;
    for (path, body, needle) in [
        ("/api/v1/compile", "{", "EOF while parsing"),
        ("/api/v1/compile", "{\"project\": 1}", "line 1 column"),
        ("/api/v1/compile", "{}", "missing field `project`"),
        ("/api/v1/run", "{\"component\": {\"base64\": \"!\"}}", "not base64"),
        (
            "/api/v1/run",
            "{\"component\": {\"sha256\": \"00\"}, \"settings\": {\"grants\": [\"all\"]}}",
            "`all`",
        ),
    ] {
        let answer = server.post_json(path, body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}");
        assert_eq!(answer.error().code, ErrorCode::InvalidRequest);
        assert!(answer.error().message.contains(needle), "{answer:?}");
    }
    let deep = "[".repeat(100_000);
    let answer = server.post_json("/api/v1/compile", deep).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_body_that_is_not_declared_json_is_refused() {
    let server = server().await;
    let answer = server.send_bytes(Method::POST, "/api/v1/compile", "{}").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.error().message.contains("Content-Type: application/json"));
}

#[tokio::test]
async fn what_is_too_large_quotes_its_limit() {
    let server = server_with(&[
        ("DIPTYCH_LIMIT_COMPONENT_BYTES", "1000"),
        ("DIPTYCH_LIMIT_REQUEST_BYTES", "4000"),
        ("DIPTYCH_LIMIT_PROJECT_BYTES", "2000"),
        ("DIPTYCH_LIMIT_PROJECT_FILES", "3"),
    ])
    .await;
    let large_file = "x".repeat(2000);
    let many = ["a", "b", "c"].map(|name| (name, ""));
    let compile =
        |files: &[(&str, &str)]| serde_json::to_vec(&CompileRequest::inline(rust_project(files))).unwrap();
    let component = diptych_shared::api::Bytes(vec![0; 1001]);
    let run = serde_json::json!({"component": {"base64": component}}).to_string();
    for (answer, name, value) in [
        (server.send_bytes(Method::PUT, "/api/v1/components", vec![0; 1001]).await, "component-bytes", 1000),
        (server.send_bytes(Method::POST, "/api/v1/inspect", vec![0; 1001]).await, "component-bytes", 1000),
        (server.post_json("/api/v1/run", run).await, "component-bytes", 1000),
        (server.post_json("/api/v1/run", " ".repeat(4001)).await, "request-bytes", 4000),
        (
            server.post_json("/api/v1/compile", compile(&[("a.txt", &large_file)])).await,
            "project-bytes",
            2000,
        ),
        (server.post_json("/api/v1/compile", compile(&many)).await, "project-files", 3),
    ] {
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{name}: {answer:?}");
        let error = answer.error();
        assert_eq!(error.code, ErrorCode::TooLarge);
        assert_eq!(error.limit, Some(LimitHit { name: name.into(), value }));
        assert!(error.message.contains(&format!("limit {name} = {value}")), "{error:?}");
    }
}

#[tokio::test]
async fn an_upload_of_64_mib_gets_an_answer_over_a_real_connection() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let server = server().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = diptych_backend::app::router(server.state.clone());
    let serving = tokio::spawn(async move { axum::serve(listener, app).await });
    let mut connection = tokio::net::TcpStream::connect(address).await.unwrap();
    let head = "PUT /api/v1/components HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 67108864\r\n\r\n";
    connection.write_all(head.as_bytes()).await.unwrap();
    let chunk = vec![0; 1 << 20];
    for _ in 0..64 {
        connection.write_all(&chunk).await.expect("the server reads to the end");
    }
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    serving.abort();
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(answer.contains("limit component-bytes = 33554432"), "{answer}");
}

#[tokio::test]
async fn pages_of_other_sites_and_names_of_other_hosts_are_refused() {
    let server = server().await;
    let request = |method: Method, path: &str, host: &str, origin: Option<&str>| {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, host);
        if let Some(origin) = origin {
            request = request.header(header::ORIGIN, origin);
        }
        request.header(header::CONTENT_TYPE, "application/json").body(Body::from("{}")).unwrap()
    };
    for (method, path, host, origin, status) in [
        (
            Method::POST,
            "/api/v1/compile",
            "localhost:8080",
            Some("http://evil.example"),
            StatusCode::FORBIDDEN,
        ),
        (Method::POST, "/api/v1/run", "localhost:8080", Some("null"), StatusCode::FORBIDDEN),
        (
            Method::POST,
            "/api/v1/compile",
            "localhost:8080",
            Some("http://localhost:8080"),
            StatusCode::BAD_REQUEST,
        ),
        (Method::GET, "/api/v1/health", "evil.example", None, StatusCode::FORBIDDEN),
        (Method::GET, "/api/v1/health", "localhost:8080", Some("http://evil.example"), StatusCode::OK),
    ] {
        let answer = server.send(request(method, path, host, origin)).await;
        assert_eq!(answer.status, status, "{path} {host} {origin:?}");
        // No page of another site may read what it gets, either.
        assert!(!answer.headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN));
    }
}
