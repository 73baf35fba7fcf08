(module
  (import "wasi:clocks/monotonic-clock@0.2.0" "now" (func $now (result i64)))
  (func (export "read-clock") (param $times i32) (result i64)
    (local $last i64)
    (block $done
      (loop $more
        (br_if $done (i32.eqz (local.get $times)))
        (local.set $last (call $now))
        (local.set $times (i32.sub (local.get $times) (i32.const 1)))
        (br $more)))
    (local.get $last)))
