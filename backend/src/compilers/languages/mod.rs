//! The languages that this server can compile, one file each; which it does depends on what is installed.

mod assemblyscript;
mod c;
mod go;
mod go_diagnostics;
mod javascript;
pub mod node;
mod python;
mod python_diagnostics;
pub(crate) mod rust;
mod wac;
mod wat;
mod zig;
mod ziglang;

use super::language::LanguageCompiler;
use diptych_shared::project::{Language, Manifest};

/// Every compiler there is, in the order of [`Language::ALL`] and of the languages' profiles.
pub const ALL: &[&dyn LanguageCompiler] = &[
    &wat::Wat,
    &rust::Rust,
    &c::C,
    &c::CPP,
    &zig::ZIG,
    &javascript::JAVASCRIPT,
    &javascript::JAVASCRIPT_IN_SPIDERMONKEY,
    &javascript::TYPESCRIPT,
    &javascript::TYPESCRIPT_IN_SPIDERMONKEY,
    &python::Python,
    &go::Go,
    &assemblyscript::AssemblyScript,
    &wac::Wac,
];

/// The compiler that a manifest asks for. A component that needs no compiler is WAT's to check.
pub fn find(manifest: &Manifest) -> Option<&'static dyn LanguageCompiler> {
    let language = match manifest.source.language {
        Language::Component => Language::Wat,
        language => language,
    };
    // A profile of another language asks for nothing.
    let asked = manifest.source.profile.filter(|profile| language.profiles().contains(profile));
    let profile = asked.or(language.profiles().first().copied());
    ALL.iter().copied().find(|compiler| compiler.language() == language && compiler.profile() == profile)
}
