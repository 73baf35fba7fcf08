;; What the host returns through memory has the form in which this component returns it: so it is handed
;; on without a look.
(module
  (import "wasi:cli/environment@0.2.0" "get-arguments" (func $get-arguments (param $result i32)))
  (import "wasi:cli/environment@0.2.0" "initial-cwd" (func $initial-cwd (param $result i32)))
  (memory (export "memory") 1)
  (global $next (mut i32) (i32.const 64))

  ;; The host asks here for the room of the list and of each text in it.
  (func (export "cabi_realloc") (param $old i32) (param $old-size i32) (param $align i32) (param $size i32) (result i32)
    (local $room i32)
    (local.set $room (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
    (global.set $next (i32.add (local.get $room) (local.get $size)))
    (local.get $room))

  (func (export "given") (result i32)
    (call $get-arguments (i32.const 16)) ;; where the list is, and how long
    (i32.const 16))

  (func (export "directory") (result i32)
    (call $initial-cwd (i32.const 32)) ;; 0 for none; else 1, where the text is, and how long
    (i32.const 32)))
