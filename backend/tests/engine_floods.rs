//! Guests that ask for too much: handles, clock readings, random bytes, huge arguments, endless waits.
//! Each is bounded and told, and other runs go on meanwhile.

mod support;

use diptych_backend::engine::Engine;
use diptych_shared::api::run::{RunEvent, RunSettings};
use diptych_shared::policy::Policy;
use diptych_shared::report::{Outcome, RunReport};
use diptych_shared::trace::VALUE_CHARS;
use std::sync::Arc;
use std::time::{Duration, Instant};
use support::{a_call, component, encoded, engine, granted, hello, run_on};
use tokio::sync::mpsc;

const WORLD: &str = "import wasi:clocks/monotonic-clock@0.2.12; import wasi:io/poll@0.2.12;
    import wasi:random/random@0.2.12; import wasi:cli/stdout@0.2.12; import wasi:io/streams@0.2.12;
    export now: func(); export random: func(); export streams: func(); export sleeps: func();
    export wait: func(); export huge: func(); export ask: func();";

const CORE: &str = r#"(module
  (import "wasi:clocks/monotonic-clock@0.2.12" "now" (func $now (result i64)))
  (import "wasi:clocks/monotonic-clock@0.2.12" "subscribe-duration" (func $sleep (param i64) (result i32)))
  (import "wasi:io/poll@0.2.12" "poll" (func $poll (param i32 i32 i32)))
  (import "wasi:random/random@0.2.12" "get-random-bytes" (func $random (param i64 i32)))
  (import "wasi:cli/stdout@0.2.12" "get-stdout" (func $stdout (result i32)))
  (import "wasi:io/streams@0.2.12" "[method]output-stream.write" (func $write (param i32 i32 i32 i32)))
  (memory (export "memory") 1040)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) i32.const 1024)
  (func (export "now") (loop $l (drop (call $now)) (br $l)))
  (func (export "random") (loop $l (call $random (i64.const 100000) (i32.const 16)) (br $l)))
  (func (export "streams") (loop $l (drop (call $stdout)) (br $l)))
  (func (export "sleeps") (loop $l (drop (call $sleep (i64.const 1))) (br $l)))
  (func (export "wait")
    (i32.store (i32.const 64) (call $sleep (i64.const -1)))
    (call $poll (i32.const 64) (i32.const 1) (i32.const 16)))
  (func (export "huge") (call $write (call $stdout) (i32.const 0) (i32.const 67108864) (i32.const 16)))
  (func (export "ask") (call $random (i64.const -1) (i32.const 16))))"#;

fn flood(export: &str) -> RunSettings {
    let mut settings = RunSettings {
        calls: vec![a_call(export, &[])],
        grants: Policy::everything(),
        ..RunSettings::default()
    };
    settings.limits.time_ms = 1_000;
    settings
}

fn bytes() -> Arc<[u8]> {
    encoded(WORLD, CORE)
}

async fn flooded(settings: RunSettings) -> RunReport {
    let (engine, _cache) = engine().await;
    let started = Instant::now();
    let report = run_on(&engine, bytes(), settings).await.0;
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    report
}

fn exceeded(limit: &str, value: u64) -> Outcome {
    Outcome::LimitExceeded { limit: limit.into(), value }
}

#[tokio::test(flavor = "multi_thread")]
async fn very_many_handles_meet_their_limit() {
    for export in ["streams", "sleeps"] {
        let mut settings = flood(export);
        settings.limits.time_ms = 20_000;
        let report = flooded(settings).await;
        assert_eq!(report.outcome, exceeded("resource-handles", 20_000), "{export}");
        assert_eq!(report.trace.total_calls, 20_001, "{export}");
        let last = report.trace.events.last().unwrap();
        assert_eq!(last.interrupted.as_deref(), Some("resource-handles"), "{export}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_flood_is_counted_and_cut() {
    let mut settings = flood("now");
    settings.limits.trace_events = 1_000;
    let report = flooded(settings).await;
    assert_eq!(report.outcome, exceeded("time-ms", 1_000));
    assert_eq!(report.trace.events.len(), 1_000);
    assert!(report.trace.total_calls > 100_000, "{}", report.trace.total_calls);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_random_flood_fills_the_trace_up_to_its_bytes() {
    let mut settings = flood("random");
    settings.limits.trace_bytes = 1 << 20;
    let report = flooded(settings).await;
    assert_eq!(report.outcome, exceeded("time-ms", 1_000));
    let texts: usize = report
        .trace
        .events
        .iter()
        .map(|event| event.arguments[0].len() + event.result.as_ref().unwrap().len())
        .sum();
    let one = VALUE_CHARS + "100000".len() + "…".len();
    assert_eq!(texts, report.trace.events.len() * one);
    assert!(texts <= 1 << 20 && texts + one > 1 << 20, "{texts}");
    assert!(report.trace.total_calls > report.trace.events.len() as u64);
}

#[tokio::test(flavor = "multi_thread")]
async fn huge_bytes_are_bounded_both_ways() {
    let report = flooded(RunSettings { warm_calls: 0, ..flood("huge") }).await;
    assert_eq!(report.outcome, exceeded("output-bytes", 1 << 20));
    assert_eq!(report.stdout.bytes.len(), 1 << 20);
    let argument = &report.trace.events[1].arguments[1];
    assert_eq!(argument.chars().count(), VALUE_CHARS + 1);
    assert!(argument.starts_with(r#"b"\x00"#) && argument.ends_with('…'));
    assert_eq!(flooded(flood("ask")).await.outcome, exceeded("random-bytes", 1 << 20));
}

#[tokio::test(flavor = "multi_thread")]
async fn other_runs_go_on_while_one_waits_forever() {
    let (engine, _cache) = engine().await;
    let waiting = {
        let engine: Engine = engine.clone();
        let mut settings = flood("wait");
        settings.limits.time_ms = 3_000;
        tokio::spawn(async move { run_on(&engine, bytes(), settings).await.0 })
    };
    tokio::time::sleep(Duration::from_millis(500)).await;
    for _ in 0..3 {
        let settings = granted(&[diptych_shared::policy::Capability::Stdio]);
        let (report, _) = run_on(&engine, component(&hello("Hello\n")), settings).await;
        assert_eq!(report.stdout.bytes.0, b"Hello\n");
    }
    assert!(!waiting.is_finished(), "the other run still waits");
    let report = waiting.await.unwrap();
    assert_eq!(report.outcome, exceeded("time-ms", 3_000));
    assert_eq!(report.trace.events.last().unwrap().interrupted.as_deref(), Some("time-ms"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_without_the_trace_counts_what_was_streamed() {
    let (engine, _cache) = engine().await;
    let (sender, mut receiver) = mpsc::channel(64);
    let mut settings = flood("now");
    settings.limits.time_ms = 300;
    settings.limits.trace_events = 5_000;
    let running = tokio::spawn({
        let engine = engine.clone();
        async move { engine.run_streamed(bytes(), settings, false, sender).await }
    });
    let mut streamed = 0;
    let mut last = None;
    while let Some(event) = receiver.recv().await {
        if let RunEvent::Trace { events } = &event {
            streamed += events.len();
        }
        last = Some(event);
    }
    running.await.unwrap();
    let Some(RunEvent::Report { report }) = last else { panic!("{last:?}") };
    assert_eq!(streamed, 5_000);
    assert!(report.trace.events.is_empty());
    assert!(report.trace.total_calls > 5_000);
}
