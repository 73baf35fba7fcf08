//! Runs that end well: commands, typed calls, resources, timing, and what the trace says of them.

mod support;

use diptych_backend::engine::{Engine, EngineConfig};
use diptych_shared::api::run::{RunEvent, RunSettings};
use diptych_shared::policy::Capability;
use diptych_shared::report::Outcome;
use std::os::unix::fs::PermissionsExt as _;
use support::{a_call, call, component, engine, granted, hello, lines, run, run_on};

#[tokio::test(flavor = "multi_thread")]
async fn a_command_prints_and_its_calls_are_traced_exactly() {
    let (engine, _cache) = engine().await;
    let settings = granted(&[Capability::Stdio]);
    let (report, events) = run_on(&engine, component(&hello("Hello\n")), settings).await;
    assert_eq!(report.outcome, Outcome::Returned, "{report:?}");
    assert_eq!(report.stdout.bytes.0, b"Hello\n");
    assert!(!report.stdout.truncated);
    assert_eq!(report.values.len(), 1);
    assert_eq!(report.values[0].value.as_deref(), Some("ok"));
    assert_eq!(
        lines(&report.trace.events),
        [
            "wasi:cli/stdout@0.2.6#get-stdout() -> output-stream#1",
            "wasi:io/streams@0.2.6#[method]output-stream.blocking-write-and-flush(output-stream#1, b\"Hello\\n\") -> ok",
        ]
    );
    assert_eq!(report.trace.total_calls, 2);
    let stages: Vec<&str> = events
        .iter()
        .filter_map(|event| if let RunEvent::Stage { name } = event { Some(name.as_str()) } else { None })
        .collect();
    assert_eq!(stages, ["compile", "instantiate", "call"]);
    assert_eq!(report.timing.phases[0].name, "compile");
    assert!(!report.timing.phases[0].cached);
    assert_eq!(report.peak_memory_bytes, Some(65_536));

    let mut settings = granted(&[Capability::Stdio]);
    settings.warm_calls = 5;
    let (again, _) = run_on(&engine, component(&hello("Hello\n")), settings).await;
    assert!(again.timing.phases[0].cached);
    assert_eq!(again.timing.warm_ns.len(), 5, "{:?}", again.timing);
    assert_eq!(again.stdout.bytes.0, b"Hello\n", "timed runs do not print");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_called_with_typed_arguments() {
    let wat = r#"(component
      (core module $m (func (export "add") (param i32 i32) (result i32)
        (i32.add (local.get 0) (local.get 1))))
      (core instance $i (instantiate $m))
      (func (export "add") (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $i "add"))))"#;
    let report = run(wat, RunSettings { warm_calls: 10, ..call("add", &["40", "2"]) }).await;
    assert_eq!(report.outcome, Outcome::Returned);
    assert_eq!(report.values[0].value.as_deref(), Some("42"));
    assert_eq!(report.trace.total_calls, 0);
    assert_eq!(report.timing.warm_ns.len(), 10);
    let names: Vec<&str> = report.timing.phases.iter().map(|phase| phase.name.as_str()).collect();
    assert_eq!(names, ["compile", "instantiate", "first-call"]);
}

const COUNTER: &str = r#"(component
  (type $counter' (resource (rep i32)))
  (core func $new (canon resource.new $counter'))
  (core module $m
    (import "h" "new" (func $new (param i32) (result i32)))
    (memory (export "memory") 1)
    (global $next (mut i32) (i32.const 16))
    (func (export "new") (param i32) (result i32)
      (i32.store (global.get $next) (local.get 0))
      (global.set $next (i32.add (global.get $next) (i32.const 4)))
      (call $new (i32.sub (global.get $next) (i32.const 4))))
    (func (export "increment") (param i32) (result i32)
      (i32.store (local.get 0) (i32.add (i32.load (local.get 0)) (i32.const 1)))
      (i32.load (local.get 0)))
    (func (export "finish") (param i32) (result i32) (i32.const 7)))
  (core instance $i (instantiate $m (with "h" (instance (export "new" (func $new))))))
  (func $new' (param "start" u32) (result (own $counter')) (canon lift (core func $i "new")))
  (func $increment' (param "self" (borrow $counter')) (result u32) (canon lift (core func $i "increment")))
  (func $finish' (param "counter" (own $counter')) (result u32) (canon lift (core func $i "finish")))
  (component $api
    (import "counter" (type $counter (sub resource)))
    (import "new" (func $new (param "start" u32) (result (own $counter))))
    (import "increment" (func $increment (param "self" (borrow $counter)) (result u32)))
    (import "finish" (func $finish (param "counter" (own $counter)) (result u32)))
    (export $c "counter" (type $counter))
    (export "[constructor]counter" (func $new) (func (param "start" u32) (result (own $c))))
    (export "[method]counter.increment" (func $increment) (func (param "self" (borrow $c)) (result u32)))
    (export "finish" (func $finish) (func (param "counter" (own $c)) (result u32))))
  (instance $api' (instantiate $api
    (with "counter" (type $counter')) (with "new" (func $new'))
    (with "increment" (func $increment')) (with "finish" (func $finish'))))
  (export "demo:counter/api@1.0.0" (instance $api')))"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_script_of_calls_uses_the_handles_of_earlier_ones() {
    let settings = RunSettings {
        calls: vec![
            a_call("demo:counter/api@1.0.0#[constructor]counter", &["5"]),
            a_call("demo:counter/api#[constructor]counter", &["10"]),
            a_call("demo:counter/api#[method]counter.increment", &["$1"]),
            a_call("demo:counter/api#[method]counter.increment", &["$2"]),
            a_call("demo:counter/api#[method]counter.increment", &["$1"]),
        ],
        warm_calls: 3,
        ..RunSettings::default()
    };
    let report = run(COUNTER, settings).await;
    assert_eq!(report.outcome, Outcome::Returned, "{report:?}");
    let values: Vec<&str> = report.values.iter().filter_map(|value| value.value.as_deref()).collect();
    assert_eq!(values, ["counter#1", "counter#2", "6", "11", "7"]);
    assert_eq!(report.timing.warm_ns.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handle_that_was_given_away_is_refused_by_name() {
    let settings = RunSettings {
        calls: vec![
            a_call("demo:counter/api#[constructor]counter", &["5"]),
            a_call("demo:counter/api#finish", &["$1"]),
            a_call("demo:counter/api#[method]counter.increment", &["$1"]),
        ],
        ..RunSettings::default()
    };
    let report = run(COUNTER, settings).await;
    assert!(
        matches!(&report.outcome, Outcome::Rejected { why } if why.contains("$1")),
        "{:?}",
        report.outcome
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_artifact_that_was_tampered_with_or_removed_is_made_anew() {
    let cache = tempfile::tempdir().unwrap();
    let bytes = component(&hello("Hello\n"));
    let config = || EngineConfig::new(cache.path().to_owned(), env!("CARGO_BIN_EXE_diptych").into());
    let artifact = || {
        let sha256 = diptych_shared::toolchain::sha256_hex(&bytes);
        std::fs::read_dir(cache.path().join("artifacts")).unwrap().map(|entry| entry.unwrap().path()).find(
            |path| {
                path.extension().is_some_and(|extension| extension == "cwasm")
                    && path.file_name().unwrap().to_str().unwrap().starts_with(&sha256)
            },
        )
    };
    let run = async |engine: &Engine| run_on(engine, bytes.clone(), granted(&[Capability::Stdio])).await.0;
    let first = Engine::start(config()).await.unwrap();
    assert!(!run(&first).await.timing.phases[0].cached);
    let path = artifact().expect("an artifact on disk");
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o077, 0);

    // Found again by the next server.
    let second = Engine::start(config()).await.unwrap();
    assert!(run(&second).await.timing.phases[0].cached);

    // Not loaded when it is not what was written.
    let mut code = std::fs::read(&path).unwrap();
    *code.last_mut().unwrap() ^= 1;
    std::fs::write(&path, code).unwrap();
    let third = Engine::start(config()).await.unwrap();
    let report = run(&third).await;
    assert_eq!(report.stdout.bytes.0, b"Hello\n");
    assert!(!report.timing.phases[0].cached);

    // Nor missed when it is gone while the server runs.
    std::fs::remove_file(&path).unwrap();
    let report = run(&third).await;
    assert_eq!(report.outcome, Outcome::Returned);
    assert!(!report.timing.phases[0].cached);
}
