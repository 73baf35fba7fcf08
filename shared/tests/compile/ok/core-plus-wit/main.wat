(module
  (memory (export "memory") 1)
  (func (export "demo:calc/api@1.0.0#add") (param i32 i32) (result i32)
    (i32.add (local.get 0) (local.get 1)))
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) unreachable)
  (func (export "demo:calc/api@1.0.0#describe") (param i32 i32 i32 i32 i32) (result i32) i32.const 16)
)
