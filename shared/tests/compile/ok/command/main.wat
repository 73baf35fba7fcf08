(component
  (import "wasi:io/error@0.2.0" (instance $error (export "error" (type (sub resource)))))
  (alias export $error "error" (type $io-error))
  (import "wasi:io/streams@0.2.0" (instance $streams
    (export "output-stream" (type $output-stream (sub resource)))
    (alias outer 1 $io-error (type $e))
    (export "error" (type $error-name (eq $e)))
    (type $variant (variant (case "last-operation-failed" (own $error-name)) (case "closed")))
    (export "stream-error" (type $stream-error (eq $variant)))
    (export "[method]output-stream.blocking-write-and-flush"
      (func (param "self" (borrow $output-stream)) (param "contents" (list u8))
        (result (result (error $stream-error)))))))
  (alias export $streams "output-stream" (type $output-stream))
  (import "wasi:cli/stdout@0.2.0" (instance $stdout
    (alias outer 1 $output-stream (type $o))
    (export "output-stream" (type $output (eq $o)))
    (export "get-stdout" (func (result (own $output))))))
  (core module $m (func (export "run") (result i32) i32.const 0))
  (core instance $i (instantiate $m))
  (func $run (result (result)) (canon lift (core func $i "run")))
  (component $shim (import "run" (func $f (result (result)))) (export "run" (func $f)))
  (instance $cli (instantiate $shim (with "run" (func $run))))
  (export "wasi:cli/run@0.2.0" (instance $cli)))
