//! What the engine's tests share: an engine with the real runner program, and one way to run text.
#![allow(dead_code, reason = "each test file uses its own part")]

pub mod composition;

use diptych_backend::engine::{Engine, EngineConfig, RunSource};
use diptych_shared::api::run::{Call, RunEvent, RunSettings};
use diptych_shared::policy::{Capability, Grant};
use diptych_shared::report::RunReport;
use diptych_shared::trace::TraceEvent;
use std::sync::Arc;
use tokio::sync::mpsc;

/// An engine with a cache of its own, which goes with the returned folder.
pub async fn engine() -> (Engine, tempfile::TempDir) {
    let cache = tempfile::tempdir().unwrap();
    let config = EngineConfig::new(cache.path().to_owned(), env!("CARGO_BIN_EXE_diptych").into());
    (Engine::start(config).await.unwrap(), cache)
}

/// The bytes of a component in text form.
pub fn component(wat: &str) -> Arc<[u8]> {
    wat::parse_str(wat).unwrap_or_else(|error| panic!("{error}")).into()
}

/// A component from core text and a world's WIT, with the host's interfaces at hand.
pub fn encoded(world: &str, core: &str) -> Arc<[u8]> {
    encoded_at("0.2.12", world, core)
}

/// The same with the interfaces under another version of WASI 0.2.
pub fn encoded_at(version: &str, world: &str, core: &str) -> Arc<[u8]> {
    encoded_wit(version, &format!("world guest {{ {world} }}"), core)
}

/// A component from core text and the WIT of its package, whose world is `guest`.
pub fn encoded_wit(version: &str, wit: &str, core: &str) -> Arc<[u8]> {
    use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
    let mut resolve = wit_parser::Resolve::default();
    for name in [
        "io",
        "clocks",
        "random",
        "filesystem",
        "sockets",
        "cli",
        "http",
        "keyvalue",
        "blobstore",
        "config",
        "logging",
    ] {
        let path = format!("{}/../shared/wit/wasi/{name}.wit", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&path).unwrap().replace("@0.2.12", &format!("@{version}"));
        // What came later than the version says so; nobody imports it here.
        let is_kept = |line: &&str| version == "0.2.12" || !line.trim_start().starts_with(['@']);
        let text: Vec<&str> = text.lines().filter(is_kept).collect();
        resolve.push_str(&path, &text.join("\n")).unwrap();
    }
    let package = resolve.push_str("guest.wit", &format!("package test:guest;\n{wit}")).unwrap();
    let world = resolve.select_world(&[package], None).unwrap();
    let mut module = wat::parse_str(core).unwrap_or_else(|error| panic!("{error}"));
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).unwrap();
    ComponentEncoder::default().module(&module).unwrap().validate(true).encode().unwrap().into()
}

/// Runs a component on an engine of its own.
pub async fn run_bytes(bytes: Arc<[u8]>, settings: RunSettings) -> RunReport {
    let (engine, _cache) = engine().await;
    run_on(&engine, bytes, settings).await.0
}

/// Runs a component and returns its report and the events before it.
pub async fn run_on(
    engine: &Engine,
    source: impl Into<RunSource>,
    settings: RunSettings,
) -> (RunReport, Vec<RunEvent>) {
    let (sender, mut receiver) = mpsc::channel(64);
    let source = source.into();
    let running = {
        let engine = engine.clone();
        tokio::spawn(async move { engine.run(source, settings, sender).await })
    };
    let mut events = Vec::new();
    while let Some(event) = receiver.recv().await {
        events.push(event);
    }
    running.await.unwrap();
    match events.pop() {
        Some(RunEvent::Report { report }) => (*report, events),
        other => panic!("the last event is no report: {other:?}"),
    }
}

/// Runs a component text on an engine of its own.
pub async fn run(wat: &str, settings: RunSettings) -> RunReport {
    let (engine, _cache) = engine().await;
    run_on(&engine, component(wat), settings).await.0
}

/// Settings that make one call.
pub fn call(export: &str, arguments: &[&str]) -> RunSettings {
    RunSettings { calls: vec![a_call(export, arguments)], ..RunSettings::default() }
}

/// One call.
pub fn a_call(export: &str, arguments: &[&str]) -> Call {
    Call { export: export.into(), arguments: arguments.iter().map(|&text| text.into()).collect() }
}

/// Settings that grant these.
pub fn granted(capabilities: &[Capability]) -> RunSettings {
    RunSettings { grants: capabilities.iter().copied().map(Grant::whole).collect(), ..RunSettings::default() }
}

/// Trace events as one line each, without times.
pub fn lines(events: &[TraceEvent]) -> Vec<String> {
    events
        .iter()
        .map(|event| {
            let result = match (&event.result, &event.interrupted) {
                (Some(result), _) => format!(" -> {result}"),
                (None, Some(why)) => format!(" !! {why}"),
                (None, None) => String::new(),
            };
            let denied = match &event.decision {
                diptych_shared::trace::Decision::Allowed => String::new(),
                diptych_shared::trace::Decision::Denied { capability, grant } => {
                    format!(" [denied: {}]", grant.as_ref().unwrap_or(capability))
                }
            };
            let parts = match (&event.caller, &event.callee) {
                (None, _) => String::new(),
                (Some(caller), None) => format!("{caller}: "),
                (Some(caller), Some(callee)) => format!("{caller} > {callee}: "),
            };
            let arguments = event.arguments.join(", ");
            format!("{parts}{}#{}({arguments}){result}{denied}", event.interface, event.function)
        })
        .collect()
}

/// A command that prints `text` by blocking-write-and-flush.
pub fn hello(text: &str) -> String {
    let length = text.len();
    let text = text.replace('\n', "\\n");
    format!(
        r#"(component
  (import "wasi:io/error@0.2.6" (instance $error (export "error" (type (sub resource)))))
  (alias export $error "error" (type $error-t))
  (import "wasi:io/streams@0.2.6" (instance $streams
    (alias outer 1 $error-t (type $e))
    (export "error" (type $error (eq $e)))
    (export "output-stream" (type $out (sub resource)))
    (type $stream-error (variant (case "last-operation-failed" (own $error)) (case "closed")))
    (export "stream-error" (type $se (eq $stream-error)))
    (export "[method]output-stream.blocking-write-and-flush"
      (func (param "self" (borrow $out)) (param "contents" (list u8)) (result (result (error $se)))))))
  (alias export $streams "output-stream" (type $out))
  (import "wasi:cli/stdout@0.2.6" (instance $stdout
    (alias outer 1 $out (type $o))
    (export "output-stream" (type $out (eq $o)))
    (export "get-stdout" (func (result (own $out))))))
  (core module $memory (memory (export "memory") 1)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 4096)
    (data (i32.const 0) "{text}"))
  (core instance $m (instantiate $memory))
  (alias core export $m "memory" (core memory $mem))
  (core func $get (canon lower (func $stdout "get-stdout")))
  (core func $write (canon lower (func $streams "[method]output-stream.blocking-write-and-flush")
    (memory $mem) (realloc (core func $m "realloc"))))
  (core func $drop (canon resource.drop $out))
  (core module $main
    (import "h" "get" (func $get (result i32)))
    (import "h" "write" (func $write (param i32 i32 i32 i32)))
    (import "h" "drop" (func $drop (param i32)))
    (func (export "run") (result i32) (local $s i32)
      (local.set $s (call $get))
      (call $write (local.get $s) (i32.const 0) (i32.const {length}) (i32.const 1024))
      (call $drop (local.get $s))
      (i32.const 0)))
  (core instance $i (instantiate $main (with "h" (instance
    (export "get" (func $get)) (export "write" (func $write)) (export "drop" (func $drop))))))
  (func $run (result (result)) (canon lift (core func $i "run")))
  (instance $iface (export "run" (func $run)))
  (export "wasi:cli/run@0.2.6" (instance $iface)))"#
    )
}
