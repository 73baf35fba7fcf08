//! Running through the API: streams, limits, disconnecting.

use crate::support::{Server, adder, server, server_with, spinner};
use axum::http::{Method, StatusCode, header};
use diptych_shared::api::Bytes;
use diptych_shared::api::composition::{
    ComposedExport, ComposedInstance, Composition, LinkedComposition, Port, PortKind, WireSource,
};
use diptych_shared::api::error::ErrorCode;
use diptych_shared::api::run::{Call, ComponentSource, RunEvent, RunReport, RunRequest, RunSettings};
use diptych_shared::report::{CompositionKind, Outcome};
use diptych_shared::toolchain::sha256_hex;
use std::time::{Duration, Instant};

fn call(export: &str, arguments: &[&str]) -> RunSettings {
    let arguments = arguments.iter().map(|argument| (*argument).to_owned()).collect();
    RunSettings { calls: vec![Call { export: export.into(), arguments }], ..RunSettings::default() }
}

fn request(component: ComponentSource, settings: RunSettings) -> Vec<u8> {
    serde_json::to_vec(&RunRequest { component, linked: None, settings, trace_in_report: true }).unwrap()
}

async fn run(
    server: &Server,
    component: ComponentSource,
    settings: RunSettings,
) -> (Vec<RunEvent>, RunReport) {
    let answer = server.post_json("/api/v1/run", request(component, settings)).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/x-ndjson");
    let text = String::from_utf8(answer.body).unwrap();
    let mut events: Vec<RunEvent> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    match events.pop() {
        Some(RunEvent::Report { report }) => (events, *report),
        last => panic!("the last event is no report: {last:?}"),
    }
}

#[tokio::test]
async fn bytes_run_and_are_then_known_by_their_hash() {
    let server = server().await;
    let bytes = ComponentSource::Base64(Bytes(adder()));
    let (events, report) = run(&server, bytes, call("add", &["2", "40"])).await;
    assert_eq!(report.outcome, Outcome::Returned, "{report:?}");
    assert_eq!(report.values[0].value.as_deref(), Some("42"));
    assert!(
        events.iter().any(|event| matches!(event, RunEvent::Stage { name } if name == "call")),
        "{events:?}"
    );
    assert!(!events.iter().any(|event| matches!(event, RunEvent::Report { .. })), "one report, at the end");
    let known = ComponentSource::Sha256(sha256_hex(&adder()));
    let (_, again) = run(&server, known, call("add", &["1", "1"])).await;
    assert_eq!(again.values[0].value.as_deref(), Some("2"));
}

#[tokio::test]
async fn an_uploaded_component_runs_and_an_unknown_one_is_404() {
    let server = server().await;
    for unknown in [sha256_hex(b"never seen"), "../../etc/passwd".to_owned(), String::new()] {
        let answer = server
            .post_json("/api/v1/run", request(ComponentSource::Sha256(unknown), call("add", &[])))
            .await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert_eq!(answer.error().code, ErrorCode::UnknownComponent);
    }
    server.send_bytes(Method::PUT, "/api/v1/components", adder()).await;
    let known = ComponentSource::Sha256(sha256_hex(&adder()));
    let (_, report) = run(&server, known, call("add", &["1", "2"])).await;
    assert_eq!(report.outcome, Outcome::Returned);
}

#[tokio::test]
async fn a_compositions_parts_are_bytes_or_hashes_and_bounded_together() {
    let most = format!("{}", 2 * adder().len() - 1);
    let server = server_with(&[("DIPTYCH_LIMIT_COMPOSITION_BYTES", &most)]).await;
    let add = || Port { name: "add".into(), kind: PortKind::Function };
    let instance = |name: &str| ComposedInstance {
        name: name.into(),
        component: name.into(),
        is_named: true,
        wires: Vec::new(),
        exports: vec![add()],
        span: None,
    };
    let source = WireSource::Instance { instance: "one".into(), export: "add".into() };
    let ask = |parts: &[(&str, ComponentSource)]| {
        let linked = LinkedComposition {
            composition: Composition {
                instances: parts.iter().map(|(name, _)| instance(name)).collect(),
                exports: vec![ComposedExport { name: "add".into(), source: source.clone() }],
            },
            components: parts.iter().map(|(name, part)| ((*name).to_owned(), part.clone())).collect(),
        };
        let request = RunRequest {
            component: ComponentSource::Base64(Bytes(adder())),
            linked: Some(linked),
            settings: call("add", &["2", "3"]),
            trace_in_report: true,
        };
        serde_json::to_vec(&request).unwrap()
    };
    let bytes = ComponentSource::Base64(Bytes(adder()));
    let known = ComponentSource::Sha256(sha256_hex(&adder()));
    for part in [bytes.clone(), known] {
        let answer = server.post_json("/api/v1/run", ask(&[("one", part)])).await;
        let text = String::from_utf8(answer.body).unwrap();
        let RunEvent::Report { report } = serde_json::from_str(text.lines().last().unwrap()).unwrap() else {
            panic!("{text}")
        };
        assert_eq!(report.values[0].value.as_deref(), Some("5"), "{report:?}");
        assert_eq!(report.composition.unwrap().traced, CompositionKind::Linked);
    }
    let lost = ComponentSource::Sha256(sha256_hex(b"never seen"));
    let answer = server.post_json("/api/v1/run", ask(&[("one", lost)])).await;
    assert_eq!((answer.status, answer.error().code), (StatusCode::NOT_FOUND, ErrorCode::UnknownComponent));
    let answer = server.post_json("/api/v1/run", ask(&[("one", bytes.clone()), ("two", bytes)])).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.error().message.contains("composition-bytes"), "{answer:?}");
}

#[tokio::test]
async fn what_does_not_fit_the_component_is_a_rejected_run() {
    let server = server().await;
    for (settings, needle) in
        [(call("subtract", &[]), "add"), (call("add", &["1"]), "2"), (call("add", &["1", "x"]), "b")]
    {
        let (_, report) = run(&server, ComponentSource::Base64(Bytes(adder())), settings).await;
        let Outcome::Rejected { why } = &report.outcome else { panic!("{report:?}") };
        assert!(why.contains(needle), "{why}");
    }
    let (_, report) =
        run(&server, ComponentSource::Base64(Bytes(b"not wasm".to_vec())), call("add", &[])).await;
    assert!(matches!(report.outcome, Outcome::Rejected { .. }), "{report:?}");
}

#[tokio::test]
async fn a_limit_above_the_servers_is_lowered_and_quoted() {
    let server = server_with(&[("DIPTYCH_LIMIT_RUN_TIME_MS", "300")]).await;
    let begin = Instant::now();
    let (_, report) = run(&server, ComponentSource::Base64(Bytes(spinner())), call("spin", &[])).await;
    assert_eq!(report.outcome, Outcome::LimitExceeded { limit: "time-ms".into(), value: 300 });
    assert!(begin.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn closing_the_connection_stops_the_run_and_frees_its_turn() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let server = server_with(&[("DIPTYCH_LIMIT_CONCURRENT_RUNS", "1")]).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = diptych_backend::app::router(server.state.clone());
    let serving = tokio::spawn(async move { axum::serve(listener, app).await });
    let mut settings = call("spin", &[]);
    settings.limits.time_ms = 30_000;
    let body = request(ComponentSource::Base64(Bytes(spinner())), settings);
    let head = format!(
        "POST /api/v1/run HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let mut connection = tokio::net::TcpStream::connect(address).await.unwrap();
    connection.write_all(head.as_bytes()).await.unwrap();
    connection.write_all(&body).await.unwrap();
    let mut chunk = [0; 1024];
    let mut seen = String::new();
    while !seen.contains("\"call\"") {
        let length = connection.read(&mut chunk).await.unwrap();
        assert!(length > 0, "{seen}");
        seen += &String::from_utf8_lossy(&chunk[..length]);
    }
    drop(connection);
    // The only turn is free again long before the time limit.
    let next = run(&server, ComponentSource::Base64(Bytes(adder())), call("add", &["1", "2"]));
    let (_, report) =
        tokio::time::timeout(Duration::from_secs(2), next).await.expect("the turn is still taken");
    assert_eq!(report.outcome, Outcome::Returned);
    serving.abort();
}
