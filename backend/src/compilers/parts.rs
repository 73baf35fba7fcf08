//! The components of a composition, each compiled by its own language's compiler before they are composed.

use super::Compilers;
use crate::error::Failure;
use diptych_shared::api::compile::{CompileEvent, CompileOutput, ComponentForm};
use diptych_shared::api::diagnostic::{Diagnostic, Severity};
use diptych_shared::project::{COMPONENTS_FOLDER, Project, ProjectFile, of_component};
use std::future::Future;
use std::pin::Pin;

/// A composition's project with its components as bytes.
pub struct Parts {
    /// The project; in the place of each component's folder there is its `.wasm` file.
    pub project: Project,
    /// The tools that made the components.
    pub versions: Vec<String>,
    /// What there is to say about the components, warnings only.
    pub diagnostics: Vec<Diagnostic>,
}

/// Components under way; the inner error is the output when one of them is broken.
type Compiling<'a> = Pin<Box<dyn Future<Output = Result<Result<Parts, CompileOutput>, Failure>> + Send + 'a>>;

impl Compilers {
    /// Compiles the components of `project` one after another, as the queue and the cache have it.
    pub(super) fn parts<'a>(
        &'a self,
        project: Project,
        client: &'a str,
        told: &'a mut (dyn FnMut(CompileEvent) + Send),
    ) -> Compiling<'a> {
        Box::pin(async move {
            let mut versions: Vec<String> = Vec::new();
            let mut diagnostics = Vec::new();
            let mut made = Vec::new();
            for name in project.component_names() {
                let Some(part) = project.component(&name) else { continue };
                let output = self.compile_for(part, ComponentForm::Inline, client, &mut *told).await?;
                diagnostics.extend(output.diagnostics.into_iter().map(|said| of_component(&name, said)));
                for version in output.toolchain {
                    if !versions.contains(&version) {
                        versions.push(version);
                    }
                }
                made.extend(output.component.map(|bytes| (name, bytes)));
            }
            if diagnostics.iter().any(|said| said.severity == Severity::Error) {
                return Ok(Err(CompileOutput { toolchain: versions, ..CompileOutput::failed(diagnostics) }));
            }
            let folder = format!("{COMPONENTS_FOLDER}/");
            let mut project = project;
            project.files.retain(|path, _| !path.starts_with(&folder));
            for (name, bytes) in made {
                project.files.insert(format!("{folder}{name}.wasm"), ProjectFile::from_bytes(bytes.0));
            }
            Ok(Ok(Parts { project, versions, diagnostics }))
        })
    }
}
