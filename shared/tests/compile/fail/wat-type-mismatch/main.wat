(component
  (core module $first (func))
  (core module $second
    (import "a" "b" (func))
    (func $fine (result i32)
      i32.const 1)
    (func $broken (param i32) (result i32)
      (block
        (drop (i32.const 1)))
      (i32.add
        (local.get 0)
        (i64.const 1)))))
