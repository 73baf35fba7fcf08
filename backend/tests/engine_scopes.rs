//! What a policy's scopes leave of a capability, what the report says was needed, and interface versions.

mod support;

use diptych_shared::api::Bytes;
use diptych_shared::api::run::RunSettings;
use diptych_shared::policy::Policy;
use diptych_shared::report::{ChangeKind, Outcome};
use diptych_shared::trace::Decision;
use support::{a_call, encoded, encoded_at, lines, run_bytes};

/// Settings that call `go` under these grants.
fn under(grants: &[&str]) -> RunSettings {
    let grants: Policy = grants.iter().map(|text| text.parse().unwrap()).collect();
    RunSettings { calls: vec![a_call("go", &[])], grants, ..RunSettings::default() }
}

const FILES: &str =
    "import wasi:filesystem/types@0.2.12; import wasi:filesystem/preopens@0.2.12; export go: func();";

/// Reads `data/a.txt`, asks for `data/../secret/key` (and traps if it gets it), makes `out/new` and
/// removes `out/x`.
const FILES_CORE: &str = r#"(module
  (import "wasi:filesystem/preopens@0.2.12" "get-directories" (func $directories (param i32)))
  (import "wasi:filesystem/types@0.2.12" "[method]descriptor.open-at"
    (func $open (param i32 i32 i32 i32 i32 i32 i32)))
  (import "wasi:filesystem/types@0.2.12" "[method]descriptor.read" (func $read (param i32 i64 i64 i32)))
  (import "wasi:filesystem/types@0.2.12" "[method]descriptor.write" (func $write (param i32 i32 i32 i64 i32)))
  (import "wasi:filesystem/types@0.2.12" "[method]descriptor.unlink-file-at"
    (func $unlink (param i32 i32 i32 i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "data/a.txtdata/../secret/keyout/newout/x")
  (global $next (mut i32) (i32.const 4096))
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (global.set $next (i32.add (global.get $next) (i32.const 1024)))
    (i32.sub (global.get $next) (i32.const 1024)))
  (func (export "go") (local $root i32) (local $file i32)
    (call $directories (i32.const 256))
    (if (i32.eqz (i32.load (i32.const 260))) (then return))
    (local.set $root (i32.load (i32.load (i32.const 256))))
    (call $open (local.get $root) (i32.const 1) (i32.const 0) (i32.const 10)
      (i32.const 0) (i32.const 1) (i32.const 256))
    (call $read (i32.load (i32.const 260)) (i64.const 100) (i64.const 0) (i32.const 256))
    (call $read (local.get $root) (i64.const 0) (i64.const 0) (i32.const 256))
    (call $open (local.get $root) (i32.const 1) (i32.const 10) (i32.const 18)
      (i32.const 0) (i32.const 1) (i32.const 256))
    (if (i32.eqz (i32.load8_u (i32.const 256))) (then unreachable))
    (call $open (local.get $root) (i32.const 1) (i32.const 28) (i32.const 7)
      (i32.const 1) (i32.const 2) (i32.const 256))
    (call $write (i32.load (i32.const 260)) (i32.const 0) (i32.const 4) (i64.const 0) (i32.const 256))
    (call $unlink (local.get $root) (i32.const 35) (i32.const 5) (i32.const 256))))"#;

fn files() -> RunSettings {
    let files = [("data/a.txt", "hi\n"), ("secret/key", "k"), ("out/x", "x")];
    RunSettings {
        files: files.map(|(path, text)| (path.to_owned(), Bytes(text.into()))).into(),
        ..RunSettings::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_read_and_written_where_they_are_granted() {
    let settings = RunSettings {
        files: files().files,
        warm_calls: 2,
        ..under(&["filesystem read /data", "filesystem write /out"])
    };
    let report = run_bytes(encoded(FILES, FILES_CORE), settings).await;
    assert_eq!(report.outcome, Outcome::Returned, "{report:?}");
    let types = "wasi:filesystem/types@0.2.12#[method]descriptor";
    assert_eq!(
        lines(&report.trace.events),
        [
            "wasi:filesystem/preopens@0.2.12#get-directories() -> [(descriptor#1, \"/\")]".to_owned(),
            format!(
                "{types}.open-at(descriptor#1, {{symlink-follow}}, \"data/a.txt\", {{}}, {{read}}) -> ok(descriptor#2)"
            ),
            format!(r#"{types}.read(descriptor#2, 100, 0) -> ok((b"hi\n", true))"#),
            format!("{types}.read(descriptor#1, 0, 0) -> err(access) [denied: filesystem read /]"),
            format!(
                "{types}.open-at(descriptor#1, {{symlink-follow}}, \"data/../secret/key\", {{}}, {{read}}) -> err(access) [denied: filesystem read /secret/key]"
            ),
            format!(
                "{types}.open-at(descriptor#1, {{symlink-follow}}, \"out/new\", {{create}}, {{write}}) -> ok(descriptor#3)"
            ),
            format!(r#"{types}.write(descriptor#3, b"data", 0) -> ok(4)"#),
            format!("{types}.unlink-file-at(descriptor#1, \"out/x\") -> ok"),
        ]
    );
    assert_eq!(
        report.used,
        ["filesystem read /data/a.txt", "filesystem write /out/new", "filesystem write /out/x"]
    );
    assert_eq!(report.denied, ["filesystem read /", "filesystem read /secret/key"]);
    let changes: Vec<_> = report
        .files
        .iter()
        .map(|file| (file.change, file.path.as_str(), file.content.as_ref().map(|bytes| bytes.0.as_slice())))
        .collect();
    assert_eq!(
        changes,
        [(ChangeKind::Added, "out/new", Some(&b"data"[..])), (ChangeKind::Removed, "out/x", None)]
    );
    assert_eq!(report.timing.warm_ns.len(), 2, "timed runs obey the same scopes, or the guest traps");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_used_is_a_policy_that_lets_the_same_run_pass() {
    let everything =
        RunSettings { files: files().files, ..under(&["filesystem read /data", "filesystem write /out"]) };
    let first = run_bytes(encoded(FILES, FILES_CORE), everything).await;
    let used: Vec<&str> = first.used.iter().map(String::as_str).collect();
    let tightened = RunSettings { files: files().files, ..under(&used) };
    let second = run_bytes(encoded(FILES, FILES_CORE), tightened).await;
    assert_eq!(lines(&second.trace.events), lines(&first.trace.events));
    assert_eq!(second.used, first.used);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_grant_no_directory_is_open() {
    let report =
        run_bytes(encoded(FILES, FILES_CORE), RunSettings { files: files().files, ..under(&[]) }).await;
    assert_eq!(report.outcome, Outcome::Returned, "{report:?}");
    assert_eq!(
        lines(&report.trace.events),
        ["wasi:filesystem/preopens@0.2.12#get-directories() -> [] [denied: filesystem read /]"]
    );
    assert_eq!(report.files, []);
}

const PARTS: &str = "import wasi:cli/environment@0.2.12; import wasi:cli/stdout@0.2.12;
    import wasi:cli/stderr@0.2.12; import wasi:io/streams@0.2.12; import wasi:random/random@0.2.12;
    import wasi:random/insecure@0.2.12; import wasi:clocks/monotonic-clock@0.2.12; export go: func();";

/// Writes one letter to stdout and stderr, asks for variables and random bytes, then for a sleep.
const PARTS_CORE: &str = r#"(module
  (import "wasi:cli/environment@0.2.12" "get-environment" (func $environment (param i32)))
  (import "wasi:cli/stdout@0.2.12" "get-stdout" (func $stdout (result i32)))
  (import "wasi:cli/stderr@0.2.12" "get-stderr" (func $stderr (result i32)))
  (import "wasi:io/streams@0.2.12" "[method]output-stream.blocking-write-and-flush"
    (func $write (param i32 i32 i32 i32)))
  (import "wasi:random/random@0.2.12" "get-random-bytes" (func $secure (param i64 i32)))
  (import "wasi:random/insecure@0.2.12" "get-insecure-random-bytes" (func $insecure (param i64 i32)))
  (import "wasi:clocks/monotonic-clock@0.2.12" "now" (func $now (result i64)))
  (import "wasi:clocks/monotonic-clock@0.2.12" "subscribe-duration" (func $sleep (param i64) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "a")
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) i32.const 1024)
  (func (export "go")
    (call $environment (i32.const 16))
    (call $write (call $stdout) (i32.const 0) (i32.const 1) (i32.const 16))
    (call $write (call $stderr) (i32.const 0) (i32.const 1) (i32.const 16))
    (call $secure (i64.const 2) (i32.const 16))
    (call $insecure (i64.const 2) (i32.const 16))
    (drop (call $now))
    (drop (call $sleep (i64.const 1)))))"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_a_capability_is_all_there_is() {
    let variables = [("A", "1"), ("B", "2"), ("C", "3")];
    let environment = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let grants = [
        "environment A",
        "environment C",
        "environment NONE",
        "stdio stderr",
        "random insecure",
        "monotonic-clock read",
    ];
    let settings = RunSettings { environment: environment.into(), ..under(&grants) };
    let report = run_bytes(encoded(PARTS, PARTS_CORE), settings).await;
    assert_eq!((report.stdout.bytes.0.as_slice(), report.stderr.bytes.0.as_slice()), (&b""[..], &b"a"[..]));
    let traced = lines(&report.trace.events);
    let ends = |index: usize, end: &str| assert!(traced[index].ends_with(end), "{}", traced[index]);
    ends(0, r#"get-environment() -> [("A", "1"), ("C", "3")]"#);
    ends(1, "get-stdout() -> output-stream#1 [denied: stdio stdout]");
    ends(2, r#"(output-stream#1, b"a") -> ok"#);
    ends(3, "get-stderr() -> output-stream#2");
    ends(5, r#"get-random-bytes(2) -> b"" [denied: random secure]"#);
    assert!(traced[6].contains(r#"get-insecure-random-bytes(2) -> b""#), "{}", traced[6]);
    ends(7, "now() -> 0");
    ends(8, "subscribe-duration(1) !! denied [denied: monotonic-clock sleep]");
    assert_eq!(
        report.outcome,
        Outcome::Denied {
            interface: "wasi:clocks/monotonic-clock@0.2.12".into(),
            function: "subscribe-duration".into(),
            capability: "monotonic-clock".into(),
        }
    );
    assert_eq!(
        report.used,
        ["environment A", "environment C", "monotonic-clock read", "random insecure", "stdio stderr"]
    );
    assert_eq!(report.denied, ["monotonic-clock sleep", "random secure", "stdio stdout"]);
    let denied = &report.trace.events[1].decision;
    assert_eq!(denied, &Decision::Denied { capability: "stdio".into(), grant: Some("stdio stdout".into()) });
}

#[tokio::test(flavor = "multi_thread")]
async fn an_environment_without_variables_is_used_all_the_same() {
    let report =
        run_bytes(encoded(PARTS, PARTS_CORE), under(&["environment", "monotonic-clock", "random", "stdio"]))
            .await;
    assert_eq!(report.outcome, Outcome::Returned, "{report:?}");
    assert!(report.used.contains(&"any environment".to_owned()), "{:?}", report.used);
}

/// Each interface with one function of it, its core type, and a call unless it needs a handle.
const EACH: [(&str, &str, &str, &str); 23] = [
    ("cli/environment", "get-environment", "(param i32)", "(call $f (i32.const 16))"),
    ("cli/exit", "exit", "(param i32)", ""),
    ("cli/stdin", "get-stdin", "(result i32)", "(drop (call $f))"),
    ("cli/stdout", "get-stdout", "(result i32)", "(drop (call $f))"),
    ("cli/stderr", "get-stderr", "(result i32)", "(drop (call $f))"),
    ("cli/terminal-stdin", "get-terminal-stdin", "(param i32)", "(call $f (i32.const 16))"),
    ("cli/terminal-stdout", "get-terminal-stdout", "(param i32)", "(call $f (i32.const 16))"),
    ("cli/terminal-stderr", "get-terminal-stderr", "(param i32)", "(call $f (i32.const 16))"),
    ("clocks/monotonic-clock", "now", "(result i64)", "(drop (call $f))"),
    ("clocks/wall-clock", "now", "(param i32)", "(call $f (i32.const 16))"),
    ("filesystem/preopens", "get-directories", "(param i32)", "(call $f (i32.const 16))"),
    ("filesystem/types", "[method]descriptor.get-type", "(param i32 i32)", ""),
    ("io/error", "[method]error.to-debug-string", "(param i32 i32)", ""),
    ("io/poll", "[method]pollable.ready", "(param i32) (result i32)", ""),
    ("io/streams", "[method]output-stream.check-write", "(param i32 i32)", ""),
    ("random/random", "get-random-u64", "(result i64)", "(drop (call $f))"),
    ("random/insecure", "get-insecure-random-u64", "(result i64)", "(drop (call $f))"),
    ("random/insecure-seed", "insecure-seed", "(param i32)", "(call $f (i32.const 16))"),
    ("sockets/instance-network", "instance-network", "(result i32)", "(drop (call $f))"),
    (
        "sockets/tcp-create-socket",
        "create-tcp-socket",
        "(param i32 i32)",
        "(call $f (i32.const 0) (i32.const 16))",
    ),
    (
        "sockets/udp-create-socket",
        "create-udp-socket",
        "(param i32 i32)",
        "(call $f (i32.const 0) (i32.const 16))",
    ),
    ("sockets/tcp", "[method]tcp-socket.is-listening", "(param i32) (result i32)", ""),
    ("sockets/udp", "[method]udp-socket.address-family", "(param i32) (result i32)", ""),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_interface_links_in_every_version_of_wasi_0_2() {
    for version in ["0.2.0", "0.2.6", "0.2.12"] {
        let (mut world, mut imports, mut calls) =
            ("export go: func();".to_owned(), String::new(), String::new());
        for (index, (interface, function, ty, called)) in EACH.iter().enumerate() {
            world += &format!(" import wasi:{interface}@{version};");
            imports +=
                &format!("(import \"wasi:{interface}@{version}\" \"{function}\" (func $f{index} {ty}))\n");
            calls += &called.replace("$f", &format!("$f{index}"));
        }
        let core = format!(
            "(module {imports} (memory (export \"memory\") 1)
              (func (export \"cabi_realloc\") (param i32 i32 i32 i32) (result i32) i32.const 1024)
              (func (export \"go\") {calls}))"
        );
        let settings = RunSettings { grants: Policy::everything(), warm_calls: 1, ..under(&[]) };
        let report = run_bytes(encoded_at(version, &world, &core), settings).await;
        assert_eq!(report.outcome, Outcome::Returned, "{version}: {report:?}");
        assert_eq!(report.timing.warm_ns.len(), 1, "{version}");
        let traced = lines(&report.trace.events);
        let called = EACH.iter().filter(|(.., called)| !called.is_empty()).count();
        assert_eq!(traced.len(), called, "{traced:?}");
        assert!(traced.iter().all(|line| line.contains(&format!("@{version}#"))), "{traced:?}");
        for kind in ["tcp", "udp"] {
            let line = format!(
                "wasi:sockets/{kind}-create-socket@{version}#create-{kind}-socket(ipv4) -> err(not-supported)"
            );
            assert!(traced.contains(&line), "{traced:?}");
        }
    }
}
