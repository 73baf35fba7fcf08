;; A core module has no 16-bit numbers: it passes an i32, and the world says how many bits of it count.
(module
  (import "wasi:http/types@0.2.10" "[constructor]fields" (func $fields (result i32)))
  (import "wasi:http/types@0.2.10" "[constructor]outgoing-response" (func $response (param $headers i32) (result i32)))
  (import "wasi:http/types@0.2.10" "[method]outgoing-response.set-status-code" (func $set (param $response i32) (param $status i32) (result i32)))
  (import "wasi:http/types@0.2.10" "[resource-drop]outgoing-response" (func $drop (param $response i32)))

  (func $set-status (export "set-status") (param $status i32) (result i32)
    (local $response i32)
    (local $failed i32)
    (local.set $response (call $response (call $fields)))
    (local.set $failed (call $set (local.get $response) (local.get $status)))
    (call $drop (local.get $response))
    (i32.eqz (local.get $failed))))
