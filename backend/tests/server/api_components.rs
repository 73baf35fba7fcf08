//! Health, limits, inspecting and keeping components.

use crate::support::{Server, adder, project, rust_project, server, server_with};
use axum::http::{Method, StatusCode};
use diptych_shared::api::compile::{CompileOutput, CompileRequest, ComponentForm};
use diptych_shared::api::error::ErrorCode;
use diptych_shared::api::inspect::{BinaryKind, Inspection};
use diptych_shared::api::limits::{HealthResponse, LimitsResponse};
use diptych_shared::project::Project;
use diptych_shared::toolchain::sha256_hex;

#[tokio::test]
async fn health_names_the_engine_and_the_languages() {
    let server = server().await;
    let health: HealthResponse = server.get("/api/v1/health").await.json();
    assert_eq!(health.status, "ok");
    assert!(health.engine.starts_with("wasmtime "), "{health:?}");
    assert_eq!(health.languages[..2], ["wat", "rust"], "more where it is installed");
}

#[tokio::test]
async fn without_the_guests_crates_rust_is_not_offered_and_a_compile_says_why() {
    let server = server_with(&[("DIPTYCH_RUST_GUEST", "/nonexistent/rust.json")]).await;
    let health: HealthResponse = server.get("/api/v1/health").await.json();
    assert!(!health.languages.contains(&"rust".to_owned()), "{health:?}");
    let output = server.compile(rust_project(&[("main.rs", "fn main() {}")])).await;
    assert!(output.component.is_none());
    assert!(output.diagnostics[0].message.contains("cargo xtask toolchains install rust"), "{output:?}");
}

#[tokio::test]
async fn limits_are_listed_with_the_value_in_force() {
    let server = server_with(&[("DIPTYCH_LIMIT_RUN_TIME_MS", "1234")]).await;
    let limits: LimitsResponse = server.get("/api/v1/limits").await.json();
    let limit = limits.limits.iter().find(|limit| limit.name == "run-time-ms").unwrap();
    assert_eq!((limit.value, limit.default), (1234, 30_000));
}

#[tokio::test]
async fn a_component_is_inspected() {
    let server = server().await;
    let answer = server.send_bytes(Method::POST, "/api/v1/inspect", adder()).await;
    let inspection: Inspection = answer.json();
    assert_eq!(inspection.kind, BinaryKind::Component);
    assert_eq!(inspection.sha256, sha256_hex(&adder()));
    assert_eq!(inspection.exports[0].export, "add");
}

#[tokio::test]
async fn bytes_that_are_no_component_are_422() {
    let server = server().await;
    for bytes in [&b""[..], b"\0asm", b"<html>", &adder()[..40]] {
        for (method, path) in [(Method::POST, "/api/v1/inspect"), (Method::PUT, "/api/v1/components")] {
            let answer = server.send_bytes(method, path, bytes.to_vec()).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {bytes:?}");
            assert_eq!(answer.error().code, ErrorCode::NotAComponent);
        }
    }
    let module = wat::parse_str("(module (func (export \"f\")))").unwrap();
    let inspection: Inspection =
        server.send_bytes(Method::POST, "/api/v1/inspect", module.clone()).await.json();
    assert_eq!(inspection.kind, BinaryKind::CoreModule);
    let answer = server.send_bytes(Method::PUT, "/api/v1/components", module).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.error().message.contains("core module"), "{answer:?}");
}

#[tokio::test]
async fn a_kept_component_is_answered_by_its_hash() {
    let server = server().await;
    let answer = server.send_bytes(Method::PUT, "/api/v1/components", adder()).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json::<serde_json::Value>()["sha256"], sha256_hex(&adder()));
    let kept = server.state.component(sha256_hex(&adder())).await.unwrap();
    assert_eq!(kept[..], adder()[..]);
}

/// A component with `bytes` of data in it.
fn component_of(bytes: usize) -> Project {
    let data = "x".repeat(bytes);
    let text = format!("(component (core module (memory 4) (data (i32.const 0) \"{data}\")))");
    project("wat", "main.wat", &[("main.wat", &text)])
}

async fn compile(server: &Server, project: &Project, component: ComponentForm) -> CompileOutput {
    let request = CompileRequest { project: project.clone(), component };
    let request = serde_json::to_vec(&request).unwrap();
    server.post_json("/api/v1/compile", request).await.json()
}

#[tokio::test]
async fn a_large_component_is_answered_by_hash_and_fetched_as_it_is() {
    let server = server().await;
    let large = component_of(100_000);
    let inline = compile(&server, &large, ComponentForm::Inline).await;
    let bytes = inline.component.unwrap();
    let hash = inline.component_sha256.unwrap();
    assert_eq!(hash, sha256_hex(&bytes));
    for form in [ComponentForm::ByHash, ComponentForm::Inline] {
        let again = compile(&server, &large, form).await;
        assert!(again.cached, "{form:?}");
        assert_eq!(again.component_sha256.as_ref(), Some(&hash), "{form:?}");
        let expected = (form == ComponentForm::Inline).then_some(&bytes);
        assert_eq!(again.component.as_ref(), expected, "{form:?}");
    }
    let fetched = server.get(&format!("/api/v1/components/{hash}")).await;
    assert_eq!(
        (fetched.status, &fetched.headers["content-type"]),
        (StatusCode::OK, &"application/wasm".parse().unwrap())
    );
    assert_eq!(fetched.headers["x-content-type-options"], "nosniff");
    assert_eq!(fetched.body, bytes.0);
    // What costs less than another request is there at once.
    for cached in [false, true] {
        let small = compile(&server, &component_of(10), ComponentForm::ByHash).await;
        assert_eq!(small.cached, cached);
        assert!(small.component.is_some());
    }
}

#[tokio::test]
async fn a_component_that_was_forgotten_is_compiled_anew() {
    let none = [("DIPTYCH_LIMIT_COMPONENTS_MEMORY_BYTES", "1"), ("DIPTYCH_LIMIT_COMPONENTS_DISK_BYTES", "1")];
    let server = server_with(&none).await;
    let large = component_of(100_000);
    let output = compile(&server, &large, ComponentForm::ByHash).await;
    assert!(output.component.is_none());
    let hash = output.component_sha256.unwrap();
    for hash in [hash.as_str(), "nothing", "..%2f..%2fetc%2fpasswd"] {
        let answer = server.get(&format!("/api/v1/components/{hash}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{hash}");
        assert_eq!(answer.error().code, ErrorCode::UnknownComponent, "{hash}");
    }
    let again = compile(&server, &large, ComponentForm::Inline).await;
    assert!(!again.cached);
    assert_eq!(again.component_sha256, Some(hash.clone()));
    assert_eq!(again.component.map(|bytes| sha256_hex(&bytes)), Some(hash));
}
