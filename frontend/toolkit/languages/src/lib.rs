//! The languages kit: what surrounds the compilers that run in the page, for the languages worker; and
//! starts and bindings for worlds, for the toolchain worker.
//!
//! A compile is [`prepare`], then the language's compiler in JavaScript, then [`finish`].

mod assemblyscript;
#[path = "../../tools/src/boundary.rs"]
mod boundary;
mod clang;
mod prepared;
mod preview1;
mod source;
mod worlds;

pub use worlds::*;

use boundary::{Buffer, arguments, result};
use diptych_shared::api::compile::{CompileOutput, CompilePlace};
use diptych_shared::api::diagnostic::{Diagnostic, Severity};
use diptych_shared::project::{Language, MANIFEST_FILE, Project};
use diptych_shared::toolchain::{ENCODER_VERSION, c_family, limits, sha256_hex};
use prepared::{Preparation, Printed};
use serde::Deserialize;
use source::Source;
use wasm_bindgen::prelude::*;

/// `{project}` → `{ready: {language, files, plan}}`, or `{output: CompileOutput}` when there is nothing
/// to compile.
#[wasm_bindgen]
pub fn prepare(argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        project: Project,
    }
    let Argument { project } = arguments(argument)?;
    let prepared = Source::read(project).and_then(|source| match source.manifest.source.language {
        Language::AssemblyScript => assemblyscript::prepare(&source),
        Language::C | Language::Cpp => clang::prepare(&source),
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

/// `{object}` → whether an object file has a `main`.
#[wasm_bindgen]
pub fn defines_main(argument: JsValue) -> Result<bool, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        object: Buffer,
    }
    let Argument { object } = arguments(argument)?;
    Ok(c_family::defines_main(&object.0))
}

/// `{project, module, printed, linked, tools}` → `CompileOutput`: `module` is what the compiler made, if
/// it did, `printed` what it said, `linked` what the linker said if there is one, and `tools` their
/// names and versions.
#[wasm_bindgen]
pub fn finish(argument: JsValue) -> Result<JsValue, JsError> {
    #[derive(Deserialize)]
    struct Argument {
        project: Project,
        #[serde(default)]
        module: Option<Buffer>,
        printed: String,
        #[serde(default)]
        linked: String,
        tools: Vec<String>,
    }
    let Argument { project, module, printed, linked, mut tools } = arguments(argument)?;
    let source = match Source::read(project) {
        Ok(source) => source,
        Err(diagnostics) => return result(&here(CompileOutput::failed(diagnostics))),
    };
    let is_assemblyscript = source.manifest.source.language == Language::AssemblyScript;
    let Printed { diagnostics: said, raw_output } = match is_assemblyscript {
        true => assemblyscript::printed(&source, printed),
        false => clang::printed(&source, &printed, &linked),
    };
    let mut diagnostics = source.diagnostics.clone();
    diagnostics.extend(said);
    let mut output = CompileOutput { raw_output, ..CompileOutput::default() };
    match module {
        Some(Buffer(module)) if !has_error(&diagnostics) => {
            tools.push(format!("wit-component {ENCODER_VERSION}"));
            let component = match is_assemblyscript {
                true => assemblyscript::component(&source, &module),
                false => clang::component(&module),
            };
            match component.and_then(within_limit) {
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
