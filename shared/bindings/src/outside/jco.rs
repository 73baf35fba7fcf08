//! jco: from core modules to components, and npm's list of what a project needs.

use super::{COMPONENT, Recipe, Tool};

/// The version whose commands these are.
pub const VERSION: &str = "1.35.0";
/// What compilers that know no components leave behind.
pub const MODULE: &str = "module.wasm";

/// How a core module for WASI 0.1 starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// It runs once, from `main`.
    Command,
    /// Its functions are called.
    Library,
}

impl Recipe {
    /// Adds the line that makes the component of [`MODULE`], which says its world itself.
    pub fn encode(&mut self, start: Start) {
        let adapter = if start == Start::Command { "--wasi-command" } else { "--wasi-reactor" };
        self.tools.insert(Tool::Jco);
        self.build.push(format!("npx --no-install jco new {MODULE} {adapter} -o {COMPONENT}"));
    }
}

/// The `package.json` that brings these packages.
pub fn package_json(packages: &[(&str, &str)]) -> String {
    let lines: Vec<String> =
        packages.iter().map(|(name, version)| format!("    \"{name}\": \"{version}\"")).collect();
    let list = lines.join(",\n");
    // jco's command line of this version does not start with a later preview2-shim.
    format!(
        "{{\n  \"private\": true,\n  \"type\": \"module\",\n  \"devDependencies\": {{\n{list}\n  }},\n  \
         \"overrides\": {{\n    \"@bytecodealliance/preview2-shim\": \"0.26.0\"\n  }}\n}}\n"
    )
}
