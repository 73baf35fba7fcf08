(component
  (core module $"</script><img src=x onerror=pwn()>"
    (func $"<b>add</b>" (export "x'];globalThis.pwn=1;//") (param i32 i32) (result i32)
      (i32.add (local.get 0) (local.get 1)))
    (func (export "`${globalThis.pwn=1}`\u{2028}\n*/") (param i32 i32) (result i32) i32.const 0))
  (core instance $i (instantiate 0))
  (func (export "add") (param "a" u32) (param "b" u32) (result u32)
    (canon lift (core func $i "x'];globalThis.pwn=1;//")))
  (func (export "constructor") (param "proto" u32) (param "class" u32) (result u32)
    (canon lift (core func $i "`${globalThis.pwn=1}`\u{2028}\n*/"))))
