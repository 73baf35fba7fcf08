(component
  (import "demo:kv/store@1.0.0" (instance (export "get" (func (param "key" string) (result (option string))))))
  (import "ask" (func))
  (import "wasi:io/poll@0.3.0" (instance (export "poll" (func))))
  (import "demo:only/types" (instance (type $t (enum "a")) (export "colour" (type (eq $t)))))
  (core module $m
    (func (export "add") (param i32 i32) (result i32)
      (i32.add (local.get 0) (local.get 1))))
  (core instance $i (instantiate $m))
  (func (export "add") (param "a" u32) (param "b" u32) (result u32)
    (canon lift (core func $i "add"))))
