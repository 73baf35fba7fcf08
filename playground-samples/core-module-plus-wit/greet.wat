;; A string argument arrives as pointer and length; a string result leaves as a pointer to both.
(module
  (memory (export "memory") 1)
  (data (i32.const 16) "Hello, ")
  (global $next (mut i32) (i32.const 1024))

  ;; The caller asks here for the room it copies arguments to. This one only ever goes up, so greet
  ;; starts over once it has its argument.
  (func (export "cabi_realloc") (param $old i32) (param $old-size i32) (param $align i32) (param $size i32) (result i32)
    (local $room i32)
    (local $end i32)
    (local.set $room (global.get $next))
    (local.set $end (i32.add (local.get $room) (local.get $size)))
    (if (i32.gt_u (local.get $end) (i32.const 32768)) (then unreachable)) ;; a name of 31 KiB is enough
    (global.set $next (local.get $end))
    (local.get $room))

  (func (export "greet") (param $name i32) (param $length i32) (result i32)
    (global.set $next (i32.const 1024))
    ;; "Hello, " then the name then "!"
    (memory.copy (i32.const 32768) (i32.const 16) (i32.const 7))
    (memory.copy (i32.const 32775) (local.get $name) (local.get $length))
    (i32.store8 (i32.add (i32.const 32775) (local.get $length)) (i32.const 33))
    ;; The result: where, and how long.
    (i32.store (i32.const 0) (i32.const 32768))
    (i32.store (i32.const 4) (i32.add (local.get $length) (i32.const 8)))
    (i32.const 0)))
