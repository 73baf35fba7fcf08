//! WebAssembly text, and components that need no compiler: the same code as in the page.

use crate::compilers::job::Job;
use crate::compilers::language::{Artifact, LanguageCompiler, Places, Stopped, Toolchain};
use diptych_shared::project::Language;
use diptych_shared::toolchain;

/// The WAT compiler, which is part of this program.
pub struct Wat;

impl LanguageCompiler for Wat {
    fn language(&self) -> Language {
        Language::Wat
    }

    fn recipe(&self) -> u32 {
        1
    }

    fn install(&self) -> &'static str {
        "cargo xtask build"
    }

    fn discover(&self, _places: &Places) -> anyhow::Result<Option<Toolchain>> {
        let versions = vec![
            format!("wat {}", toolchain::WAT_VERSION),
            format!("wit-component {}", toolchain::ENCODER_VERSION),
        ];
        Ok(Some(Toolchain { versions, ..Toolchain::default() }))
    }

    fn compile(&self, job: &mut Job) -> Result<Artifact, Stopped> {
        let output = toolchain::compile(&job.project);
        // What was found about manifest and WIT is among them, in the page's order.
        job.diagnostics = output.diagnostics;
        job.toolchain.versions = output.toolchain;
        output.component.map(|bytes| Artifact::Component(bytes.0)).ok_or(Stopped::Broken)
    }
}
