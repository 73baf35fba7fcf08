;; A text is passed as pointer and length, a level as its number: 0 trace, 1 debug, 2 info, 3 warn …
(module
  (import "wasi:logging/logging@0.1.0-draft" "log" (func $log
    (param $level i32) (param $context i32) (param $context-length i32) (param $message i32) (param $length i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "kitchen")
  (data (i32.const 32) "the kettle is on")
  (data (i32.const 64) "the kettle is \1b[31mhot\1b[0m <b>&</b>") ;; nothing in a text is taken for markup

  (func (export "work")
    (call $log (i32.const 2) (i32.const 16) (i32.const 7) (i32.const 32) (i32.const 16))
    (call $log (i32.const 3) (i32.const 16) (i32.const 7) (i32.const 64) (i32.const 35))))
