;; Times are nanoseconds. An alarm is a handle: block on it, then drop it.
(module
  (import "wasi:clocks/monotonic-clock@0.2.12" "now" (func $now (result i64)))
  (import "wasi:clocks/monotonic-clock@0.2.12" "resolution" (func $resolution (result i64)))
  (import "wasi:clocks/monotonic-clock@0.2.12" "subscribe-duration" (func $alarm-in (param $duration i64) (result i32)))
  (import "wasi:clocks/monotonic-clock@0.2.12" "subscribe-instant" (func $alarm-at (param $instant i64) (result i32)))
  (import "wasi:io/poll@0.2.12" "[method]pollable.ready" (func $ready (param $alarm i32) (result i32)))
  (import "wasi:io/poll@0.2.12" "[method]pollable.block" (func $block (param $alarm i32)))
  (import "wasi:io/poll@0.2.12" "[resource-drop]pollable" (func $drop (param $alarm i32)))

  (func (export "resolution") (result i64) (call $resolution))

  (func (export "busy") (param $readings i32) (result i64)
    (local $start i64)
    (local $last i64)
    (local.set $start (call $now))
    (local.set $last (local.get $start))
    (block $done
      (loop $more
        (br_if $done (i32.eqz (local.get $readings)))
        (local.set $last (call $now))
        (local.set $readings (i32.sub (local.get $readings) (i32.const 1)))
        (br $more)))
    (i64.sub (local.get $last) (local.get $start)))

  (func $wait (param $alarm i32)
    (if (i32.eqz (call $ready (local.get $alarm)))
      (then (call $block (local.get $alarm))))
    (call $drop (local.get $alarm)))

  (func (export "nap") (param $duration i64) (result i64)
    (local $start i64)
    (local.set $start (call $now))
    (call $wait (call $alarm-in (local.get $duration)))
    (i64.sub (call $now) (local.get $start)))

  (func (export "nap-until") (param $instant i64) (result i32)
    (call $wait (call $alarm-at (local.get $instant)))
    (i64.ge_u (call $now) (local.get $instant))))
