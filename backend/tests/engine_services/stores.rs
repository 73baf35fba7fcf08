//! Key-value stores, blob containers, configuration and logging.

use crate::guest::module;
use crate::support::{a_call, encoded, lines, run_bytes};
use diptych_shared::api::run::RunSettings;
use diptych_shared::report::{Outcome, RunReport};
use std::sync::Arc;

/// Settings with a store, a container and some configuration, under these grants.
fn settings(export: &str, grants: &[&str]) -> RunSettings {
    RunSettings {
        calls: vec![a_call(export, &[])],
        grants: grants.iter().map(|text| text.parse().unwrap()).collect(),
        key_value: [("default".to_owned(), [("b".to_owned(), "two".into())].into())].into(),
        blob_store: [("photos".to_owned(), [("cat.txt".to_owned(), "meow".into())].into())].into(),
        config: [("theme", "dark"), ("lang", "en")].map(|(k, v)| (k.to_owned(), v.to_owned())).into(),
        ..RunSettings::default()
    }
}

/// The trace without the interfaces' names.
fn trace(report: &RunReport) -> Vec<String> {
    let lines = lines(&report.trace.events);
    lines.iter().map(|line| line.split_once('#').unwrap().1.to_owned()).collect()
}

const KEY_VALUE: &str = r#"
  (import "wasi:keyvalue/store@0.2.0-draft" "open" (func $open (param i32 i32 i32)))
  (import "wasi:keyvalue/store@0.2.0-draft" "[method]bucket.get" (func $get (param i32 i32 i32 i32)))
  (import "wasi:keyvalue/store@0.2.0-draft" "[method]bucket.set" (func $set (param i32 i32 i32 i32 i32 i32)))
  (import "wasi:keyvalue/store@0.2.0-draft" "[method]bucket.delete" (func $delete (param i32 i32 i32 i32)))
  (import "wasi:keyvalue/store@0.2.0-draft" "[method]bucket.exists" (func $exists (param i32 i32 i32 i32)))
  (import "wasi:keyvalue/store@0.2.0-draft" "[method]bucket.list-keys" (func $list (param i32 i32 i64 i32)))
  (import "wasi:keyvalue/atomics@0.2.0-draft" "increment" (func $increment (param i32 i32 i32 i64 i32)))
  (import "wasi:keyvalue/batch@0.2.0-draft" "get-many" (func $many (param i32 i32 i32 i32)))"#;

fn key_value() -> Arc<[u8]> {
    let world = "import wasi:keyvalue/store@0.2.0-draft; import wasi:keyvalue/atomics@0.2.0-draft;
        import wasi:keyvalue/batch@0.2.0-draft; export go: func();";
    let core = module(
        KEY_VALUE,
        r#"(func (export "go") (local $b i32)
          (call $open `other` (i32.const 16))
          (call $open `default` (i32.const 16))
          (if (i32.load8_u (i32.const 16)) (then return))
          (local.set $b (i32.load (i32.const 20)))
          (call $get (local.get $b) `b` (i32.const 16))
          (call $get (local.get $b) `a` (i32.const 16))
          (call $set (local.get $b) `a` `1` (i32.const 16))
          (call $exists (local.get $b) `a` (i32.const 16))
          (call $increment (local.get $b) `a` (i64.const 41) (i32.const 16))
          (call $increment (local.get $b) `new` (i64.const 5) (i32.const 16))
          (call $increment (local.get $b) `b` (i64.const 1) (i32.const 16))
          (call $increment (local.get $b) `a` (i64.const -1) (i32.const 16))
          (call $list (local.get $b) (i32.const 0) (i64.const 0) (i32.const 16))
          (call $list (local.get $b) (i32.const 1) (i64.const 2) (i32.const 16))
          (call $list (local.get $b) (i32.const 1) (i64.const -1) (i32.const 16))
          (call $delete (local.get $b) `b` (i32.const 16))
          (i32.store8 (i32.const 256) (i32.const 97))
          (i32.store (i32.const 64) (i32.const 256))
          (i32.store (i32.const 68) (i32.const 1))
          (i32.store (i32.const 72) (i32.const 256))
          (i32.store (i32.const 76) (i32.const 0))
          (call $many (local.get $b) (i32.const 64) (i32.const 2) (i32.const 16)))"#,
    );
    encoded(world, &core)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_granted_key_value_store_works_and_lists_sorted() {
    let report = run_bytes(key_value(), settings("go", &["key-value write default"])).await;
    assert_eq!(report.outcome, Outcome::Returned, "{report:?}");
    assert_eq!(
        trace(&report),
        [
            r#"open("other") -> err(access-denied) [denied: key-value read other]"#,
            r#"open("default") -> ok(bucket#1)"#,
            r#"[method]bucket.get(bucket#1, "b") -> ok(some(b"two"))"#,
            r#"[method]bucket.get(bucket#1, "a") -> ok(none)"#,
            r#"[method]bucket.set(bucket#1, "a", b"1") -> ok"#,
            r#"[method]bucket.exists(bucket#1, "a") -> ok(true)"#,
            r#"increment(bucket#1, "a", 41) -> ok(42)"#,
            r#"increment(bucket#1, "new", 5) -> ok(5)"#,
            r#"increment(bucket#1, "b", 1) -> err(other("value is not a 64-bit integer"))"#,
            r#"increment(bucket#1, "a", 18446744073709551615) -> err(other("overflow incrementing value"))"#,
            r#"[method]bucket.list-keys(bucket#1, none) -> ok({keys: ["a", "b", "new"]})"#,
            r#"[method]bucket.list-keys(bucket#1, some(2)) -> ok({keys: ["new"]})"#,
            r#"[method]bucket.list-keys(bucket#1, some(18446744073709551615)) -> ok({keys: []})"#,
            r#"[method]bucket.delete(bucket#1, "b") -> ok"#,
            r#"get-many(bucket#1, ["a", ""]) -> ok([some(("a", b"42")), none])"#,
        ]
    );
    assert_eq!(report.used, ["key-value read default", "key-value write default"]);
    assert_eq!(report.denied, ["key-value read other"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_may_only_be_read_refuses_changes() {
    let report =
        run_bytes(key_value(), settings("go", &["key-value read default", "key-value read other"])).await;
    assert_eq!(report.outcome, Outcome::Returned, "{report:?}");
    let trace = trace(&report);
    assert_eq!(trace[0], r#"open("other") -> err(no-such-store)"#);
    assert_eq!(trace[2], r#"[method]bucket.get(bucket#1, "b") -> ok(some(b"two"))"#);
    assert_eq!(
        trace[4],
        r#"[method]bucket.set(bucket#1, "a", b"1") -> err(access-denied) [denied: key-value write default]"#
    );
    assert_eq!(
        trace[6],
        r#"increment(bucket#1, "a", 41) -> err(access-denied) [denied: key-value write default]"#
    );
    assert_eq!(report.denied, ["key-value write default"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_granted_opens_no_store() {
    let report = run_bytes(key_value(), settings("go", &[])).await;
    assert_eq!(report.outcome, Outcome::Returned, "{report:?}");
    assert_eq!(
        trace(&report),
        [
            r#"open("other") -> err(access-denied) [denied: key-value read other]"#,
            r#"open("default") -> err(access-denied) [denied: key-value read default]"#,
        ]
    );
}

fn blob_store() -> Arc<[u8]> {
    let world = "import wasi:blobstore/blobstore@0.2.0-draft; import wasi:blobstore/container@0.2.0-draft;
        import wasi:blobstore/types@0.2.0-draft; import wasi:io/streams@0.2.12; export go: func(); export fill: func();";
    let imports = r#"
      (import "wasi:blobstore/blobstore@0.2.0-draft" "get-container" (func $container (param i32 i32 i32)))
      (import "wasi:blobstore/blobstore@0.2.0-draft" "create-container" (func $create (param i32 i32 i32)))
      (import "wasi:blobstore/blobstore@0.2.0-draft" "copy-object"
        (func $copy (param i32 i32 i32 i32 i32 i32 i32 i32 i32)))
      (import "wasi:blobstore/container@0.2.0-draft" "[method]container.get-data"
        (func $data (param i32 i32 i32 i64 i64 i32)))
      (import "wasi:blobstore/container@0.2.0-draft" "[method]container.write-data"
        (func $write (param i32 i32 i32 i32 i32)))
      (import "wasi:blobstore/container@0.2.0-draft" "[method]container.list-objects"
        (func $list (param i32 i32)))
      (import "wasi:blobstore/container@0.2.0-draft" "[method]container.object-info"
        (func $info (param i32 i32 i32 i32)))
      (import "wasi:blobstore/container@0.2.0-draft" "[method]stream-object-names.read-stream-object-names"
        (func $names (param i32 i64 i32)))
      (import "wasi:blobstore/types@0.2.0-draft" "[static]incoming-value.incoming-value-consume-sync"
        (func $consume (param i32 i32)))
      (import "wasi:blobstore/types@0.2.0-draft" "[static]outgoing-value.new-outgoing-value"
        (func $new (result i32)))
      (import "wasi:blobstore/types@0.2.0-draft" "[method]outgoing-value.outgoing-value-write-body"
        (func $body (param i32 i32)))
      (import "wasi:blobstore/types@0.2.0-draft" "[static]outgoing-value.finish"
        (func $finish (param i32 i32)))
      (import "wasi:io/streams@0.2.12" "[method]output-stream.blocking-write-and-flush"
        (func $out (param i32 i32 i32 i32)))
      (import "wasi:io/streams@0.2.12" "[resource-drop]output-stream" (func $drop (param i32)))"#;
    let core = module(
        imports,
        r#"(func (export "go") (local $c i32) (local $v i32) (local $s i32)
          (call $container `nowhere` (i32.const 16))
          (call $create `photos` (i32.const 16))
          (call $container `photos` (i32.const 16))
          (if (i32.load8_u (i32.const 16)) (then return))
          (local.set $c (i32.load (i32.const 20)))
          (call $data (local.get $c) `dog.txt` (i64.const 0) (i64.const -1) (i32.const 16))
          (call $data (local.get $c) `cat.txt` (i64.const 1) (i64.const 2) (i32.const 16))
          (call $consume (i32.load (i32.const 20)) (i32.const 16))
          (local.set $v (call $new))
          (call $body (local.get $v) (i32.const 16))
          (local.set $s (i32.load (i32.const 20)))
          (call $write (local.get $c) `dog.txt` (local.get $v) (i32.const 16))
          (call $out (local.get $s) `woof` (i32.const 16))
          (call $drop (local.get $s))
          (call $finish (local.get $v) (i32.const 16))
          (call $copy `photos` `dog.txt` `photos` `ant.txt` (i32.const 16))
          (call $info (local.get $c) `dog.txt` (i32.const 16))
          (call $list (local.get $c) (i32.const 16))
          (local.set $v (i32.load (i32.const 20)))
          (call $names (local.get $v) (i64.const 2) (i32.const 16))
          (call $names (local.get $v) (i64.const 2) (i32.const 16)))
        (func (export "fill") (local $left i32)
          (local.set $left (i32.const 70))
          (loop $next
            (i32.store8 (i32.const 32) (local.get $left))
            (call $copy `photos` `big` `photos` (i32.const 32) (i32.const 1) (i32.const 16))
            (local.set $left (i32.sub (local.get $left) (i32.const 1)))
            (br_if $next (local.get $left))))"#,
    );
    encoded(world, &core)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_granted_blob_store_works_and_lists_sorted() {
    let report = run_bytes(blob_store(), settings("go", &["blob-store"])).await;
    assert_eq!(report.outcome, Outcome::Returned, "{report:?}");
    assert_eq!(
        trace(&report),
        [
            r#"get-container("nowhere") -> err("no container named \"nowhere\"")"#,
            r#"create-container("photos") -> err("there is a container named \"photos\" already")"#,
            r#"get-container("photos") -> ok(container#1)"#,
            r#"[method]container.get-data(container#1, "dog.txt", 0, 18446744073709551615) -> err("no object named \"dog.txt\"")"#,
            r#"[method]container.get-data(container#1, "cat.txt", 1, 2) -> ok(incoming-value#1)"#,
            r#"[static]incoming-value.incoming-value-consume-sync(incoming-value#1) -> ok(b"eo")"#,
            r#"[static]outgoing-value.new-outgoing-value() -> outgoing-value#1"#,
            r#"[method]outgoing-value.outgoing-value-write-body(outgoing-value#1) -> ok(output-stream#1)"#,
            r#"[method]container.write-data(container#1, "dog.txt", outgoing-value#1) -> ok"#,
            r#"[method]output-stream.blocking-write-and-flush(output-stream#1, b"woof") -> ok"#,
            r#"[static]outgoing-value.finish(outgoing-value#1) -> ok"#,
            r#"copy-object({container: "photos", object: "dog.txt"}, {container: "photos", object: "ant.txt"}) -> ok"#,
            r#"[method]container.object-info(container#1, "dog.txt") -> ok({name: "dog.txt", container: "photos", created-at: 1767225600, size: 4})"#,
            r#"[method]container.list-objects(container#1) -> ok(stream-object-names#1)"#,
            r#"[method]stream-object-names.read-stream-object-names(stream-object-names#1, 2) -> ok((["ant.txt", "cat.txt"], false))"#,
            r#"[method]stream-object-names.read-stream-object-names(stream-object-names#1, 2) -> ok((["dog.txt"], true))"#,
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_container_that_may_only_be_read_refuses_changes() {
    let report = run_bytes(blob_store(), settings("go", &["blob-store read photos"])).await;
    assert_eq!(report.outcome, Outcome::Returned, "{report:?}");
    let trace = trace(&report);
    assert_eq!(
        trace[0],
        r#"get-container("nowhere") -> err("access-denied") [denied: blob-store read nowhere]"#
    );
    assert_eq!(trace[2], r#"get-container("photos") -> ok(container#1)"#);
    assert_eq!(
        trace[8],
        r#"[method]container.write-data(container#1, "dog.txt", outgoing-value#1) -> err("access-denied") [denied: blob-store write photos]"#
    );
    assert_eq!(report.denied, ["blob-store read nowhere", "blob-store write photos"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn stores_are_bounded_and_say_so() {
    let mut settings = settings("fill", &["blob-store"]);
    settings.blob_store.get_mut("photos").unwrap().insert("big".into(), vec![b'x'; 1 << 20].into());
    let report = run_bytes(blob_store(), settings).await;
    assert_eq!(report.outcome, Outcome::Returned, "{:?}", report.outcome);
    let last = report.trace.events.last().unwrap();
    assert_eq!(last.result.as_deref(), Some(r#"err("the limit `store-bytes` (67108864) was met")"#));
    assert_eq!(report.trace.events[0].result.as_deref(), Some("ok"));
}

fn config_and_logging() -> Arc<[u8]> {
    let world = "import wasi:config/store@0.2.0-rc.1; import wasi:logging/logging@0.1.0-draft;
        export go: func();";
    let imports = r#"
      (import "wasi:config/store@0.2.0-rc.1" "get" (func $get (param i32 i32 i32)))
      (import "wasi:config/store@0.2.0-rc.1" "get-all" (func $all (param i32)))
      (import "wasi:logging/logging@0.1.0-draft" "log" (func $log (param i32 i32 i32 i32 i32)))"#;
    let core = module(
        imports,
        r#"(func (export "go")
          (call $get `theme` (i32.const 16))
          (call $get `lang` (i32.const 16))
          (call $get `none` (i32.const 16))
          (call $all (i32.const 16))
          (call $log (i32.const 2) `shop` `sold out`))"#,
    );
    encoded(world, &core)
}

#[tokio::test(flavor = "multi_thread")]
async fn configuration_is_what_is_granted_and_log_lines_are_in_the_trace() {
    let component = config_and_logging();
    let report = run_bytes(component.clone(), settings("go", &["config", "logging"])).await;
    assert_eq!(report.outcome, Outcome::Returned, "{report:?}");
    assert_eq!(
        trace(&report),
        [
            r#"get("theme") -> ok(some("dark"))"#,
            r#"get("lang") -> ok(some("en"))"#,
            r#"get("none") -> ok(none)"#,
            r#"get-all() -> ok([("lang", "en"), ("theme", "dark")])"#,
            r#"log(info, "shop", "sold out")"#,
        ]
    );
    let report = run_bytes(component.clone(), settings("go", &["config theme"])).await;
    assert_eq!(
        trace(&report),
        [
            r#"get("theme") -> ok(some("dark"))"#,
            r#"get("lang") -> err(upstream("access-denied")) [denied: config lang]"#,
            r#"get("none") -> err(upstream("access-denied")) [denied: config none]"#,
            r#"get-all() -> ok([("theme", "dark")])"#,
            r#"log(info, "shop", "sold out") [denied: logging]"#,
        ]
    );
    let report = run_bytes(component, settings("go", &[])).await;
    assert_eq!(trace(&report)[3], r#"get-all() -> err(upstream("access-denied")) [denied: config]"#);
    assert_eq!(report.outcome, Outcome::Returned, "{report:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn logging_without_a_version_links_too() {
    let wat = r#"(component
      (import "wasi:logging/logging" (instance $logging
        (type $level (enum "trace" "debug" "info" "warn" "error" "critical"))
        (export "level" (type $l (eq $level)))
        (export "log" (func (param "level" $l) (param "context" string) (param "message" string)))))
      (core module $memory (memory (export "memory") 1) (data (i32.const 0) "hi"))
      (core instance $m (instantiate $memory))
      (core func $log (canon lower (func $logging "log") (memory (core memory $m "memory"))))
      (core module $main
        (import "h" "log" (func $log (param i32 i32 i32 i32 i32)))
        (func (export "go")
          (call $log (i32.const 4) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 2))))
      (core instance $i (instantiate $main (with "h" (instance (export "log" (func $log))))))
      (func (export "go") (canon lift (core func $i "go"))))"#;
    let report = run_bytes(crate::support::component(wat), settings("go", &["logging"])).await;
    assert_eq!(report.outcome, Outcome::Returned, "{report:?}");
    assert_eq!(lines(&report.trace.events), [r#"wasi:logging/logging#log(error, "", "hi")"#]);
}
