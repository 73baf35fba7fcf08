;; The names after `$` end up in the module's name section: that is where a backtrace has them from.
(module
  (memory (export "memory") 1)
  (global $next (mut i32) (i32.const 8))

  (func $allocate (export "cabi_realloc") (param $old i32) (param $old-size i32) (param $align i32) (param $size i32) (result i32)
    (local $room i32)
    (local.set $room (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
    (global.set $next (i32.add (local.get $room) (local.get $size)))
    (local.get $room))

  (func $sum (param $numbers i32) (param $count i32) (result i32)
    (local $sum i32)
    (block $done
      (loop $more
        (br_if $done (i32.eqz (local.get $count)))
        (local.set $sum (i32.add (local.get $sum) (i32.load (local.get $numbers))))
        (local.set $numbers (i32.add (local.get $numbers) (i32.const 4)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $more)))
    (local.get $sum))

  (func $divide (param $sum i32) (param $count i32) (result i32)
    (i32.div_s (local.get $sum) (local.get $count)))

  (func $mean (export "mean") (param $numbers i32) (param $count i32) (result i32)
    (call $divide (call $sum (local.get $numbers) (local.get $count)) (local.get $count))))
