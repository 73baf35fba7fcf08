//! Not a test of speed: prints what runs cost (`cargo nextest run --run-ignored only engine_bench --no-capture`).

mod support;

use diptych_backend::engine::RunSource;
use diptych_shared::api::run::RunSettings;
use diptych_shared::policy::{Capability, Policy};
use diptych_shared::report::{Outcome, RunReport};
use std::time::Instant;
use support::{a_call, component, composition, encoded, engine, granted, hello, run_on};

#[tokio::test(flavor = "multi_thread")]
#[ignore = "prints measurements, asserts nothing of them"]
async fn whole_runs_of_a_cached_command() {
    let (engine, _cache) = engine().await;
    let bytes = component(&hello("Hello\n"));
    let settings = granted(&[Capability::Stdio]);
    run_on(&engine, bytes.clone(), settings.clone()).await;
    let mut times = Vec::new();
    let mut instantiate = Vec::new();
    for _ in 0..200 {
        let start = Instant::now();
        let (report, _) = run_on(&engine, bytes.clone(), settings.clone()).await;
        times.push(start.elapsed());
        instantiate.push(report.timing.phases[1].duration_ns);
    }
    times.sort();
    instantiate.sort();
    println!("one after another: median {:?}, p95 {:?}", times[100], times[190]);
    println!("traced instantiate: median {} ns", instantiate[100]);
    let mut measured = settings.clone();
    measured.warm_calls = 100;
    let (report, _) = run_on(&engine, bytes.clone(), measured).await;
    println!("untraced {:?}", report.timing.phases);
    let mut warm = report.timing.warm_ns;
    warm.sort();
    println!("warm command: median {:?} ns of {}", warm.get(warm.len() / 2), warm.len());
    let start = Instant::now();
    let runs = 1_000;
    let workers: Vec<_> = (0..4)
        .map(|_| {
            let (engine, bytes, settings) = (engine.clone(), bytes.clone(), settings.clone());
            tokio::spawn(async move {
                for _ in 0..runs / 4 {
                    run_on(&engine, bytes.clone(), settings.clone()).await;
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }
    println!("{:.0} runs/s, four at once", f64::from(runs) / start.elapsed().as_secs_f64());
}

/// Host calls of one measured run.
const CALLS: u64 = 100_000;

const WORLD: &str = "import wasi:clocks/monotonic-clock@0.2.12; import wasi:cli/stdout@0.2.12;
    import wasi:io/streams@0.2.12; export now: func(count: u32); export resolution: func(count: u32);
    export check: func(count: u32); export zeroes: func(count: u32); export write: func(count: u32);";

const CORE: &str = r#"(module
  (import "wasi:clocks/monotonic-clock@0.2.12" "now" (func $now (result i64)))
  (import "wasi:clocks/monotonic-clock@0.2.12" "resolution" (func $resolution (result i64)))
  (import "wasi:cli/stdout@0.2.12" "get-stdout" (func $stdout (result i32)))
  (import "wasi:io/streams@0.2.12" "[method]output-stream.check-write" (func $check (param i32 i32)))
  (import "wasi:io/streams@0.2.12" "[method]output-stream.write-zeroes" (func $zeroes (param i32 i64 i32)))
  (import "wasi:io/streams@0.2.12" "[method]output-stream.write" (func $write (param i32 i32 i32 i32)))
  (import "wasi:io/streams@0.2.12" "[resource-drop]output-stream" (func $drop (param i32)))
  (memory (export "memory") 1)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) i32.const 1024)
  (func (export "now") (param i32)
    (loop $l (drop (call $now))
      (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
  (func (export "resolution") (param i32)
    (loop $l (drop (call $resolution))
      (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
  (func (export "check") (param i32) (local i32)
    (local.set 1 (call $stdout))
    (loop $l (call $check (local.get 1) (i32.const 16))
      (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
    (call $drop (local.get 1)))
  (func (export "zeroes") (param i32) (local i32)
    (local.set 1 (call $stdout))
    (loop $l (call $zeroes (local.get 1) (i64.const 0) (i32.const 16))
      (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
    (call $drop (local.get 1)))
  (func (export "write") (param i32) (local i32)
    (local.set 1 (call $stdout))
    (loop $l (call $write (local.get 1) (i32.const 0) (i32.const 32) (i32.const 2048))
      (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
    (call $drop (local.get 1))))"#;

/// Calls between parts of one measured run.
const PART_CALLS: u64 = 20_000;
/// Runs of which the quickest counts.
const RUNS: usize = 5;
/// Calls that are timed together; the quickest such stretch counts, since this machine has other work.
const STRETCH: usize = 1_000;

/// Time of a call in a traced run, from the trace itself: from one call's start to that of another, so
/// that everything the tracer does between them counts.
fn traced_ns(report: &RunReport) -> f64 {
    let starts: Vec<u64> = report.trace.events.iter().map(|event| event.start_ns).collect();
    let quickest = starts.windows(STRETCH + 1).map(|stretch| stretch[STRETCH] - stretch[0]).min();
    quickest.unwrap_or_default() as f64 / STRETCH as f64
}

/// The same of the untraced calls of the same run: its last call, which is timed, makes one stretch.
fn untraced_ns(report: &RunReport) -> f64 {
    report.timing.warm_ns.iter().min().copied().unwrap_or_default() as f64 / STRETCH as f64
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "prints measurements, asserts nothing of them"]
async fn tracing_costs_so_much_a_call() {
    let (engine, _cache) = engine().await;
    let bytes = encoded(WORLD, CORE);
    println!("{CALLS} host calls, nanoseconds a call, the quickest 1,000 in a row of {RUNS} runs:");
    for (export, what) in [
        ("now", "monotonic-clock now, a typed wrapper"),
        ("resolution", "monotonic-clock resolution, dynamic"),
        ("check", "output-stream.check-write, a typed wrapper with a handle"),
        ("zeroes", "output-stream.write-zeroes, dynamic with a handle"),
        ("write", "output-stream.write of 32 bytes, a typed wrapper"),
    ] {
        let mut settings = RunSettings {
            calls: vec![a_call(export, &[&CALLS.to_string()]), a_call(export, &[&STRETCH.to_string()])],
            grants: Policy::everything(),
            warm_calls: 1_000,
            ..RunSettings::default()
        };
        settings.limits.output_bytes = 4 << 20;
        settings.limits.trace_events = 2 * CALLS;
        settings.limits.trace_bytes = 64 << 20;
        let (mut traced, mut untraced) = (f64::INFINITY, f64::INFINITY);
        for _ in 0..RUNS {
            let (report, _) = run_on(&engine, bytes.clone(), settings.clone()).await;
            assert_eq!(report.outcome, Outcome::Returned, "{:?}", report.outcome);
            // A traced run that took long is not measured again.
            if !report.timing.warm_ns.is_empty() {
                traced = traced.min(traced_ns(&report));
                untraced = untraced.min(untraced_ns(&report));
            }
        }
        println!(
            "  {what}: traced {traced:.0}, untraced {untraced:.0}, tracing adds {:.0}",
            traced - untraced
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "prints measurements, asserts nothing of them"]
async fn a_call_between_parts_costs_so_much() {
    let (engine, _cache) = engine().await;
    let settings = RunSettings {
        calls: vec![a_call("many", &[&PART_CALLS.to_string()]), a_call("many", &[&STRETCH.to_string()])],
        warm_calls: 1_000,
        ..RunSettings::default()
    };
    // Grants of a part's own make the timed calls linked too.
    let mut linked = settings.clone();
    linked.component_grants.insert("app".into(), Policy::everything());
    let (mut traced, mut untraced, mut alone) = (f64::INFINITY, f64::INFINITY, f64::INFINITY);
    for _ in 0..RUNS {
        for (settings, best) in [(&linked, &mut untraced), (&settings, &mut alone)] {
            let (report, _) = run_on(&engine, composition::sums(), settings.clone()).await;
            assert_eq!(report.outcome, Outcome::Returned, "{:?}", report.outcome);
            if !report.timing.warm_ns.is_empty() {
                traced = traced.min(traced_ns(&report));
                *best = best.min(untraced_ns(&report));
            }
        }
    }
    println!(
        "(s32, s32) -> s32, nanoseconds a call: linked and traced {traced:.0}, linked {untraced:.0}, composed {alone:.0}"
    );
    let (command, parts) = (component(&hello("Hello\n")), composition::talks());
    let call = support::call("greet", &["\"you\""]);
    for (what, source, settings) in [
        ("a command", RunSource::from(command), granted(&[Capability::Stdio])),
        ("two linked parts", parts, call),
    ] {
        let mut times = Vec::new();
        for _ in 0..100 {
            let start = Instant::now();
            run_on(&engine, source.clone(), settings.clone()).await;
            times.push(start.elapsed());
        }
        times.sort();
        println!("a whole run of {what}: median {:?}", times[50]);
    }
}
