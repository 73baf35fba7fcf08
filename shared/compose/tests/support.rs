//! Components for the tests, made from a few words.

use diptych_compose::Components;
use std::fmt::Write as _;

/// A component that imports and exports interfaces, each with one function `f: func(...) -> u32`.
/// A name with `!` before it has a parameter more.
pub fn component(imports: &[&str], exports: &[&str]) -> Vec<u8> {
    let mut text = "(component\n".to_owned();
    let signature = |name: &str| match name.strip_prefix('!') {
        Some(name) => (name.to_owned(), "(func (param \"n\" u32) (result u32))"),
        None => (name.to_owned(), "(func (result u32))"),
    };
    for import in imports {
        let (name, ty) = signature(import);
        let _ = writeln!(text, "  (import \"{name}\" (instance (export \"f\" {ty})))");
    }
    for (index, export) in exports.iter().enumerate() {
        let (name, ty) = signature(export);
        let parameter = if ty.contains("param") { "(param i32)" } else { "" };
        let _ = writeln!(
            text,
            "  (core module $m{index} (func (export \"f\") {parameter} (result i32) i32.const {index}))
  (core instance $i{index} (instantiate $m{index}))
  (func $f{index} {} (canon lift (core func $i{index} \"f\")))
  (instance $e{index} (export \"f\" (func $f{index})))
  (export \"{name}\" (instance $e{index}))",
            ty.trim_start_matches("(func ").trim_end_matches(')').to_owned() + ")",
        );
    }
    text.push(')');
    wat::parse_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// `(name, imports, exports)` as the components of a project.
pub fn components(list: &[(&str, &[&str], &[&str])]) -> Components {
    list.iter().map(|(name, imports, exports)| ((*name).to_owned(), component(imports, exports))).collect()
}
