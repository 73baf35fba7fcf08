(component
  (component $counters
    (import "counter" (type $counter (sub resource)))
    (import "make" (func $make (param "start" u32) (result (own $counter))))
    (import "get" (func $get (param "self" (borrow $counter)) (result u32)))
    (export $c "counter" (type $counter))
    (export "[constructor]counter" (func $make) (func (param "start" u32) (result (own $c))))
    (export "[method]counter.get" (func $get) (func (param "self" (borrow $c)) (result u32))))
  (core module $m
    (import "c" "new" (func $new (param i32) (result i32)))
    (func (export "make") (param i32) (result i32) (call $new (local.get 0)))
    (func (export "get") (param i32) (result i32) local.get 0))
  (type $counter (resource (rep i32)))
  (core func $new (canon resource.new $counter))
  (core instance $i (instantiate $m (with "c" (instance (export "new" (func $new))))))
  (func $make (param "start" u32) (result (own $counter)) (canon lift (core func $i "make")))
  (func $get (param "self" (borrow $counter)) (result u32) (canon lift (core func $i "get")))
  (instance $counters (instantiate $counters
    (with "counter" (type $counter)) (with "make" (func $make)) (with "get" (func $get))))
  (export "demo:counter/api@1.0.0" (instance $counters)))
