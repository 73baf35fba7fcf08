//! `/mcp`: the tools message by message, what is refused at the door, and how much an answer holds. A real client of
//! the protocol asks them in `e2e/specs/mcp.spec.js`.

use crate::support::{Answer, Server, server, server_with};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};

fn message(method: &str, params: Value) -> Value {
    json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
}

fn request() -> axum::http::request::Builder {
    Request::post("/mcp")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT, "application/json, text/event-stream")
        .header("mcp-protocol-version", "2025-06-18")
}

async fn ask(server: &Server, message: Value) -> Answer {
    let request = request().header(header::HOST, "localhost");
    server.send(request.body(Body::from(message.to_string())).unwrap()).await
}

/// A tool's structured answer.
async fn call(server: &Server, tool: &str, arguments: Value) -> Value {
    let result = raw_call(server, tool, arguments).await;
    assert_ne!(result["isError"], true, "{tool}: {result}");
    result["structuredContent"].clone()
}

async fn raw_call(server: &Server, tool: &str, arguments: Value) -> Value {
    let answer = ask(server, message("tools/call", json!({"name": tool, "arguments": arguments}))).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    answer.json::<Value>()["result"].clone()
}

fn files(source: &str) -> Value {
    let manifest = "format = 1\ntitle = \"t\"\n[source]\nlanguage = \"wat\"\nentry = \"a.wat\"\n\
                    [[run.calls]]\nexport = \"add\"\narguments = [\"1\", \"2\"]\n";
    json!({"diptych.toml": manifest, "a.wat": source})
}

fn adder(operation: &str) -> Value {
    files(&format!(
        r#"(component
            (core module $m (func (export "add") (param i32 i32) (result i32)
                ({operation} (local.get 0) (local.get 1))))
            (core instance $i (instantiate $m))
            (func (export "add") (param "a" u32) (param "b" u32) (result u32)
                (canon lift (core func $i "add"))))"#
    ))
}

#[tokio::test]
async fn every_tool_has_a_description_and_a_typed_input() {
    let server = server().await;
    let initialized = ask(
        &server,
        message(
            "initialize",
            json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}),
        ),
    )
    .await;
    let initialized = initialized.json::<Value>();
    assert_eq!(initialized["result"]["serverInfo"]["name"], "diptych", "{initialized}");
    let listed = ask(&server, message("tools/list", json!({}))).await.json::<Value>();
    let tools = listed["result"]["tools"].as_array().unwrap();
    let mut names: Vec<&str> = tools.iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, ["compare", "compile", "get_sample", "inspect", "list_samples", "run", "share"]);
    for tool in tools {
        assert!(tool["description"].as_str().unwrap().len() > 40, "{tool}");
        assert_eq!(tool["inputSchema"]["type"], "object", "{tool}");
    }
}

#[tokio::test]
async fn a_component_is_compiled_run_inspected_and_compared() {
    let server = server().await;
    let compiled = call(&server, "compile", json!({"files": adder("i32.add")})).await;
    assert_eq!(compiled["ok"], true, "{compiled}");
    let sha256 = compiled["component_sha256"].clone();
    let calls = json!({"calls": [{"export": "add", "arguments": ["40", "2"]}]});
    let ran = call(
        &server,
        "run",
        json!({"subject": {"component_sha256": sha256.clone()}, "settings": calls.clone()}),
    )
    .await;
    assert_eq!((&ran["ok"], &ran["values"][0]["value"]), (&json!(true), &json!("42")), "{ran}");
    let inspected = call(&server, "inspect", json!({"component_sha256": sha256.clone()})).await;
    assert_eq!(inspected["exports"][0], "add: func(a: u32, b: u32) -> u32", "{inspected}");
    let compared = call(
        &server,
        "compare",
        json!({
            "left": {"subject": {"component_sha256": sha256}, "settings": calls.clone()},
            "right": {"subject": {"files": adder("i32.sub")}, "settings": calls},
        }),
    )
    .await;
    assert_eq!((&compared["same_behaviour"], &compared["same_component"]), (&json!(false), &json!(false)));
    assert!(compared["differences"][0].as_str().unwrap().contains("38"), "{compared}");
    let shared = call(&server, "share", json!({"files": adder("i32.add")})).await;
    let fragment = shared["url"].as_str().unwrap().split_once('#').unwrap().1.to_owned();
    assert!(diptych_shared::project::decode_link(&fragment).is_ok());
}

#[tokio::test]
async fn broken_code_is_an_answer_and_a_misused_tool_an_error() {
    let server = server().await;
    let compiled = call(&server, "compile", json!({"files": files("(component\n  (broken))")})).await;
    assert_eq!(
        (&compiled["ok"], &compiled["diagnostics"][0]["line"]),
        (&json!(false), &json!(2)),
        "{compiled}"
    );
    for (tool, arguments, words) in [
        ("compile", json!({}), "give one of"),
        ("inspect", json!({"component_sha256": "../../etc/passwd"}), "does not hold"),
        ("run", json!({"subject": {"files": files("(")}}), "does not compile"),
        (
            "run",
            json!({"subject": {"files": adder("i32.add")}, "settings": {"grants": ["root"]}}),
            "the grant `root`",
        ),
        ("get_sample", json!({"name": "../secret"}), "sample"),
    ] {
        let result = raw_call(&server, tool, arguments).await;
        assert_eq!(result["isError"], true, "{tool}: {result}");
        assert!(result["content"][0]["text"].as_str().unwrap().contains(words), "{tool}: {result}");
    }
}

#[tokio::test]
async fn answers_are_bounded_and_the_limit_named() {
    let settings = [("DIPTYCH_LIMIT_MCP_TEXT_BYTES", "40"), ("DIPTYCH_LIMIT_REQUEST_BYTES", "2000")];
    let server = server_with(&settings).await;
    let inspected = call(&server, "inspect", json!({"files": adder("i32.add")})).await;
    assert!(inspected["wit"].as_str().unwrap().contains("limit mcp-text-bytes = 40"), "{inspected}");
    let large = json!({"files": {"diptych.toml": "x".repeat(3_000)}});
    let answer = ask(&server, message("tools/call", json!({"name": "compile", "arguments": large}))).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(answer.error().limit.unwrap().name, "request-bytes");
}

#[tokio::test]
async fn other_sites_and_foreign_names_get_nothing() {
    let server = server().await;
    let list = message("tools/list", json!({}));
    for (name, value, origin) in [
        (header::HOST, "evil.example", None),
        (header::HOST, "localhost:8080", Some("http://evil.example")),
        (header::HOST, "localhost:8080", Some("null")),
    ] {
        let mut refused = request().header(name, value);
        if let Some(origin) = origin {
            refused = refused.header(header::ORIGIN, origin);
        }
        let answer = server.send(refused.body(Body::from(list.to_string())).unwrap()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{value} {origin:?}");
    }
    let own =
        request().header(header::HOST, "localhost:8080").header(header::ORIGIN, "http://localhost:8080");
    let answer = server.send(own.body(Body::from(list.to_string())).unwrap()).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    let off = server_with(&[("DIPTYCH_MCP", "off")]).await;
    assert_ne!(ask(&off, list).await.status, StatusCode::OK);
}
