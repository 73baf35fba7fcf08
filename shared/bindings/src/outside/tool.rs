//! The ordinary tools: what each is, how it is had, and what a project's folder needs of npm.

use super::{Recipe, jco};
use diptych_shared::project::Project;

/// A program that a recipe calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tool {
    /// cargo with the target for WASI 0.2.
    Cargo,
    /// jco, which carries what `wasm-tools` does.
    Jco,
    /// Zig, which is also a compiler of C and C++ with a libc for WASI.
    Zig,
    /// Go.
    Go,
    /// componentize-py.
    ComponentizePy,
    /// AssemblyScript's compiler.
    AssemblyScript,
    /// wac's command line.
    Wac,
}

impl Tool {
    /// How a person gets it; nothing where `npm install` brings it.
    pub fn install(self) -> Option<&'static str> {
        match self {
            Tool::Cargo => {
                Some("Rust 1.95 or later (https://rustup.rs) and `rustup target add wasm32-wasip2`")
            }
            Tool::Jco | Tool::AssemblyScript => Some("Node.js 20 or later with npm (https://nodejs.org)"),
            Tool::Zig => Some("Zig 0.17 (https://ziglang.org/download, or `pip install ziglang==0.17.0`)"),
            Tool::Go => Some("Go 1.27 (https://go.dev/dl)"),
            Tool::ComponentizePy => Some("Python 3.10 or later and `pip install componentize-py==0.25.1`"),
            Tool::Wac => Some("wac (`cargo install wac-cli`)"),
        }
    }

    /// The package of npm, with its version, that has it.
    pub fn package(self) -> Option<(&'static str, &'static str)> {
        match self {
            Tool::Jco => Some(("@bytecodealliance/jco", jco::VERSION)),
            Tool::AssemblyScript => Some(("assemblyscript", "0.28.20")),
            _ => None,
        }
    }
}

/// Adds `package.json` where npm's tools are used, and says what makes them ready.
pub fn prepare(recipe: &mut Recipe, project: &Project) -> Vec<String> {
    let packages: Vec<_> = recipe.tools.iter().filter_map(|tool| tool.package()).collect();
    if packages.is_empty() {
        return Vec::new();
    }
    if project.files.contains_key("package.json") {
        let names: Vec<String> = packages.iter().map(|(name, version)| format!("{name}@{version}")).collect();
        return vec![format!("npm install --no-save {}", names.join(" "))];
    }
    recipe.files.insert("package.json".to_owned(), jco::package_json(&packages).into_bytes());
    vec!["npm install".to_owned()]
}
