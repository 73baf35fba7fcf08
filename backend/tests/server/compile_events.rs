//! Compiles that are told as they go, and which languages there are.

use crate::support::{Server, rust_project, server, server_with};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use diptych_shared::api::compile::{CompileEvent, CompileRequest, CompileStage};
use diptych_shared::api::toolchains::ToolchainsResponse;
use diptych_shared::project::{Language, Project};
use http_body_util::BodyExt as _;
use std::time::{Duration, Instant};
use tower::ServiceExt as _;

fn request(project: Project) -> Request<Body> {
    Request::post("/api/v1/compile")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT, "application/x-ndjson")
        .body(serde_json::to_vec(&CompileRequest::inline(project)).unwrap().into())
        .unwrap()
}

async fn events(server: &Server, project: Project) -> Vec<CompileEvent> {
    let answer = server.send(request(project)).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/x-ndjson");
    let text = String::from_utf8(answer.body).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn endless() -> Project {
    let source = "#![allow(long_running_const_eval)]\n\
        const X: u64 = { let mut i = 0_u64; while i < u64::MAX { i += 1; } i };\nfn main() { println!(\"{X}\"); }";
    rust_project(&[("main.rs", source)])
}

#[tokio::test]
async fn stages_come_before_the_output() {
    let server = server().await;
    let project = rust_project(&[("main.rs", "fn main() {}")]);
    let events_of_first = events(&server, project.clone()).await;
    let [
        CompileEvent::Stage { stage: CompileStage::Resolve },
        CompileEvent::Stage { stage: CompileStage::Compile },
        CompileEvent::Output(output),
    ] = &events_of_first[..]
    else {
        panic!("{events_of_first:?}")
    };
    // The component is kept for runs by its hash, and the second time there is nothing to wait for.
    server.state.component(output.component_sha256.clone().unwrap()).await.unwrap();
    let again = events(&server, project).await;
    let [CompileEvent::Output(cached)] = &again[..] else { panic!("{again:?}") };
    assert!(cached.cached);
    assert_eq!(cached.component, output.component);
}

#[tokio::test]
async fn who_waits_hears_its_place_and_closing_the_connection_stops_a_compile() {
    let server = server_with(&[("DIPTYCH_LIMIT_CONCURRENT_COMPILES", "1")]).await;
    let router = diptych_backend::app::router(server.state.clone());
    let first = router.clone().oneshot(request(endless())).await.unwrap();
    let waiting = router.oneshot(request(rust_project(&[("main.rs", "fn main() {}")]))).await.unwrap();
    let mut waiting = waiting.into_body();
    let line = waiting.frame().await.unwrap().unwrap().into_data().unwrap();
    assert_eq!(
        serde_json::from_slice::<CompileEvent>(&line).unwrap(),
        CompileEvent::Queued { before: 0 },
        "one is at work, none waits before it"
    );
    let begin = Instant::now();
    drop(first);
    let rest = waiting.collect().await.unwrap().to_bytes();
    let last = rest.split(|byte| *byte == b'\n').rfind(|line| !line.is_empty()).unwrap();
    let CompileEvent::Output(output) = serde_json::from_slice(last).unwrap() else { panic!("{last:?}") };
    assert!(output.component.is_some(), "{output:?}");
    assert!(begin.elapsed() < Duration::from_secs(15), "the endless one would have taken its whole time");
}

#[tokio::test]
async fn a_refusal_is_an_error_and_not_a_stream() {
    let server = server_with(&[("DIPTYCH_LIMIT_PROJECT_FILES", "1")]).await;
    let answer = server.send(request(endless())).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.error().message.contains("limit project-files = 1"));
}

#[tokio::test]
async fn toolchains_say_what_is_there_and_how_the_rest_is_had() {
    let server = server_with(&[("DIPTYCH_TOOLCHAINS", "/nonexistent")]).await;
    let listed: ToolchainsResponse = server.get("/api/v1/toolchains").await.json();
    let order: Vec<usize> = listed
        .toolchains
        .iter()
        .map(|offer| Language::ALL.iter().position(|language| *language == offer.language).unwrap())
        .collect();
    assert!(order.is_sorted(), "in the order in which people are shown them: {listed:?}");
    for offer in &listed.toolchains {
        let here = matches!(offer.language, Language::Wat | Language::Rust | Language::Wac);
        assert_eq!(offer.available, here, "{offer:?}");
        assert_eq!(offer.toolchain.is_empty(), !here, "{offer:?}");
        assert!(offer.install.starts_with("cargo xtask "), "{offer:?}");
        assert_eq!(offer.profile.is_some(), !offer.language.profiles().is_empty(), "{offer:?}");
    }
}
