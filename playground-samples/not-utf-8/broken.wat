;; \ff is in no text of UTF-8.
(module
  (import "wasi:logging/logging@0.1.0-draft" "log" (func $log
    (param $level i32) (param $context i32) (param $context-length i32) (param $message i32) (param $length i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "demo")
  (data (i32.const 32) "broken: \ff!")

  (func $log-broken-text (export "log-broken-text")
    (call $log (i32.const 2) (i32.const 16) (i32.const 4) (i32.const 32) (i32.const 10))))
