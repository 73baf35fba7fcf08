//! The languages kit: what surrounds the compilers that run in the page, for the languages worker; and
//! starts and bindings for worlds, for the toolchain worker.
//!
//! A compile is [`prepare`], then the language's compiler in JavaScript, then [`finish`].

mod assemblyscript;
#[path = "../../tools/src/boundary.rs"]
mod boundary;
mod worlds;

pub use worlds::*;

use boundary::{Buffer, arguments, result};
use diptych_shared::api::compile::{CompileOutput, CompilePlace};
use diptych_shared::api::diagnostic::{Diagnostic, Severity};
use diptych_shared::project::{Language, MANIFEST_FILE, Manifest, Project};
use diptych_shared::toolchain::{self, ENCODER_VERSION, limits, sha256_hex, wit};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use wasm_bindgen::prelude::*;
use wit_parser::WorldId;

/// What a compiler is given.
#[derive(Serialize)]
struct Prepared {
    /// Which.
    language: Language,
    /// Sources, bindings included, by path.
    files: BTreeMap<String, String>,
    /// Its command line.
    arguments: Vec<String>,
}

/// What [`prepare`] answers: one of both.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Preparation {
    /// The compiler can begin.
    Ready(Prepared),
    /// It need not.
    Output(CompileOutput),
}

/// A project that can be compiled in the page.
struct Source {
    project: Project,
    manifest: Manifest,
    folder: wit::WitFolder,
    world: WorldId,
    /// What is to be said of manifest and WIT, none of it an error.
    diagnostics: Vec<Diagnostic>,
}

impl Source {
    /// Reads manifest and WIT; diagnostics with an error when one of them is broken.
    fn read(project: Project) -> Result<Source, Vec<Diagnostic>> {
        let checked = toolchain::check(&project);
        let diagnostics = checked.diagnostics;
        let (Some(manifest), Ok(folder), false) = (checked.manifest, checked.wit, has_error(&diagnostics))
        else {
            return Err(diagnostics);
        };
        let Some(folder) = folder else {
            let message = "there is no world to implement: describe one in `wit/world.wit`";
            return Err(vec![Diagnostic::error(message).in_file(MANIFEST_FILE)]);
        };
        let world = wit::select_world(&folder, &manifest, &project).map_err(|diagnostic| vec![diagnostic])?;
        Ok(Source { project, manifest, folder, world, diagnostics })
    }

    /// A diagnostic about the project's entry.
    fn about_entry(&self, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(message).in_file(self.manifest.source.entry.as_str())
    }
}

/// `{project}` → `{ready: {language, files, arguments}}`, or `{output: CompileOutput}` when there is
/// nothing to compile.
#[wasm_bindgen]
pub fn prepare(argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        project: Project,
    }
    let Argument { project } = arguments(argument)?;
    let prepared = Source::read(project).and_then(|source| match source.manifest.source.language {
        Language::AssemblyScript => assemblyscript::prepare(&source),
        other => {
            let message = format!("{} is not compiled in the page", other.label());
            Err(vec![Diagnostic::error(message).in_file(MANIFEST_FILE)])
        }
    });
    result(&match prepared {
        Ok(prepared) => Preparation::Ready(prepared),
        Err(diagnostics) => Preparation::Output(here(CompileOutput::failed(diagnostics))),
    })
}

/// `{project, module, printed, tools}` → `CompileOutput`: `module` is what the compiler made, if it
/// did, `printed` what it said, and `tools` its name and version.
#[wasm_bindgen]
pub fn finish(argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        project: Project,
        #[serde(default)]
        module: Option<Buffer>,
        printed: String,
        tools: Vec<String>,
    }
    let Argument { project, module, printed, mut tools } = arguments(argument)?;
    let source = match Source::read(project) {
        Ok(source) => source,
        Err(diagnostics) => return result(&here(CompileOutput::failed(diagnostics))),
    };
    let mut diagnostics = source.diagnostics.clone();
    diagnostics.extend(assemblyscript::findings(&source, &printed));
    let mut output = CompileOutput { raw_output: printed, ..CompileOutput::default() };
    match module {
        Some(Buffer(module)) if !has_error(&diagnostics) => {
            tools.push(format!("wit-component {ENCODER_VERSION}"));
            match assemblyscript::component(&source, &module).and_then(within_limit) {
                Ok(component) => {
                    output.component_sha256 = Some(sha256_hex(&component));
                    output.component = Some(component.into());
                }
                Err(message) => diagnostics.push(source.about_entry(message)),
            }
        }
        // A compiler that ends without a word would leave the page without one.
        None if !has_error(&diagnostics) => {
            diagnostics.push(source.about_entry("the compiler made nothing and did not say why"));
        }
        _ => {}
    }
    result(&here(CompileOutput { diagnostics, toolchain: tools, ..output }))
}

fn has_error(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}

fn within_limit(component: Vec<u8>) -> Result<Vec<u8>, String> {
    if component.len() > limits::COMPONENT_BYTES {
        return Err(limits::exceeded(
            "the component",
            component.len(),
            "bytes",
            limits::COMPONENT_BYTES,
            "component-bytes",
        ));
    }
    Ok(component)
}

fn here(output: CompileOutput) -> CompileOutput {
    CompileOutput { place: Some(CompilePlace::Browser), ..output }
}
