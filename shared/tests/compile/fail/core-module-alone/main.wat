(module
  (import "env" "<img src=x>" (func))
  (import "env" "log" (func))
  (func (export "add") (param i32 i32) (result i32) i32.const 0))
