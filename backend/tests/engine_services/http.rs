//! Outgoing HTTP from recorded answers: allowed, scoped, denied, and over all versions of 0.2.

use crate::guest::module;
use crate::support::{a_call, encoded_at, lines, run_bytes, run_on};
use diptych_shared::api::run::{RecordedAnswer, RunSettings};
use diptych_shared::report::{Outcome, RunReport};
use std::sync::Arc;

/// A guest whose `ask` sends one GET and reads the answer, and whose `post` sends a body.
pub fn guest(version: &str) -> Arc<[u8]> {
    let world = format!(
        "import wasi:http/types@{version}; import wasi:http/outgoing-handler@{version};
         import wasi:io/poll@{version}; import wasi:io/streams@{version};
         export ask: func(authority: string, path: string); export post: func(authority: string);"
    );
    let imports = r#"
      (import "wasi:http/types@VERSION" "[constructor]fields" (func $fields (result i32)))
      (import "wasi:http/types@VERSION" "[method]fields.append" (func $append (param i32 i32 i32 i32 i32 i32)))
      (import "wasi:http/types@VERSION" "[method]fields.entries" (func $entries (param i32 i32)))
      (import "wasi:http/types@VERSION" "[constructor]outgoing-request" (func $request (param i32) (result i32)))
      (import "wasi:http/types@VERSION" "[method]outgoing-request.set-method"
        (func $method (param i32 i32 i32 i32) (result i32)))
      (import "wasi:http/types@VERSION" "[method]outgoing-request.set-scheme"
        (func $scheme (param i32 i32 i32 i32 i32) (result i32)))
      (import "wasi:http/types@VERSION" "[method]outgoing-request.set-authority"
        (func $authority (param i32 i32 i32 i32) (result i32)))
      (import "wasi:http/types@VERSION" "[method]outgoing-request.set-path-with-query"
        (func $path (param i32 i32 i32 i32) (result i32)))
      (import "wasi:http/types@VERSION" "[method]outgoing-request.body" (func $body (param i32 i32)))
      (import "wasi:http/types@VERSION" "[method]outgoing-body.write" (func $write (param i32 i32)))
      (import "wasi:http/types@VERSION" "[static]outgoing-body.finish" (func $finish (param i32 i32 i32 i32)))
      (import "wasi:http/outgoing-handler@VERSION" "handle" (func $handle (param i32 i32 i32 i32)))
      (import "wasi:http/types@VERSION" "[method]future-incoming-response.subscribe"
        (func $subscribe (param i32) (result i32)))
      (import "wasi:http/types@VERSION" "[method]future-incoming-response.get" (func $get (param i32 i32)))
      (import "wasi:http/types@VERSION" "[method]incoming-response.status" (func $status (param i32) (result i32)))
      (import "wasi:http/types@VERSION" "[method]incoming-response.headers" (func $headers (param i32) (result i32)))
      (import "wasi:http/types@VERSION" "[method]incoming-response.consume" (func $consume (param i32 i32)))
      (import "wasi:http/types@VERSION" "[method]incoming-body.stream" (func $stream (param i32 i32)))
      (import "wasi:io/streams@VERSION" "[method]input-stream.blocking-read" (func $read (param i32 i64 i32)))
      (import "wasi:io/streams@VERSION" "[method]output-stream.blocking-write-and-flush"
        (func $out (param i32 i32 i32 i32)))
      (import "wasi:io/streams@VERSION" "[resource-drop]output-stream" (func $drop-out (param i32)))
      (import "wasi:io/poll@VERSION" "[method]pollable.block" (func $block (param i32)))
      (import "wasi:io/poll@VERSION" "[resource-drop]pollable" (func $drop-pollable (param i32)))"#
        .replace("VERSION", version);
    let core = module(
        &imports,
        r#"(func $receive (param $future i32) (local $pollable i32) (local $h i32)
          (local.set $pollable (call $subscribe (local.get $future)))
          (call $block (local.get $pollable))
          (call $drop-pollable (local.get $pollable))
          (call $get (local.get $future) (i32.const 32))
          (if (i32.load8_u (i32.const 48)) (then return))
          (local.set $h (i32.load (i32.const 56)))
          (drop (call $status (local.get $h)))
          (call $entries (call $headers (local.get $h)) (i32.const 16))
          (call $consume (local.get $h) (i32.const 16))
          (call $stream (i32.load (i32.const 20)) (i32.const 16))
          (local.set $h (i32.load (i32.const 20)))
          (call $read (local.get $h) (i64.const 4) (i32.const 16))
          (call $read (local.get $h) (i64.const 1000000) (i32.const 16))
          (call $read (local.get $h) (i64.const 1000000) (i32.const 16)))
        (func (export "ask") (param $authority i32) (param $length i32) (param $path i32) (param $size i32)
          (local $r i32)
          (local.set $r (call $request (call $fields)))
          (drop (call $scheme (local.get $r) (i32.const 1) (i32.const 0) (i32.const 0) (i32.const 0)))
          (drop (call $authority (local.get $r) (i32.const 1) (local.get $authority) (local.get $length)))
          (drop (call $path (local.get $r) (i32.const 1) (local.get $path) (local.get $size)))
          (call $handle (local.get $r) (i32.const 0) (i32.const 0) (i32.const 16))
          (if (i32.load8_u (i32.const 16)) (then return))
          (call $receive (i32.load (i32.const 24))))
        (func (export "post") (param $authority i32) (param $length i32)
          (local $r i32) (local $b i32) (local $s i32)
          (local.set $b (call $fields))
          (call $append (local.get $b) `X-Kind` `test` (i32.const 16))
          (call $append (local.get $b) `Host` `elsewhere` (i32.const 16))
          (local.set $r (call $request (local.get $b)))
          (drop (call $method (local.get $r) (i32.const 2) (i32.const 0) (i32.const 0)))
          (drop (call $scheme (local.get $r) (i32.const 1) (i32.const 0) (i32.const 0) (i32.const 0)))
          (drop (call $authority (local.get $r) (i32.const 1) (local.get $authority) (local.get $length)))
          (drop (call $path (local.get $r) (i32.const 1) `/echo`))
          (call $body (local.get $r) (i32.const 16))
          (local.set $b (i32.load (i32.const 20)))
          (call $handle (local.get $r) (i32.const 0) (i32.const 0) (i32.const 16))
          (if (i32.load8_u (i32.const 16)) (then return))
          (local.set $r (i32.load (i32.const 24)))
          (call $write (local.get $b) (i32.const 16))
          (local.set $s (i32.load (i32.const 20)))
          (call $out (local.get $s) `hello` (i32.const 16))
          (call $drop-out (local.get $s))
          (call $finish (local.get $b) (i32.const 0) (i32.const 0) (i32.const 16))
          (call $receive (local.get $r)))"#,
    );
    encoded_at(version, &world, &core)
}

/// Settings that ask for `authority` and `path` under these grants.
pub fn ask(authority: &str, path: &str, grants: &[&str]) -> RunSettings {
    RunSettings {
        calls: vec![a_call("ask", &[&format!("{authority:?}"), &format!("{path:?}")])],
        grants: grants.iter().map(|text| text.parse().unwrap()).collect(),
        ..RunSettings::default()
    }
}

/// The trace's last lines, without the interfaces' names, from `handle` on.
pub fn exchange(report: &RunReport) -> Vec<String> {
    let lines = lines(&report.trace.events);
    let lines = lines.iter().map(|line| line.split_once('#').unwrap().1.to_owned());
    lines.skip_while(|line| !line.starts_with("handle(")).collect()
}

fn recorded() -> Vec<RecordedAnswer> {
    let answer = |url: &str, status, body: &str| RecordedAnswer {
        method: "GET".into(),
        url: url.into(),
        status,
        headers: vec![("X-B".into(), "2".into()), ("x-a".into(), "1".into())],
        body: body.into(),
    };
    vec![
        answer("http://api.example.com/v1/x?q=1", 201, "hello"),
        answer("http://api.example.com/v1/x?q=1", 500, "never given"),
    ]
}

const RECORDED_EXCHANGE: [&str; 10] = [
    "handle(outgoing-request#1, none) -> ok(future-incoming-response#1)",
    "[method]future-incoming-response.subscribe(future-incoming-response#1) -> pollable#1",
    "[method]pollable.block(pollable#1)",
    "[method]future-incoming-response.get(future-incoming-response#1) -> some(ok(ok(incoming-response#1)))",
    "[method]incoming-response.status(incoming-response#1) -> 201",
    "[method]incoming-response.headers(incoming-response#1) -> fields#2",
    r#"[method]fields.entries(fields#2) -> [("x-b", b"2"), ("x-a", b"1")]"#,
    "[method]incoming-response.consume(incoming-response#1) -> ok(incoming-body#1)",
    "[method]incoming-body.stream(incoming-body#1) -> ok(input-stream#1)",
    r#"[method]input-stream.blocking-read(input-stream#1, 4) -> ok(b"hell")"#,
];

#[tokio::test(flavor = "multi_thread")]
async fn a_recorded_answer_is_given_over_every_version() {
    let (engine, _cache) = crate::support::engine().await;
    for version in 0..=12 {
        let mut settings = ask("API.example.com:80", "/v1/x?q=1", &["http GET http://api.example.com/v1/*"]);
        settings.http = recorded();
        let (report, _) = run_on(&engine, guest(&format!("0.2.{version}")), settings).await;
        assert_eq!(report.outcome, Outcome::Returned, "0.2.{version}: {:?}", report.outcome);
        let exchange = exchange(&report);
        assert_eq!(exchange[..10], RECORDED_EXCHANGE, "0.2.{version}");
        assert_eq!(
            exchange[10..],
            [
                r#"[method]input-stream.blocking-read(input-stream#1, 1000000) -> ok(b"o")"#,
                "[method]input-stream.blocking-read(input-stream#1, 1000000) -> err(closed)",
            ]
        );
        assert_eq!(report.used, ["http GET http://api.example.com/v1/x"]);
        assert!(report.trace.events[0].interface.ends_with(&format!("@0.2.{version}")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_outside_of_the_grants_is_denied() {
    for grants in [
        &[][..],
        &["http POST http://api.example.com/v1/*"],
        &["http GET https://api.example.com/v1/*"],
        &["http GET http://api.example.com:8080/v1/*"],
        &["http GET http://api.example.com/v2/*"],
        &["http GET http://*.api.example.com/*"],
    ] {
        let mut settings = ask("api.example.com", "/v1/x?q=1", grants);
        settings.http = recorded();
        let report = run_bytes(guest("0.2.6"), settings).await;
        assert_eq!(report.outcome, Outcome::Returned, "{report:?}");
        assert_eq!(
            exchange(&report),
            [
                "handle(outgoing-request#1, none) -> err(HTTP-request-denied) [denied: http GET http://api.example.com/v1/x]"
            ],
            "{grants:?}"
        );
        assert_eq!(report.denied, ["http GET http://api.example.com/v1/x"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_answer_the_error_says_so() {
    let report = run_bytes(guest("0.2.12"), ask("api.example.com:8080", "", &["http"])).await;
    assert_eq!(
        exchange(&report),
        [
            r#"handle(outgoing-request#1, none) -> err(internal-error(some("no recorded answer for GET http://api.example.com:8080/; live requests are off")))"#
        ]
    );
    // What is no address is refused by the setters, and then there is none.
    for (authority, path) in
        [("user@example.com", "/"), ("*", "/"), ("a b", "/"), ("a.example", "/../x"), ("a.example", "/*")]
    {
        let report = run_bytes(guest("0.2.12"), ask(authority, path, &["http"])).await;
        assert_eq!(
            exchange(&report),
            ["handle(outgoing-request#1, none) -> err(HTTP-request-URI-invalid)"],
            "{authority}{path}"
        );
    }
}
