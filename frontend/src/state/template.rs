//! The projects a person can start from without a sample.

use diptych_shared::project::{MANIFEST_FILE, Project, ProjectFile};

/// An empty start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template {
    /// A component in WebAssembly text.
    Wat,
    /// A Rust command.
    Rust,
    /// A core module and the WIT world that makes it a component.
    CoreWithWit,
}

impl Template {
    /// All of them, in the order they are offered.
    pub const ALL: [Template; 3] = [Template::Wat, Template::Rust, Template::CoreWithWit];

    /// What the button says.
    pub fn label(self) -> &'static str {
        match self {
            Template::Wat => "WAT component",
            Template::Rust => "Rust command",
            Template::CoreWithWit => "Core module + WIT",
        }
    }

    /// The project.
    pub fn project(self) -> Project {
        let files: &[(&str, &str)] = match self {
            Template::Wat => &[(MANIFEST_FILE, WAT_MANIFEST), ("main.wat", WAT_SOURCE)],
            Template::Rust => &[(MANIFEST_FILE, RUST_MANIFEST), ("main.rs", RUST_SOURCE)],
            Template::CoreWithWit => {
                &[(MANIFEST_FILE, CORE_MANIFEST), ("main.wat", CORE_SOURCE), ("wit/world.wit", CORE_WIT)]
            }
        };
        files.iter().map(|(path, text)| ((*path).to_owned(), ProjectFile::text(*text))).collect()
    }
}

const WAT_MANIFEST: &str = r#"format = 1
title = "New component"

[source]
language = "wat"
entry = "main.wat"

[[run.calls]]
export = "add"
arguments = ["40", "2"]
"#;

const WAT_SOURCE: &str = r#"(component
  ;; The inner core module does the work.
  (core module $m
    (func (export "add") (param i32 i32) (result i32)
      (i32.add (local.get 0) (local.get 1))))
  (core instance $i (instantiate $m))

  ;; `canon lift` gives it a typed face that any engine can call.
  (func (export "add") (param "a" u32) (param "b" u32) (result u32)
    (canon lift (core func $i "add")))
)
"#;

const RUST_MANIFEST: &str = r#"format = 1
title = "New Rust command"

[source]
language = "rust"
entry = "main.rs"

[run]
grants = ["stdio"]
"#;

const RUST_SOURCE: &str = r#"fn main() {
    println!("Hello from Rust!");
}
"#;

const CORE_MANIFEST: &str = r#"format = 1
title = "New core module"

[source]
language = "wat"
entry = "main.wat"
world = "adder"

[[run.calls]]
export = "add"
arguments = ["40", "2"]
"#;

const CORE_SOURCE: &str = r#"(module
  ;; The world in wit/world.wit says what types this export has.
  (func (export "add") (param i32 i32) (result i32)
    (i32.add (local.get 0) (local.get 1)))
)
"#;

const CORE_WIT: &str = r#"package demo:adder;

world adder {
  export add: func(a: u32, b: u32) -> u32;
}
"#;

#[cfg(test)]
mod tests {
    use super::Template;

    #[test]
    fn every_template_has_a_manifest_whose_entry_is_there() {
        for template in Template::ALL {
            let project = template.project();
            let manifest = project.manifest().unwrap();
            assert!(project.files.contains_key(&manifest.source.entry), "{template:?}");
        }
    }
}
