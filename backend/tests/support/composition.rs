//! Compositions for the engine's tests: components that import from one another, and texts that wire them.

use super::encoded_wit;
use diptych_backend::engine::{LinkedParts, RunSource};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The interfaces between the parts.
const INTERFACES: &str = "
  interface sum { add: func(a: s32, b: s32) -> s32; }
  interface talk { greet: func(name: string) -> string; roll: func() -> u32; fail: func(); spin: func(); }
  interface counters { resource counter { constructor(start: u32); increment: func() -> u32; } }
  interface twice {
    use counters.{counter};
    twice: func(c: borrow<counter>) -> u32;
    make: func(start: u32) -> counter;
    swallow: func(c: counter) -> u32;
  }
  interface writer {
    use wasi:io/streams@0.2.12.{output-stream};
    write: func(to: borrow<output-stream>, text: string);
  }";

/// A component whose world may name the interfaces above.
pub fn part(world: &str, core: &str) -> Arc<[u8]> {
    encoded_wit("0.2.12", &format!("{INTERFACES}\nworld guest {{ {world} }}"), core)
}

/// Adds two numbers.
pub fn adder() -> Arc<[u8]> {
    part(
        "export sum;",
        r#"(module (func (export "test:guest/sum#add") (param i32 i32) (result i32)
             (i32.add (local.get 0) (local.get 1))))"#,
    )
}

/// Adds with another's help, once or many times.
pub fn summing() -> Arc<[u8]> {
    part(
        "import sum; export double: func(a: s32) -> s32; export many: func(count: u32) -> s32;",
        r#"(module
  (import "test:guest/sum" "add" (func $add (param i32 i32) (result i32)))
  (func (export "double") (param i32) (result i32) (call $add (local.get 0) (local.get 0)))
  (func (export "many") (param $left i32) (result i32) (local $sum i32)
    (loop $next
      (local.set $sum (call $add (local.get $sum) (i32.const 1)))
      (local.set $left (i32.sub (local.get $left) (i32.const 1)))
      (br_if $next (local.get $left)))
    (local.get $sum)))"#,
    )
}

/// Memory and an allocator that only goes up.
const MEMORY: &str = r#"
  (memory (export "memory") 1)
  (global $next (mut i32) (i32.const 4096))
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (global.set $next (i32.add (global.get $next) (i32.const 64)))
    (i32.sub (global.get $next) (i32.const 64)))"#;

/// Greets, tells how many random bytes it gets, fails, and never returns.
pub fn talker() -> Arc<[u8]> {
    let core = format!(
        r#"(module
  (import "wasi:random/random@0.2.12" "get-random-bytes" (func $random (param i64 i32)))
  {MEMORY}
  (func (export "test:guest/talk#greet") (param i32 i32) (result i32)
    (i32.store (i32.const 16) (local.get 0)) (i32.store (i32.const 20) (local.get 1)) (i32.const 16))
  (func (export "test:guest/talk#roll") (result i32)
    (call $random (i64.const 3) (i32.const 32)) (i32.load (i32.const 36)))
  (func $fail (export "test:guest/talk#fail") unreachable)
  (func (export "test:guest/talk#spin") (loop $next (br $next))))"#
    );
    part("import wasi:random/random@0.2.12; export talk;", &core)
}

/// Asks a talker, and for random bytes of its own.
pub fn asking() -> Arc<[u8]> {
    let core = format!(
        r#"(module
  (import "wasi:random/random@0.2.12" "get-random-bytes" (func $random (param i64 i32)))
  (import "test:guest/talk" "greet" (func $greet (param i32 i32 i32)))
  (import "test:guest/talk" "roll" (func $roll (result i32)))
  (import "test:guest/talk" "fail" (func $fail))
  (import "test:guest/talk" "spin" (func $spin))
  {MEMORY}
  (func (export "greet") (param i32 i32) (result i32)
    (call $greet (local.get 0) (local.get 1) (i32.const 16)) (i32.const 16))
  (func (export "roll") (result i32)
    (call $random (i64.const 5) (i32.const 32))
    (i32.add (i32.mul (i32.const 10) (i32.load (i32.const 36))) (call $roll)))
  (func (export "fail") (call $fail))
  (func (export "spin") (call $spin)))"#
    );
    part(
        "import wasi:random/random@0.2.12; import talk; export greet: func(name: string) -> string;
         export roll: func() -> u32; export fail: func(); export spin: func();",
        &core,
    )
}

/// Defines a resource, and reads the clock when one is dropped.
pub fn counters() -> Arc<[u8]> {
    let core = r#"(module
  (import "wasi:clocks/monotonic-clock@0.2.12" "now" (func $now (result i64)))
  (import "[export]test:guest/counters" "[resource-new]counter" (func $new (param i32) (result i32)))
  (memory (export "memory") 1)
  (global $next (mut i32) (i32.const 64))
  (func (export "test:guest/counters#[constructor]counter") (param i32) (result i32)
    (global.set $next (i32.add (global.get $next) (i32.const 4)))
    (i32.store (global.get $next) (local.get 0))
    (call $new (global.get $next)))
  (func (export "test:guest/counters#[method]counter.increment") (param i32) (result i32)
    (i32.store (local.get 0) (i32.add (i32.load (local.get 0)) (i32.const 1)))
    (i32.load (local.get 0)))
  (func (export "test:guest/counters#[dtor]counter") (param i32) (drop (call $now)))
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) unreachable))"#;
    part("import wasi:clocks/monotonic-clock@0.2.12; export counters;", core)
}

/// Works on another's resource for a third.
pub fn twice() -> Arc<[u8]> {
    part(
        "import counters; export twice;",
        r#"(module
  (import "test:guest/counters" "[constructor]counter" (func $new (param i32) (result i32)))
  (import "test:guest/counters" "[method]counter.increment" (func $increment (param i32) (result i32)))
  (import "test:guest/counters" "[resource-drop]counter" (func $drop (param i32)))
  (func $twice (param i32) (result i32) (local $value i32)
    (drop (call $increment (local.get 0)))
    (local.set $value (call $increment (local.get 0)))
    (call $drop (local.get 0))
    (local.get $value))
  (export "test:guest/twice#twice" (func $twice))
  (export "test:guest/twice#swallow" (func $twice))
  (func (export "test:guest/twice#make") (param i32) (result i32) (call $new (local.get 0))))"#,
    )
}

/// Makes a counter, has it counted by another, gets one made by another, gives one away and drops one.
pub fn counting() -> Arc<[u8]> {
    part(
        "import counters; import twice; export go: func(start: u32) -> u32;",
        r#"(module
  (import "test:guest/counters" "[constructor]counter" (func $new (param i32) (result i32)))
  (import "test:guest/counters" "[method]counter.increment" (func $increment (param i32) (result i32)))
  (import "test:guest/counters" "[resource-drop]counter" (func $drop (param i32)))
  (import "test:guest/twice" "twice" (func $twice (param i32) (result i32)))
  (import "test:guest/twice" "make" (func $make (param i32) (result i32)))
  (import "test:guest/twice" "swallow" (func $swallow (param i32) (result i32)))
  (func (export "go") (param i32) (result i32) (local $one i32) (local $other i32) (local $value i32)
    (local.set $one (call $new (local.get 0)))
    (drop (call $twice (local.get $one)))
    (local.set $other (call $make (i32.const 100)))
    (local.set $value (call $increment (local.get $other)))
    (local.set $value (i32.add (local.get $value) (call $swallow (local.get $one))))
    (call $drop (local.get $other))
    (local.get $value)))"#,
    )
}

/// Writes to a stream that it is lent.
pub fn writer() -> Arc<[u8]> {
    let core = format!(
        r#"(module
  (import "wasi:io/streams@0.2.12" "[method]output-stream.blocking-write-and-flush"
    (func $write (param i32 i32 i32 i32)))
  (import "wasi:io/streams@0.2.12" "[resource-drop]output-stream" (func $drop (param i32)))
  {MEMORY}
  (func (export "test:guest/writer#write") (param i32 i32 i32)
    (call $write (local.get 0) (local.get 1) (local.get 2) (i32.const 16))
    (call $drop (local.get 0))))"#
    );
    part("import wasi:io/streams@0.2.12; export writer;", &core)
}

/// Lends its stdout.
pub fn lending() -> Arc<[u8]> {
    let core = format!(
        r#"(module
  (import "wasi:cli/stdout@0.2.12" "get-stdout" (func $stdout (result i32)))
  (import "wasi:io/streams@0.2.12" "[resource-drop]output-stream" (func $drop (param i32)))
  (import "test:guest/writer" "write" (func $write (param i32 i32 i32)))
  {MEMORY}
  (data (i32.const 0) "hi\n")
  (func (export "go") (local $stream i32)
    (local.set $stream (call $stdout))
    (call $write (local.get $stream) (i32.const 0) (i32.const 3))
    (call $drop (local.get $stream))))"#
    );
    part(
        "import wasi:cli/stdout@0.2.12; import wasi:io/streams@0.2.12; import writer; export go: func();",
        &core,
    )
}

/// What `text` composes of the components, with its parts.
pub fn composed(text: &str, components: &[(&str, Arc<[u8]>)]) -> RunSource {
    let bytes = components.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
    let composed = diptych_compose::compose(&format!("package test:whole;\n{text}"), &bytes);
    let (Some(component), Some(composition)) = (composed.component, composed.composition) else {
        panic!("{:?}", composed.diagnostics);
    };
    let components: BTreeMap<String, Arc<[u8]>> =
        components.iter().map(|(name, bytes)| ((*name).to_owned(), Arc::clone(bytes))).collect();
    RunSource { component: component.into(), linked: Some(LinkedParts { composition, components }) }
}

/// A sum of two parts.
pub fn sums() -> RunSource {
    composed(
        r#"let adder = new project:adder { };
           let app = new project:app { "test:guest/sum": adder["test:guest/sum"] };
           export app["double"]; export app["many"];"#,
        &[("adder", adder()), ("app", summing())],
    )
}

/// An asking part and a talking one.
pub fn talks() -> RunSource {
    composed(
        r#"let talker = new project:talker { ... };
           let app = new project:app { "test:guest/talk": talker["test:guest/talk"], ... };
           export app["greet"]; export app["roll"]; export app["fail"]; export app["spin"];"#,
        &[("talker", talker()), ("app", asking())],
    )
}

/// Three parts, one resource.
pub fn counts() -> RunSource {
    composed(
        r#"let counters = new project:counters { ... };
           let twice = new project:twice { "test:guest/counters": counters["test:guest/counters"] };
           let app = new project:app {
             "test:guest/counters": counters["test:guest/counters"], "test:guest/twice": twice["test:guest/twice"]
           };
           export app["go"]; export counters["test:guest/counters"]; export twice["test:guest/twice"];"#,
        &[("counters", counters()), ("twice", twice()), ("app", counting())],
    )
}

/// A part that writes to another's stream.
pub fn streams() -> RunSource {
    composed(
        r#"let writer = new project:writer { ... };
           let app = new project:app { "test:guest/writer": writer["test:guest/writer"], ... };
           export app["go"];"#,
        &[("writer", writer()), ("app", lending())],
    )
}
