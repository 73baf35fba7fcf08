;; A command: a component that exports wasi:cli/run. Everything it can do comes in by an import.
(component
  ;; The interfaces it needs, as far as it uses them. A resource is a type that only its owner can look into.
  (import "wasi:io/error@0.2.6" (instance $io-error
    (export "error" (type (sub resource)))))
  (alias export $io-error "error" (type $error))

  (import "wasi:io/streams@0.2.6" (instance $io-streams
    (alias outer 1 $error (type $outer-error))
    (export "error" (type $error (eq $outer-error)))
    (export "output-stream" (type $output-stream (sub resource)))
    (type $failure (variant (case "last-operation-failed" (own $error)) (case "closed")))
    (export "stream-error" (type $stream-error (eq $failure)))
    (export "[method]output-stream.blocking-write-and-flush" (func
      (param "self" (borrow $output-stream))
      (param "contents" (list u8))
      (result (result (error $stream-error)))))))
  (alias export $io-streams "output-stream" (type $output-stream))

  (import "wasi:cli/stdout@0.2.6" (instance $cli-stdout
    (alias outer 1 $output-stream (type $outer-stream))
    (export "output-stream" (type $stream (eq $outer-stream)))
    (export "get-stdout" (func (result (own $stream))))))

  ;; The memory is a module of its own: the imports need it before the program can be instantiated.
  (core module $Memory
    (memory (export "memory") 1)
    (data (i32.const 16) "Hello from a component!\n"))
  (core instance $memory (instantiate $Memory))

  ;; Lowering turns a component function into a core one: a list becomes a pointer and a length.
  (core func $get-stdout (canon lower (func $cli-stdout "get-stdout")))
  (core func $write (canon lower
    (func $io-streams "[method]output-stream.blocking-write-and-flush")
    (memory (core memory $memory "memory"))))
  (core func $drop-stream (canon resource.drop $output-stream))

  (core module $Program
    (import "host" "get-stdout" (func $get-stdout (result i32)))
    (import "host" "write" (func $write (param $stream i32) (param $pointer i32) (param $length i32) (param $result i32)))
    (import "host" "drop-stream" (func $drop-stream (param i32)))
    (import "host" "memory" (memory 1))
    (func (export "run") (result i32)
      (local $stdout i32)
      (local.set $stdout (call $get-stdout))
      (call $write (local.get $stdout) (i32.const 16) (i32.const 24) (i32.const 0))
      (call $drop-stream (local.get $stdout))
      (i32.load8_u (i32.const 0)))) ;; 0 is ok, 1 is err: what write said is what run says
  (core instance $program (instantiate $Program
    (with "host" (instance
      (export "get-stdout" (func $get-stdout))
      (export "write" (func $write))
      (export "drop-stream" (func $drop-stream))
      (export "memory" (memory $memory "memory"))))))

  ;; Lifting goes the other way.
  (func $run (result (result)) (canon lift (core func $program "run")))
  (instance $run-interface (export "run" (func $run)))
  (export "wasi:cli/run@0.2.6" (instance $run-interface)))
