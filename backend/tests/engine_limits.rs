//! Runs that end badly: traps, limits, dead processes, cancelled runs. The engine survives each.

mod support;

use diptych_shared::api::run::{RunEvent, RunSettings};
use diptych_shared::policy::Capability;
use diptych_shared::report::{Outcome, TrapKind};
use std::time::{Duration, Instant};
use support::{a_call, call, component, encoded, engine, granted, run, run_bytes, run_on};
use tokio::sync::mpsc;

const TRAPS: &str = r#"(component
  (core module $guest
    (type $nothing (func))
    (memory 1) (table 4 funcref) (elem (i32.const 1) $one)
    (func $one (param i32))
    (func $inner (unreachable))
    (func $outer (call $inner))
    (func (export "unreachable") (call $outer))
    (func (export "divide") (drop (i32.div_u (i32.const 1) (i32.const 0))))
    (func (export "overflow") (drop (i32.div_s (i32.const 0x80000000) (i32.const -1))))
    (func (export "convert") (drop (i32.trunc_f32_s (f32.const nan))))
    (func (export "memory") (drop (i32.load (i32.const 65536))))
    (func (export "table") (call_indirect (type $nothing) (i32.const 9)))
    (func (export "null") (call_indirect (type $nothing) (i32.const 0)))
    (func (export "mismatch") (call_indirect (type $nothing) (i32.const 1)))
    (func $deep (export "deep") (call $deep) (call $deep)))
  (core instance $i (instantiate $guest))
  (func (export "unreachable") (canon lift (core func $i "unreachable")))
  (func (export "divide") (canon lift (core func $i "divide")))
  (func (export "overflow") (canon lift (core func $i "overflow")))
  (func (export "convert") (canon lift (core func $i "convert")))
  (func (export "memory") (canon lift (core func $i "memory")))
  (func (export "table") (canon lift (core func $i "table")))
  (func (export "null") (canon lift (core func $i "null")))
  (func (export "mismatch") (canon lift (core func $i "mismatch")))
  (func (export "deep") (canon lift (core func $i "deep"))))"#;

#[tokio::test(flavor = "multi_thread")]
async fn every_trap_has_its_kind() {
    let (engine, _cache) = engine().await;
    for (export, expected) in [
        ("unreachable", TrapKind::Unreachable),
        ("divide", TrapKind::IntegerDivideByZero),
        ("overflow", TrapKind::IntegerOverflow),
        ("convert", TrapKind::InvalidConversion),
        ("memory", TrapKind::MemoryOutOfBounds),
        ("table", TrapKind::TableOutOfBounds),
        ("null", TrapKind::UninitializedElement),
        ("mismatch", TrapKind::IndirectCallMismatch),
        ("deep", TrapKind::StackOverflow),
    ] {
        let (report, _) = run_on(&engine, component(TRAPS), call(export, &[])).await;
        match &report.outcome {
            Outcome::Trapped { kind, .. } => assert_eq!(*kind, expected, "{export}"),
            other => panic!("{export}: {other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backtrace_names_functions_innermost_first() {
    let report = run(TRAPS, call("unreachable", &[])).await;
    let Outcome::Trapped { message, backtrace, .. } = &report.outcome else { panic!("{report:?}") };
    assert!(message.contains("unreachable"), "{message}");
    let names: Vec<&str> = backtrace.iter().map(|frame| frame.function.as_str()).collect();
    assert_eq!(names[..2], ["inner", "outer"], "{backtrace:?}");
    assert_eq!(backtrace[0].module.as_deref(), Some("guest"));
    assert!(backtrace[0].offset.is_some_and(|offset| offset > 0));
}

fn exceeded(limit: &str, value: u64) -> Outcome {
    Outcome::LimitExceeded { limit: limit.into(), value }
}

const BUSY: &str = r#"(component
  (core module $m
    (memory (export "m") 1)
    (func (export "spin") (loop $l (br $l)))
    (func (export "grow") (loop $l (drop (memory.grow (i32.const 16))) (br $l))))
  (core instance $i (instantiate $m))
  (func (export "spin") (canon lift (core func $i "spin")))
  (func (export "grow") (canon lift (core func $i "grow"))))"#;

#[tokio::test(flavor = "multi_thread")]
async fn an_endless_loop_is_cut_at_the_time_limit() {
    let mut settings = call("spin", &[]);
    settings.limits.time_ms = 200;
    let started = Instant::now();
    let report = run(BUSY, settings).await;
    assert_eq!(report.outcome, exceeded("time-ms", 200));
    assert!(report.timing.total_ns >= 200_000_000);
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endless_start_function_is_cut_too() {
    let wat = r#"(component
      (core module $m (func $spin (loop $l (br $l))) (start $spin) (func (export "f")))
      (core instance $i (instantiate $m))
      (func (export "f") (canon lift (core func $i "f"))))"#;
    let mut settings = call("f", &[]);
    settings.limits.time_ms = 200;
    assert_eq!(run(wat, settings).await.outcome, exceeded("time-ms", 200));
}

#[tokio::test(flavor = "multi_thread")]
async fn memory_beyond_the_limit_ends_the_run() {
    let mut settings = call("grow", &[]);
    settings.limits.memory_bytes = 16 << 20;
    let report = run(BUSY, settings).await;
    assert_eq!(report.outcome, exceeded("memory-bytes", 16 << 20));
    assert_eq!(report.peak_memory_bytes, Some(65_536 + 15 * (1 << 20)));
    // A memory that is too large from the start, and several that are so together.
    let wat = r#"(component
      (core module $m (memory 200))
      (core instance (instantiate $m)) (core instance (instantiate $m))
      (core module $f (func (export "f"))) (core instance $i (instantiate $f))
      (func (export "f") (canon lift (core func $i "f"))))"#;
    let mut settings = call("f", &[]);
    settings.limits.memory_bytes = 16 << 20;
    assert_eq!(run(wat, settings).await.outcome, exceeded("memory-bytes", 16 << 20));
}

const FLOOD: &str = "import wasi:cli/stdout@0.2.12; export flood: func();";
const FLOOD_CORE: &str = r#"(module
  (import "wasi:cli/stdout@0.2.12" "get-stdout" (func $get (result i32)))
  (import "wasi:io/streams@0.2.12" "[method]output-stream.blocking-write-and-flush"
    (func $write (param i32 i32 i32 i32)))
  (memory (export "memory") 1)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) i32.const 1024)
  (func (export "flood") (local $s i32)
    (local.set $s (call $get))
    (memory.fill (i32.const 0) (i32.const 65) (i32.const 4096))
    (loop $l (call $write (local.get $s) (i32.const 0) (i32.const 4096) (i32.const 8192)) (br $l))))"#;

#[tokio::test(flavor = "multi_thread")]
async fn an_output_flood_is_cut_and_kept_up_to_the_limit() {
    let world = format!("{FLOOD} import wasi:io/streams@0.2.12;");
    let mut settings = RunSettings { calls: vec![a_call("flood", &[])], ..granted(&[Capability::Stdio]) };
    settings.limits.output_bytes = 10_000;
    let report = run_bytes(encoded(&world, FLOOD_CORE), settings).await;
    assert_eq!(report.outcome, exceeded("output-bytes", 10_000));
    assert_eq!(report.stdout.bytes.len(), 10_000);
    assert!(report.stdout.bytes.iter().all(|&byte| byte == b'A'));
    assert!(report.stdout.truncated && !report.stderr.truncated);
}

#[tokio::test(flavor = "multi_thread")]
async fn output_arrives_while_the_guest_runs() {
    let world = "import wasi:cli/stdout@0.2.12; import wasi:io/streams@0.2.12; export go: func();";
    let core = FLOOD_CORE.replace("flood", "go").replace(
        "(loop $l (call $write (local.get $s) (i32.const 0) (i32.const 4096) (i32.const 8192)) (br $l))",
        "(call $write (local.get $s) (i32.const 0) (i32.const 5) (i32.const 8192)) (loop $l (br $l))",
    );
    let (engine, _cache) = engine().await;
    let mut settings = RunSettings { calls: vec![a_call("go", &[])], ..granted(&[Capability::Stdio]) };
    settings.limits.time_ms = 30_000;
    let (sender, mut receiver) = mpsc::channel(16);
    let run = tokio::spawn({
        let engine = engine.clone();
        async move { engine.run(encoded(world, &core), settings, sender).await }
    });
    let mut seen = Vec::new();
    let heard = tokio::time::timeout(Duration::from_secs(10), async {
        while let Some(event) = receiver.recv().await {
            if let RunEvent::Output { bytes, .. } = event {
                seen.extend_from_slice(&bytes);
                break;
            }
        }
    });
    heard.await.expect("output while the guest spins");
    assert_eq!(seen, b"AAAAA");
    // Nobody listens any more: the run ends within a second, and its process with it.
    drop(receiver);
    tokio::time::timeout(Duration::from_secs(1), run).await.expect("cancelled in time").unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(busy_runners().len(), 0, "the process of a cancelled run is gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_sleep_is_cut_and_shown_as_interrupted() {
    let world = "import wasi:clocks/monotonic-clock@0.2.12; import wasi:io/poll@0.2.12; export nap: func();";
    let core = r#"(module
      (import "wasi:clocks/monotonic-clock@0.2.12" "subscribe-duration" (func $subscribe (param i64) (result i32)))
      (import "wasi:io/poll@0.2.12" "[method]pollable.block" (func $block (param i32)))
      (func (export "nap") (call $block (call $subscribe (i64.const 0x7fffffffffffffff)))))"#;
    let mut settings =
        RunSettings { calls: vec![a_call("nap", &[])], ..granted(&[Capability::MonotonicClock]) };
    settings.limits.time_ms = 300;
    let report = run_bytes(encoded(world, core), settings).await;
    assert_eq!(report.outcome, exceeded("time-ms", 300));
    let last = report.trace.events.last().unwrap();
    assert_eq!(last.function, "[method]pollable.block");
    assert_eq!(last.interrupted.as_deref(), Some("time-ms"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instantiation_bomb_meets_a_limit() {
    let mut wat = "(component $c (core module $m (memory 1)) (core instance (instantiate $m)))".to_owned();
    for _ in 0..19 {
        wat = format!("(component $c {wat} (instance (instantiate $c)) (instance (instantiate $c)))");
    }
    let wat = wat.replacen("(component $c", "(component", 1);
    let wat = wat[..wat.len() - 1].to_owned()
        + r#"(core module $f (func (export "f"))) (core instance $i (instantiate $f))
            (func (export "f") (canon lift (core func $i "f"))))"#;
    let started = Instant::now();
    let report = run(&wat, call("f", &[])).await;
    match &report.outcome {
        Outcome::LimitExceeded { .. } => {}
        Outcome::Rejected { why } => assert!(why.contains("limit"), "{why}"),
        other => panic!("{other:?}"),
    }
    assert!(started.elapsed() < Duration::from_secs(15), "{:?}", started.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_runner_is_reported_and_the_engine_goes_on() {
    let (engine, _cache) = engine().await;
    let running = tokio::spawn({
        let engine = engine.clone();
        async move { run_on(&engine, component(BUSY), call("spin", &[])).await }
    });
    let pid = loop {
        tokio::time::sleep(Duration::from_millis(100)).await;
        if let [pid] = busy_runners()[..] {
            break pid;
        }
    };
    // SAFETY: a signal to a process that this test started.
    assert_eq!(unsafe { libc::kill(pid, libc::SIGKILL) }, 0);
    let (report, _) = running.await.unwrap();
    assert!(
        matches!(&report.outcome, Outcome::EngineFailed { why } if why.contains("signal 9")),
        "{:?}",
        report.outcome
    );
    let (report, _) = run_on(&engine, component(TRAPS), call("divide", &[])).await;
    assert!(matches!(report.outcome, Outcome::Trapped { .. }), "{:?}", report.outcome);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_fork_server_is_started_again() {
    let (engine, _cache) = engine().await;
    let lost = runners();
    assert!(lost.len() > 1, "the fork server and a fork that waits: {lost:?}");
    for (pid, _) in lost {
        // SAFETY: a signal to a process that this test started.
        assert_eq!(unsafe { libc::kill(pid, libc::SIGKILL) }, 0);
    }
    let (report, _) = run_on(&engine, component(TRAPS), call("divide", &[])).await;
    assert!(matches!(report.outcome, Outcome::Trapped { .. }), "{:?}", report.outcome);
}

/// This test's runner processes, and the fork server they come from: process id and ticks used.
fn runners() -> Vec<(i32, u64)> {
    let own = std::process::id().to_string();
    std::fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<i32>().ok())
        .filter_map(|pid| {
            let read =
                |name: &str| std::fs::read_to_string(format!("/proc/{pid}/{name}")).unwrap_or_default();
            let stat = read("stat");
            let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
            let ours =
                read("cmdline").split('\0').nth(1) == Some("runner") && fields.get(1) == Some(&own.as_str());
            ours.then(|| (pid, fields.get(11).and_then(|ticks| ticks.parse().ok()).unwrap_or(0)))
        })
        .collect()
}

/// Runner processes of this test that have used a tenth of a second: they have a guest.
fn busy_runners() -> Vec<i32> {
    runners().into_iter().filter(|(_, ticks)| *ticks >= 10).map(|(pid, _)| pid).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn values_that_break_the_canonical_abi_are_told_apart() {
    let wat = r#"(component
      (core module $m (memory (export "memory") 1)
        (data (i32.const 0) "\10\00\00\00\02\00\00\00") (data (i32.const 16) "\ff\ff")
        (data (i32.const 32) "\f0\ff\00\00\ff\00\00\00")
        (func (export "text") (result i32) (i32.const 0))
        (func (export "outside") (result i32) (i32.const 32)))
      (core instance $i (instantiate $m))
      (alias core export $i "memory" (core memory $memory))
      (func (export "text") (result string) (canon lift (core func $i "text") (memory $memory)))
      (func (export "outside") (result string) (canon lift (core func $i "outside") (memory $memory))))"#;
    for export in ["text", "outside"] {
        let report = run(wat, call(export, &[])).await;
        assert!(
            matches!(&report.outcome, Outcome::Trapped { kind: TrapKind::CanonicalAbi, .. }),
            "{export}: {:?}",
            report.outcome
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_runner_has_no_files_network_or_processes() {
    let (engine, _cache) = engine().await;
    let running = tokio::spawn({
        let engine = engine.clone();
        async move {
            let mut settings = call("spin", &[]);
            settings.limits.time_ms = 2_000;
            run_on(&engine, component(BUSY), settings).await
        }
    });
    let pid = loop {
        tokio::time::sleep(Duration::from_millis(100)).await;
        if let [pid] = busy_runners()[..] {
            break pid;
        }
    };
    let read = |name: &str| std::fs::read_to_string(format!("/proc/{pid}/{name}")).unwrap();
    let status = read("status");
    assert!(status.contains("Seccomp:\t2"), "a system call filter: {status}");
    assert!(status.contains("NoNewPrivs:\t1"), "{status}");
    let limits = read("limits");
    let limit = |name: &str| {
        let line = limits.lines().find(|line| line.starts_with(name)).unwrap();
        line[26..].split_whitespace().next().unwrap().to_owned()
    };
    assert_eq!(limit("Max processes"), "0");
    assert_eq!(limit("Max file size"), "0");
    assert_eq!(limit("Max core file size"), "0");
    assert!(limit("Max data size").parse::<u64>().unwrap() < 2 << 30);
    running.await.unwrap();
}
