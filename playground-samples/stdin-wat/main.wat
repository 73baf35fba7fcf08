(module
  (import "wasi:cli/stdin@0.2.6" "get-stdin" (func $get-stdin (result i32)))
  (import "wasi:cli/stdout@0.2.6" "get-stdout" (func $get-stdout (result i32)))
  (import "wasi:io/streams@0.2.6" "[method]input-stream.blocking-read"
    (func $read (param $stream i32) (param $most i64) (param $result i32)))
  (import "wasi:io/streams@0.2.6" "[method]output-stream.blocking-write-and-flush"
    (func $write (param $stream i32) (param $bytes i32) (param $count i32) (param $result i32)))
  (memory (export "memory") 1)

  ;; The host asks here for the room of what was read. Each piece takes the place of the one before it,
  ;; which has been written by then.
  (func (export "cabi_realloc") (param $old i32) (param $old-size i32) (param $align i32) (param $size i32) (result i32)
    (i32.const 1024))

  (func (export "wasi:cli/run@0.2.6#run") (result i32)
    (local $in i32)
    (local $out i32)
    (local.set $in (call $get-stdin))
    (local.set $out (call $get-stdout))
    (loop $pieces
      ;; A result: 0 or 1 at 16, and then at 20 where the bytes are and at 24 how many, or the error's case.
      (call $read (local.get $in) (i64.const 4096) (i32.const 16))
      ;; The stream is at its end (closed, case 1), or it broke (case 0).
      (if (i32.load8_u (i32.const 16))
        (then (return (i32.eqz (i32.load8_u (i32.const 20))))))
      (call $upper-case (i32.load (i32.const 20)) (i32.load (i32.const 24)))
      (call $write (local.get $out) (i32.load (i32.const 20)) (i32.load (i32.const 24)) (i32.const 32))
      (br_if $pieces (i32.eqz (i32.load8_u (i32.const 32)))))
    ;; It could not be written: the run failed.
    (i32.const 1))

  (func $upper-case (param $at i32) (param $count i32)
    (local $end i32)
    (local $byte i32)
    (local.set $end (i32.add (local.get $at) (local.get $count)))
    (block $done
      (loop $each
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $byte (i32.load8_u (local.get $at)))
        ;; From a to z: one comparison, since what is below `a` wraps around to large numbers.
        (if (i32.lt_u (i32.sub (local.get $byte) (i32.const 97)) (i32.const 26))
          (then (i32.store8 (local.get $at) (i32.sub (local.get $byte) (i32.const 32)))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $each)))))
