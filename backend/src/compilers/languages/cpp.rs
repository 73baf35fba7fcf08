//! C++, by Zig's clang and libc++; otherwise as C.

use super::c;
use super::ziglang::{self, Dialect};
use crate::compilers::job::Job;
use crate::compilers::language::{Artifact, LanguageCompiler, Places, Stopped, Toolchain};
use diptych_shared::project::Language;

/// The C++ compiler.
pub struct Cpp;

impl LanguageCompiler for Cpp {
    fn language(&self) -> Language {
        Language::Cpp
    }

    fn recipe(&self) -> u32 {
        1
    }

    fn install(&self) -> &'static str {
        ziglang::INSTALL
    }

    fn discover(&self, places: &Places) -> anyhow::Result<Option<Toolchain>> {
        ziglang::discover(places)
    }

    fn compile(&self, job: &mut Job) -> Result<Artifact, Stopped> {
        c::compile(job, Dialect::Cpp)
    }
}
