//! `/evaluate.json`: answers as books expect, for the pages that may ask.

use crate::support::{Answer, Server, server, server_with};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};

const BOOK: &str = "https://book.example";

/// What mdBook sends.
fn body(code: &str) -> String {
    json!({"version": "stable", "optimize": "0", "code": code, "edition": "2021"}).to_string()
}

async fn evaluate(server: &Server, code: &str) -> Value {
    let answer = server.post_json("/evaluate.json", body(code)).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    answer.json()
}

async fn asked_by(server: &Server, origin: &str, method: Method, path: &str) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "localhost:8080")
        .header(header::ORIGIN, origin)
        .header(header::ACCESS_CONTROL_REQUEST_METHOD, "POST")
        .header(header::ACCESS_CONTROL_REQUEST_HEADERS, "content-type")
        .header(header::CONTENT_TYPE, "application/json");
    server.send(request.body(Body::from(body("fn no_main() {}"))).unwrap()).await
}

#[tokio::test]
async fn programs_are_compiled_and_run() {
    let server = server().await;
    let code = "use std::collections::HashMap;\n\
        fn main() {\n    let counted: HashMap<_, _> = [(\"a\", 2)].into();\n    eprintln!(\"aside\");\n    println!(\"{counted:?}\");\n}\n";
    assert_eq!(evaluate(&server, code).await, json!({"result": "{\"a\": 2}\n", "error": null}));

    let panics = evaluate(&server, "fn main() { println!(\"before\"); panic!(\"on purpose\"); }").await;
    let result = panics["result"].as_str().unwrap();
    assert!(result.contains("on purpose") && result.ends_with("before\n"), "{result}");
    assert_eq!(panics["error"], panics["result"]);

    let reads =
        evaluate(&server, "fn main() { println!(\"{:?}\", std::fs::read(\"/etc/passwd\").is_err()); }").await;
    assert_eq!(reads, json!({"result": "true\n", "error": null}));

    let exits = evaluate(&server, "fn main() { eprintln!(\"left\"); std::process::exit(3) }").await;
    assert_eq!(exits["result"], "left\n");
}

#[tokio::test]
async fn what_does_not_compile_says_so_in_the_result() {
    let server = server().await;
    let broken = evaluate(&server, "fn main() {\n    println!(\"{x}\");\n}\n").await;
    let result = broken["result"].as_str().unwrap();
    assert!(result.starts_with("error[E0425]: cannot find value `x`"), "{result}");
    assert!(result.contains("main.rs:2:") && result.contains("edition 2024"), "{result}");
    assert_eq!(broken["error"], broken["result"]);

    let without_main = evaluate(&server, "fn helper() {}").await;
    assert!(without_main["result"].as_str().unwrap().contains("E0601"), "{without_main}");

    // What is no such request is refused, and can be shown all the same.
    let refused = server.post_json("/evaluate.json", "{}").await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(refused.json::<Value>()["result"].as_str().unwrap().contains("code"));
    assert_eq!(server.get("/evaluate.json").await.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn programs_are_bounded() {
    let server = server_with(&[("DIPTYCH_LIMIT_RUN_TIME_MS", "300")]).await;
    let endless =
        evaluate(&server, "fn main() { println!(\"on\"); loop { std::hint::black_box(1); } }").await;
    let result = endless["result"].as_str().unwrap();
    assert!(result.contains("limit time-ms (300)") && result.ends_with("on\n"), "{result}");
}

#[tokio::test]
async fn pages_of_other_sites_may_ask_only_where_they_are_listed() {
    let server = server().await;
    for path in ["/evaluate.json", "/meta/crates"] {
        let preflight = asked_by(&server, BOOK, Method::OPTIONS, path).await;
        assert!(!preflight.headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN), "{preflight:?}");
        let answer = asked_by(&server, BOOK, Method::POST, path).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        let own = asked_by(&server, "http://localhost:8080", Method::POST, path).await;
        assert_eq!(own.status, StatusCode::OK);
    }
    for setting in [BOOK, "*"] {
        let server = server_with(&[("DIPTYCH_EVALUATE_ORIGINS", setting)]).await;
        for path in ["/evaluate.json", "/meta/crates"] {
            let preflight = asked_by(&server, BOOK, Method::OPTIONS, path).await;
            assert!(preflight.status.is_success(), "{preflight:?}");
            assert_eq!(preflight.headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], BOOK);
            assert_eq!(preflight.headers[header::ACCESS_CONTROL_ALLOW_HEADERS], "content-type");
            let answer = asked_by(&server, BOOK, Method::POST, path).await;
            assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
            assert_eq!(answer.headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], BOOK);
            assert!(!answer.headers.contains_key(header::ACCESS_CONTROL_ALLOW_CREDENTIALS));
        }
        // Nothing else opens with it.
        let run = asked_by(&server, BOOK, Method::POST, "/api/v1/compile").await;
        assert_eq!(run.status, StatusCode::FORBIDDEN);
        assert!(!run.headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN));
    }
    let listed = server_with(&[("DIPTYCH_EVALUATE_ORIGINS", BOOK)]).await;
    assert_eq!(
        asked_by(&listed, "https://other.example", Method::POST, "/evaluate.json").await.status,
        StatusCode::FORBIDDEN
    );
}
