//! What the policy does to a run: denials, deterministic values, exits, and the exact trace of each.

mod support;

use diptych_shared::api::run::RunSettings;
use diptych_shared::policy::virtualize::{INSECURE_RANDOM_SEED, RANDOM_SEED, SeededRandom};
use diptych_shared::policy::{Capability, Policy};
use diptych_shared::report::Outcome;
use diptych_shared::toolchain::wave;
use support::{a_call, call, component, encoded, granted, hello, lines, run, run_bytes};

#[tokio::test(flavor = "multi_thread")]
async fn a_command_whose_stdio_is_denied_goes_on_unheard() {
    let report = run(&hello("Hello\n"), RunSettings::default()).await;
    assert_eq!(report.outcome, Outcome::Returned);
    assert_eq!(report.stdout.bytes.0, b"");
    assert_eq!(
        lines(&report.trace.events),
        [
            "wasi:cli/stdout@0.2.6#get-stdout() -> output-stream#1 [denied: stdio stdout]",
            "wasi:io/streams@0.2.6#[method]output-stream.blocking-write-and-flush(output-stream#1, b\"Hello\\n\") -> ok",
        ]
    );
}

const CLOCKS: &str = "import wasi:clocks/monotonic-clock@0.2.12; import wasi:clocks/wall-clock@0.2.12;
    import wasi:io/poll@0.2.12; import wasi:random/random@0.2.12; import wasi:random/insecure@0.2.12;
    import wasi:random/insecure-seed@0.2.12; export look: func(); export nap: func(); export many: func();";

const CLOCKS_CORE: &str = r#"(module
  (import "wasi:clocks/monotonic-clock@0.2.12" "now" (func $now (result i64)))
  (import "wasi:clocks/monotonic-clock@0.2.12" "resolution" (func $resolution (result i64)))
  (import "wasi:clocks/monotonic-clock@0.2.12" "subscribe-duration" (func $subscribe (param i64) (result i32)))
  (import "wasi:io/poll@0.2.12" "[method]pollable.block" (func $block (param i32)))
  (import "wasi:io/poll@0.2.12" "[resource-drop]pollable" (func $drop (param i32)))
  (import "wasi:io/poll@0.2.12" "poll" (func $poll (param i32 i32 i32)))
  (import "wasi:clocks/wall-clock@0.2.12" "now" (func $wall (param i32)))
  (import "wasi:random/random@0.2.12" "get-random-bytes" (func $bytes (param i64 i32)))
  (import "wasi:random/random@0.2.12" "get-random-u64" (func $number (result i64)))
  (import "wasi:random/insecure@0.2.12" "get-insecure-random-u64" (func $insecure (result i64)))
  (import "wasi:random/insecure-seed@0.2.12" "insecure-seed" (func $seed (param i32)))
  (memory (export "memory") 1)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) i32.const 1024)
  (func (export "look")
    (drop (call $now)) (drop (call $now)) (drop (call $resolution))
    (call $wall (i32.const 16)) (call $wall (i32.const 16))
    (drop (call $number)) (call $bytes (i64.const 3) (i32.const 16))
    (drop (call $insecure)) (call $seed (i32.const 16)))
  (func (export "nap") (local $pollable i32)
    (local.set $pollable (call $subscribe (i64.const 20000000)))
    (call $block (local.get $pollable))
    (drop (call $now))
    (i32.store (i32.const 64) (local.get $pollable))
    (call $poll (i32.const 64) (i32.const 1) (i32.const 16))
    (call $drop (local.get $pollable))
    (local.set $pollable (call $subscribe (i64.const 1000000)))
    (call $drop (local.get $pollable)))
  (func (export "many") (local $left i32)
    (local.set $left (i32.const 10))
    (loop $next
      (drop (call $now))
      (local.set $left (i32.sub (local.get $left) (i32.const 1)))
      (br_if $next (local.get $left)))))"#;

const ALL_CLOCKS: [Capability; 3] = [Capability::MonotonicClock, Capability::WallClock, Capability::Random];

#[tokio::test(flavor = "multi_thread")]
async fn deterministic_clocks_and_random_have_exact_values() {
    let settings = RunSettings { calls: vec![a_call("look", &[])], ..granted(&ALL_CLOCKS) };
    let report = run_bytes(encoded(CLOCKS, CLOCKS_CORE), settings).await;
    assert_eq!(report.outcome, Outcome::Returned, "{report:?}");
    let mut random = SeededRandom::new(RANDOM_SEED);
    let number = random.next_u64();
    let mut bytes = [0; 3];
    random.fill(&mut bytes);
    let insecure = SeededRandom::new(INSECURE_RANDOM_SEED).next_u64();
    assert_eq!(
        lines(&report.trace.events),
        [
            "wasi:clocks/monotonic-clock@0.2.12#now() -> 0".to_owned(),
            "wasi:clocks/monotonic-clock@0.2.12#now() -> 1000000".to_owned(),
            "wasi:clocks/monotonic-clock@0.2.12#resolution() -> 1000000".to_owned(),
            "wasi:clocks/wall-clock@0.2.12#now() -> {seconds: 1767225600, nanoseconds: 0}".to_owned(),
            "wasi:clocks/wall-clock@0.2.12#now() -> {seconds: 1767225600, nanoseconds: 1000000}".to_owned(),
            format!("wasi:random/random@0.2.12#get-random-u64() -> {number}"),
            format!(
                "wasi:random/random@0.2.12#get-random-bytes(3) -> {}",
                wave::to_trace_text(&wave::Value::Bytes(bytes.to_vec().into()), 100)
            ),
            format!("wasi:random/insecure@0.2.12#get-insecure-random-u64() -> {insecure}"),
            "wasi:random/insecure-seed@0.2.12#insecure-seed() -> (3, 4)".to_owned(),
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_really_waits_and_moves_the_virtual_clock() {
    let settings = RunSettings { calls: vec![a_call("nap", &[])], ..granted(&ALL_CLOCKS) };
    let report = run_bytes(encoded(CLOCKS, CLOCKS_CORE), settings).await;
    assert_eq!(report.outcome, Outcome::Returned, "{report:?}");
    assert_eq!(
        lines(&report.trace.events),
        [
            "wasi:clocks/monotonic-clock@0.2.12#subscribe-duration(20000000) -> pollable#1",
            "wasi:io/poll@0.2.12#[method]pollable.block(pollable#1)",
            "wasi:clocks/monotonic-clock@0.2.12#now() -> 20000000",
            "wasi:io/poll@0.2.12#poll([pollable#1]) -> [0]",
            "wasi:clocks/monotonic-clock@0.2.12#subscribe-duration(1000000) -> pollable#2",
        ]
    );
    assert!(report.trace.events[1].duration_ns >= 20_000_000);
    assert!(report.trace.events[2].start_ns >= 20_000_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_denial_without_an_error_to_return_ends_the_run() {
    let report = run_bytes(encoded(CLOCKS, CLOCKS_CORE), call("look", &[])).await;
    assert_eq!(
        report.outcome,
        Outcome::Denied {
            interface: "wasi:clocks/monotonic-clock@0.2.12".into(),
            function: "now".into(),
            capability: "monotonic-clock".into(),
        }
    );
    assert_eq!(
        lines(&report.trace.events),
        ["wasi:clocks/monotonic-clock@0.2.12#now() !! denied [denied: monotonic-clock read]"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_denial_is_the_error_that_the_interface_has() {
    let world = "import wasi:sockets/tcp-create-socket@0.2.12; import wasi:cli/environment@0.2.12;
        import wasi:filesystem/preopens@0.2.12; import wasi:cli/terminal-stdin@0.2.12; export go: func();";
    let core = r#"(module
      (import "wasi:sockets/tcp-create-socket@0.2.12" "create-tcp-socket" (func $socket (param i32 i32)))
      (import "wasi:cli/environment@0.2.12" "get-environment" (func $environment (param i32)))
      (import "wasi:cli/environment@0.2.12" "initial-cwd" (func $cwd (param i32)))
      (import "wasi:filesystem/preopens@0.2.12" "get-directories" (func $preopens (param i32)))
      (import "wasi:cli/terminal-stdin@0.2.12" "get-terminal-stdin" (func $terminal (param i32)))
      (memory (export "memory") 1)
      (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) i32.const 1024)
      (func (export "go")
        (call $socket (i32.const 0) (i32.const 16))
        (call $environment (i32.const 16))
        (call $cwd (i32.const 16))
        (call $preopens (i32.const 16))
        (call $terminal (i32.const 16))))"#;
    let bytes = encoded(world, core);
    let settings = RunSettings {
        calls: vec![a_call("go", &[])],
        environment: [("KEY".to_owned(), "value".to_owned())].into(),
        warm_calls: 2,
        ..RunSettings::default()
    };
    let report = run_bytes(bytes.clone(), settings.clone()).await;
    assert_eq!(report.outcome, Outcome::Returned, "{report:?}");
    assert_eq!(
        lines(&report.trace.events),
        [
            "wasi:sockets/tcp-create-socket@0.2.12#create-tcp-socket(ipv4) -> err(access-denied) [denied: sockets]",
            "wasi:cli/environment@0.2.12#get-environment() -> [] [denied: environment]",
            "wasi:cli/environment@0.2.12#initial-cwd() -> none [denied: arguments]",
            "wasi:filesystem/preopens@0.2.12#get-directories() -> [] [denied: filesystem read /]",
            "wasi:cli/terminal-stdin@0.2.12#get-terminal-stdin() -> none [denied: stdio stdin]",
        ]
    );
    assert_eq!(report.timing.warm_ns.len(), 2, "what is denied stays so while timing");

    let grants = Policy::everything();
    let report = run_bytes(bytes, RunSettings { grants, ..settings }).await;
    assert_eq!(report.outcome, Outcome::Returned, "{report:?}");
    let traced = lines(&report.trace.events);
    assert_eq!(traced[1], r#"wasi:cli/environment@0.2.12#get-environment() -> [("KEY", "value")]"#);
    assert_eq!(traced[3], r#"wasi:filesystem/preopens@0.2.12#get-directories() -> [(descriptor#1, "/")]"#);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exit_is_an_outcome_and_seen_in_the_trace() {
    let world = "import wasi:cli/exit@0.2.12; export go: func();";
    let core = r#"(module (import "wasi:cli/exit@0.2.12" "exit" (func $exit (param i32)))
      (func (export "go") (call $exit (i32.const 1))))"#;
    let report = run_bytes(encoded(world, core), call("go", &[])).await;
    assert_eq!(report.outcome, Outcome::Exited { code: 1 });
    assert_eq!(lines(&report.trace.events), ["wasi:cli/exit@0.2.12#exit(err) !! exit"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_beyond_the_trace_limit_are_counted() {
    let mut settings = RunSettings { calls: vec![a_call("many", &[])], ..granted(&ALL_CLOCKS) };
    settings.limits.trace_events = 3;
    let report = run_bytes(encoded(CLOCKS, CLOCKS_CORE), settings).await;
    assert_eq!(report.outcome, Outcome::Returned);
    assert_eq!(report.trace.events.len(), 3);
    assert_eq!(report.trace.total_calls, 10);
    assert_eq!(report.trace.events[2].sequence, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_is_rejected_by_name_before_it_runs() {
    let unknown = component(r#"(component (import "demo:other/api@1.0.0" (instance (export "f" (func)))))"#);
    let report = run_bytes(unknown, RunSettings::default()).await;
    assert!(
        matches!(&report.outcome, Outcome::Rejected { why } if why.contains("demo:other/api@1.0.0")),
        "{:?}",
        report.outcome
    );
    let report = run_bytes(encoded(CLOCKS, CLOCKS_CORE), call("lok", &[])).await;
    assert!(
        matches!(&report.outcome, Outcome::Rejected { why } if why.contains("look")),
        "{:?}",
        report.outcome
    );
    let report = run_bytes(b"\0asm\x01\0\0\0".to_vec().into(), RunSettings::default()).await;
    assert!(
        matches!(&report.outcome, Outcome::Rejected { why } if why.contains("module")),
        "{:?}",
        report.outcome
    );
    let report = run_bytes(b"hello".to_vec().into(), RunSettings::default()).await;
    assert!(matches!(&report.outcome, Outcome::Rejected { .. }), "{:?}", report.outcome);
}
