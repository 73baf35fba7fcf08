//! Live HTTP: where it may go, what comes back, and its bounds, against a local server.

use crate::http::{ask, exchange, guest};
use crate::support::{a_call, run_on};
use diptych_backend::engine::{Engine, EngineConfig};
use diptych_backend::limits::NamedLimit;
use diptych_backend::outbound::{Outbound, OutboundConfig};
use diptych_shared::api::run::{RunMode, RunSettings};
use diptych_shared::report::Outcome;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// A server that says what it was asked.
struct Server {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    async fn start() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let log = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                tokio::spawn(answer(connection, Arc::clone(&log)));
            }
        });
        Server { address, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

async fn answer(mut connection: TcpStream, log: Arc<Mutex<Vec<String>>>) {
    let mut request = String::new();
    let mut bytes = [0; 4_096];
    let is_whole = |request: &str| {
        request
            .split_once("\r\n\r\n")
            .is_some_and(|(head, body)| !head.starts_with("POST") || body.len() >= 5)
    };
    while !is_whole(&request) {
        let read = connection.read(&mut bytes).await.unwrap();
        request.push_str(&String::from_utf8_lossy(&bytes[..read]));
    }
    let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
    log.lock().unwrap().push(request.clone());
    let answer = match path.as_str() {
        "/redirect" => {
            "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/private\r\ncontent-length: 0\r\n\r\n"
                .to_owned()
        }
        "/huge" => format!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{}", "x".repeat(100_000)),
        "/slow" => {
            tokio::time::sleep(std::time::Duration::from_secs(30)).await;
            String::new()
        }
        "/broken" => "no HTTP\r\n\r\n".to_owned(),
        _ => "HTTP/1.1 200 OK\r\nX-Live: yes\r\nkeep-alive: 5\r\ncontent-length: 5\r\n\r\nhello".to_owned(),
    };
    let _ = connection.write_all(answer.as_bytes()).await;
}

async fn engine(allow: Vec<SocketAddr>, requests: u64) -> (Engine, tempfile::TempDir) {
    let cache = tempfile::tempdir().unwrap();
    let limit = |name, value| NamedLimit { name, value };
    let config = OutboundConfig {
        allow,
        requests: limit("http-requests", requests),
        response_bytes: limit("http-response-bytes", 10_000),
        time_ms: limit("http-time-ms", 700),
    };
    let config = EngineConfig {
        outbound: Some(Outbound::new(config).unwrap()),
        ..EngineConfig::new(cache.path().to_owned(), env!("CARGO_BIN_EXE_diptych").into())
    };
    (Engine::start(config).await.unwrap(), cache)
}

fn live(address: &str, path: &str) -> RunSettings {
    RunSettings { mode: RunMode::Live, warm_calls: 5, ..ask(address, path, &["http * http://*/*"]) }
}

/// Settings whose grant has the server's port.
fn at(server: &Server, path: &str) -> RunSettings {
    let address = server.address.to_string();
    let grant = format!("http * http://{address}/*");
    RunSettings { mode: RunMode::Live, warm_calls: 5, ..ask(&address, path, &[&grant]) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_live_answer_comes_whole_and_once() {
    let server = Server::start().await;
    let (engine, _cache) = engine(vec![server.address], 100).await;
    let (report, _) = run_on(&engine, guest("0.2.12"), at(&server, "/hello?q=1")).await;
    assert_eq!(report.outcome, Outcome::Returned, "{report:?}");
    let exchange = exchange(&report);
    assert_eq!(exchange[4], "[method]incoming-response.status(incoming-response#1) -> 200");
    assert_eq!(
        exchange[6],
        r#"[method]fields.entries(fields#2) -> [("x-live", b"yes"), ("content-length", b"5")]"#
    );
    assert_eq!(exchange[9], r#"[method]input-stream.blocking-read(input-stream#1, 4) -> ok(b"hell")"#);
    // It was made once, not again for timing.
    assert_eq!(server.asked().len(), 1, "{:?}", server.asked());
    assert!(server.asked()[0].starts_with("GET /hello?q=1 HTTP/1.1\r\n"), "{:?}", server.asked());
    assert!(server.asked()[0].contains(&format!("host: {}\r\n", server.address)));
    assert!(report.timing.warm_ns.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_written_after_sending_goes_with_the_request() {
    let server = Server::start().await;
    let (engine, _cache) = engine(vec![server.address], 100).await;
    let mut settings = at(&server, "/");
    settings.calls = vec![a_call("post", &[&format!("\"{}\"", server.address)])];
    let (report, _) = run_on(&engine, guest("0.2.12"), settings).await;
    assert_eq!(report.outcome, Outcome::Returned, "{report:?}");
    let [asked] = &server.asked()[..] else { panic!("{:?}", server.asked()) };
    assert!(asked.starts_with("POST /echo HTTP/1.1\r\n") && asked.ends_with("\r\n\r\nhello"), "{asked}");
    assert!(asked.contains("x-kind: test\r\n") && !asked.contains("elsewhere"), "{asked}");
    assert!(exchange(&report).iter().any(|line| line.ends_with("incoming-response#1) -> 200")));
}

/// What `get` of the future gives.
async fn outcome_of(engine: &Engine, settings: RunSettings) -> String {
    let (report, _) = run_on(engine, guest("0.2.12"), settings).await;
    assert_eq!(report.outcome, Outcome::Returned, "{report:?}");
    let exchange = exchange(&report);
    let got = exchange.iter().find(|line| line.contains("response.get(")).unwrap_or(&exchange[0]);
    got.split_once(" -> ").unwrap().1.to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_is_the_guests_business() {
    let server = Server::start().await;
    let (engine, _cache) = engine(vec![server.address], 100).await;
    let (report, _) = run_on(&engine, guest("0.2.12"), at(&server, "/redirect")).await;
    let exchange = exchange(&report);
    assert_eq!(exchange[4], "[method]incoming-response.status(incoming-response#1) -> 302");
    assert!(exchange[6].contains(r#"("location", b"http://127.0.0.1:1/private")"#), "{exchange:?}");
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_that_are_not_public_are_prohibited() {
    let server = Server::start().await;
    let (engine, _cache) = engine(vec!["127.0.0.1:1".parse().unwrap()], 100).await;
    for authority in [
        server.address.to_string(),
        format!("localhost:{}", server.address.port()),
        format!("2130706433:{}", server.address.port()),
        format!("[::ffff:127.0.0.1]:{}", server.address.port()),
        "169.254.169.254".to_owned(),
        "10.0.0.1".to_owned(),
        "[::1]".to_owned(),
        "[fe80::1]".to_owned(),
    ] {
        let settings = RunSettings { mode: RunMode::Live, ..ask(&authority, "/", &["http"]) };
        let got = outcome_of(&engine, settings).await;
        assert_eq!(got, "some(ok(err(destination-IP-prohibited)))", "{authority}");
    }
    assert!(server.asked().is_empty(), "{:?}", server.asked());
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_bounded_in_size_and_time() {
    let server = Server::start().await;
    let (engine, _cache) = engine(vec![server.address], 100).await;
    let got = outcome_of(&engine, at(&server, "/huge")).await;
    assert_eq!(got, "some(ok(err(HTTP-response-body-size(some(10000)))))");
    let got = outcome_of(&engine, at(&server, "/slow")).await;
    assert_eq!(got, "some(ok(err(HTTP-response-timeout)))");
    let got = outcome_of(&engine, at(&server, "/broken")).await;
    assert_eq!(got, "some(ok(err(HTTP-protocol-error)))");
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_counted() {
    let server = Server::start().await;
    let (engine, _cache) = engine(vec![server.address], 1).await;
    let mut settings = at(&server, "/");
    settings.calls.push(settings.calls[0].clone());
    let (report, _) = run_on(&engine, guest("0.2.12"), settings).await;
    let exchange = exchange(&report);
    let last = exchange.last().unwrap();
    assert!(
        last.ends_with(r#"some(ok(err(internal-error(some("the limit `http-requests` (1) was met")))))"#),
        "{last}"
    );
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_run_s_time_ends_a_request_that_waits() {
    let server = Server::start().await;
    let (engine, _cache) = engine(vec![server.address], 100).await;
    let mut settings = at(&server, "/slow");
    settings.limits.time_ms = 300;
    let (report, _) = run_on(&engine, guest("0.2.12"), settings).await;
    // Whoever is first: the request's error, or the run's end.
    let is_over = matches!(&report.outcome, Outcome::LimitExceeded { limit, .. } if limit == "time-ms");
    assert!(is_over || report.outcome == Outcome::Returned, "{report:?}");
    assert!(report.timing.total_ns < 3_000_000_000, "{}", report.timing.total_ns);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_goes_out_without_live_mode_or_without_a_grant() {
    let server = Server::start().await;
    let (engine, _cache) = engine(vec![server.address], 100).await;
    let deterministic = RunSettings { mode: RunMode::Deterministic, ..at(&server, "/x") };
    let got = outcome_of(&engine, deterministic).await;
    assert!(got.contains("no recorded answer for GET http://127.0.0.1:"), "{got}");
    let elsewhere = live(&server.address.to_string(), "/x");
    let got = outcome_of(&engine, elsewhere).await;
    assert!(got.starts_with("err(HTTP-request-denied) [denied: http GET http://127.0.0.1:"), "{got}");
    assert!(server.asked().is_empty(), "{:?}", server.asked());
}
