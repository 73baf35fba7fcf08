//! Compositions, whose components are compiled already: the same code as in the page.

use crate::compilers::job::Job;
use crate::compilers::language::{Artifact, LanguageCompiler, Places, Stopped, Toolchain};
use diptych_compose::Components;
use diptych_shared::api::compile::CompileStage;
use diptych_shared::project::{COMPONENTS_FOLDER, Language};

/// The composer, which is part of this program.
pub struct Wac;

impl LanguageCompiler for Wac {
    fn language(&self) -> Language {
        Language::Wac
    }

    fn recipe(&self) -> u32 {
        1
    }

    fn install(&self) -> &'static str {
        "cargo xtask build"
    }

    fn discover(&self, _places: &Places) -> anyhow::Result<Option<Toolchain>> {
        Ok(Some(Toolchain { versions: vec![diptych_compose::VERSION.to_owned()], ..Toolchain::default() }))
    }

    fn compile(&self, job: &mut Job) -> Result<Artifact, Stopped> {
        job.stage(CompileStage::Compose);
        let bytes = |name: String| {
            let file = job.project.files.get(&format!("{COMPONENTS_FOLDER}/{name}.wasm"))?;
            Some((name, file.as_bytes().to_vec()))
        };
        let components: Components = job.project.component_names().into_iter().filter_map(bytes).collect();
        let output = diptych_compose::compile(&job.project, &components);
        job.diagnostics = output.diagnostics;
        job.composition = output.composition;
        output.component.map(|bytes| Artifact::Component(bytes.0)).ok_or(Stopped::Broken)
    }
}
