//! The source languages, their profiles, and what each is called.

use serde::{Deserialize, Serialize};

/// The language of a project's source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// WebAssembly text: a component, or a core module plus `wit/` and a world.
    Wat,
    /// Rust: a command when the entry has `fn main`, else a library of the world in `wit/`.
    Rust,
    /// C11: a command when a source has `main`, else a library of the world in `wit/`.
    C,
    /// C++20 without exceptions; otherwise as C.
    Cpp,
    /// Zig; otherwise as C.
    Zig,
    /// An ECMAScript module that exports what the world in `wit/` does.
    JavaScript,
    /// JavaScript with types, which are taken off and not checked by the compiler.
    TypeScript,
    /// Python 3: a module that implements the world in `wit/`.
    Python,
    /// Go: a command when there is no world in `wit/`, else an implementation of it.
    Go,
    /// AssemblyScript that implements the world in `wit/`.
    AssemblyScript,
    /// A compiled component, as it is.
    Component,
    /// WebAssembly compositions: the project's components wired together.
    Wac,
    /// The project's components run one after another, each fed by what others gave: see [`crate::pipeline`].
    Pipeline,
}

impl Language {
    /// Every language, in the order people are shown them.
    pub const ALL: [Language; 13] = [
        Language::Wat,
        Language::Rust,
        Language::C,
        Language::Cpp,
        Language::Zig,
        Language::JavaScript,
        Language::TypeScript,
        Language::Python,
        Language::Go,
        Language::AssemblyScript,
        Language::Component,
        Language::Wac,
        Language::Pipeline,
    ];

    /// Those that people write a component's source in.
    pub fn is_source(self) -> bool {
        !matches!(self, Language::Component | Language::Wac | Language::Pipeline)
    }

    /// Its name in manifests and in the API.
    pub fn name(self) -> &'static str {
        match self {
            Language::Wat => "wat",
            Language::Rust => "rust",
            Language::C => "c",
            Language::Cpp => "cpp",
            Language::Zig => "zig",
            Language::JavaScript => "javascript",
            Language::TypeScript => "typescript",
            Language::Python => "python",
            Language::Go => "go",
            Language::AssemblyScript => "assemblyscript",
            Language::Component => "component",
            Language::Wac => "wac",
            Language::Pipeline => "pipeline",
        }
    }

    /// Its name for people.
    pub fn label(self) -> &'static str {
        match self {
            Language::Wat => "WAT",
            Language::Rust => "Rust",
            Language::C => "C",
            Language::Cpp => "C++",
            Language::Zig => "Zig",
            Language::JavaScript => "JavaScript",
            Language::TypeScript => "TypeScript",
            Language::Python => "Python",
            Language::Go => "Go",
            Language::AssemblyScript => "AssemblyScript",
            Language::Component => "Compiled component",
            Language::Wac => "Composition",
            Language::Pipeline => "Pipeline",
        }
    }

    /// How its source files end, without the dot; the first is what new files get.
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Language::Wat => &["wat"],
            Language::Rust => &["rs"],
            Language::C => &["c", "h"],
            Language::Cpp => &["cpp", "cc", "cxx", "hpp", "h"],
            Language::Zig => &["zig"],
            Language::JavaScript => &["js", "mjs"],
            Language::TypeScript => &["ts", "mts"],
            Language::Python => &["py"],
            Language::Go => &["go"],
            // With TypeScript's ending, as its own tools have it.
            Language::AssemblyScript => &["ts"],
            Language::Component => &["wasm"],
            Language::Wac => &["wac"],
            Language::Pipeline => &["toml"],
        }
    }

    /// Whether the page can compile it without a server.
    pub fn compiles_in_browser(self) -> bool {
        matches!(
            self,
            Language::Wat
                | Language::Component
                | Language::Wac
                | Language::Pipeline
                | Language::AssemblyScript
        )
    }

    /// Whether that takes so little that the page does it after each pause in typing.
    pub fn compiles_as_typed(self) -> bool {
        matches!(self, Language::Wat | Language::Component)
    }

    /// The profiles it can be compiled with, the default first; none when there is no choice.
    pub fn profiles(self) -> &'static [Profile] {
        match self {
            Language::JavaScript | Language::TypeScript => &[Profile::QuickJs, Profile::SpiderMonkey],
            _ => &[],
        }
    }
}

/// Which of a language's several compilers makes the component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// JavaScript in QuickJS: about a megabyte, made in about a second.
    QuickJs,
    /// JavaScript in SpiderMonkey: 12 megabytes, made in about ten seconds, faster at computing.
    SpiderMonkey,
}

impl Profile {
    /// Its name in manifests and in the API.
    pub fn name(self) -> &'static str {
        match self {
            Profile::QuickJs => "quickjs",
            Profile::SpiderMonkey => "spidermonkey",
        }
    }

    /// Its name for people.
    pub fn label(self) -> &'static str {
        match self {
            Profile::QuickJs => "QuickJS",
            Profile::SpiderMonkey => "SpiderMonkey",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Language, Profile};

    #[test]
    fn names_are_those_of_the_wire() {
        for language in Language::ALL {
            assert_eq!(serde_json::to_string(&language).unwrap(), format!("\"{}\"", language.name()));
        }
        for profile in [Profile::QuickJs, Profile::SpiderMonkey] {
            assert_eq!(serde_json::to_string(&profile).unwrap(), format!("\"{}\"", profile.name()));
        }
    }
}
