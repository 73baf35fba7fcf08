//! Parts of guests written by hand: memory, and texts in it.

/// Memory from which the host gets places one after the other.
const MEMORY: &str = r#"
(memory (export "memory") 512)
(global $next (mut i32) (i32.const 65536))
(func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (local $at i32)
  (local.set $at (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
  (global.set $next (i32.add (local.get $at) (local.get 3)))
  (local.get $at))"#;

/// The text of a core module: imports and functions around [`MEMORY`]. In it, `"text"` in backquotes
/// stands for the text's address and length.
pub fn module(imports: &str, functions: &str) -> String {
    let mut data = String::new();
    let mut code = String::new();
    let mut next = 4_096;
    for (index, part) in functions.split('`').enumerate() {
        if index % 2 == 0 {
            code.push_str(part);
            continue;
        }
        code.push_str(&format!("(i32.const {next}) (i32.const {})", part.len()));
        data.push_str(&format!("(data (i32.const {next}) \"{}\")\n", part.escape_default()));
        next += part.len().next_multiple_of(8);
    }
    format!("(module {imports} {MEMORY} {data} {code})")
}
