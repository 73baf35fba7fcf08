//! The compile step: a project's files to a component and diagnostics.

use super::{encode, inspect, limits, manifest_check, sha256_hex, wat, wit};
use crate::api::Bytes;
use crate::api::compile::CompileOutput;
use crate::api::diagnostic::{Diagnostic, Severity};
use crate::project::{Language, Manifest, Project, ProjectFile, check_path};

/// What a project says of itself before any compiler is asked.
pub struct Checked {
    /// The manifest, if it can be used at all.
    pub manifest: Option<Manifest>,
    /// The `wit/` folder: `Ok(None)` when there is none, the findings when it does not hold together.
    pub wit: Result<Option<wit::WitFolder>, Vec<Diagnostic>>,
    /// Every finding, those about the WIT included.
    pub diagnostics: Vec<Diagnostic>,
}

/// Checks a project's sizes and names, its manifest and its WIT.
pub fn check(project: &Project) -> Checked {
    let mut diagnostics = check_size(project);
    if !diagnostics.is_empty() {
        return Checked { manifest: None, wit: Ok(None), diagnostics };
    }
    let (manifest, findings) = manifest_check::check(project);
    diagnostics.extend(findings);
    let wit = wit::read(project);
    if let Err(findings) = &wit {
        diagnostics.extend(findings.iter().cloned());
    }
    Checked { manifest, wit, diagnostics }
}

/// Compiles a project whose language needs no server (WAT, a ready component), and checks its WIT.
///
/// A project in another language comes back with its WIT and manifest diagnostics only, and no component.
pub fn compile(project: &Project) -> CompileOutput {
    let Checked { manifest, wit, mut diagnostics } = check(project);
    let Some(manifest) = manifest else {
        return CompileOutput::failed(diagnostics);
    };
    let mut output = CompileOutput::default();
    match component(project, &manifest, &wit) {
        Ok(component) => {
            if let Some((bytes, toolchain)) = component
                && !diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
            {
                output.component_sha256 = Some(sha256_hex(&bytes));
                output.component = Some(Bytes(bytes));
                output.toolchain = toolchain;
            }
        }
        Err(findings) => diagnostics.extend(findings),
    }
    output.diagnostics = diagnostics;
    output
}

/// Component bytes and the tools that made them; `None` when a server has to compile.
type Compiled = Option<(Vec<u8>, Vec<String>)>;

fn component(
    project: &Project,
    manifest: &Manifest,
    wit: &Result<Option<wit::WitFolder>, Vec<Diagnostic>>,
) -> Result<Compiled, Vec<Diagnostic>> {
    let entry = manifest.source.entry.as_str();
    // The manifest check has said already that the entry is missing.
    let Some(file) = project.files.get(entry) else { return Ok(None) };
    match manifest.source.language {
        Language::Component => {
            wasm(file.as_bytes()).map_err(|message| vec![Diagnostic::error(message).in_file(entry)])?;
            Ok(Some((file.as_bytes().to_vec(), Vec::new())))
        }
        Language::Wat => {
            let Some(text) = file.as_text() else {
                let message =
                    "this is not text: WAT is UTF-8. For WebAssembly bytes set `language = \"component\"`";
                return Err(vec![Diagnostic::error(message).in_file(entry)]);
            };
            let parsed = wat::parse(entry, text).map_err(|diagnostic| vec![diagnostic])?;
            let mut toolchain = vec![format!("wat {}", wat::VERSION)];
            if parsed.is_component {
                return Ok(Some((parsed.bytes, toolchain)));
            }
            let component = match wit {
                // Without its WIT a module cannot be encoded; the WIT's own errors are reported.
                Err(_) => return Ok(None),
                Ok(folder) => encode::module(&parsed, entry, text, folder.as_ref(), manifest, project)?,
            };
            toolchain.push(format!("wit-component {}", encode::VERSION));
            Ok(Some((component, toolchain)))
        }
        _ => Ok(None),
    }
}

/// Checks that these bytes are a valid component.
fn wasm(bytes: &[u8]) -> Result<(), String> {
    if bytes.len() > limits::COMPONENT_BYTES {
        return Err(limits::exceeded(
            "the component",
            bytes.len(),
            "bytes",
            limits::COMPONENT_BYTES,
            "component-bytes",
        ));
    }
    let is_component = inspect::is_component(bytes).map_err(|error| error.to_string())?;
    inspect::validate(bytes).map_err(|error| format!("this is not valid WebAssembly: {error}"))?;
    if is_component {
        return Ok(());
    }
    Err(format!("this is a core module, not a component. {}", inspect::describe_core_module(bytes)))
}

fn check_size(project: &Project) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    if project.files.len() > limits::PROJECT_FILES {
        diagnostics.push(Diagnostic::error(limits::exceeded(
            "the project",
            project.files.len(),
            "files",
            limits::PROJECT_FILES,
            "project-files",
        )));
        return diagnostics;
    }
    for (path, file) in &project.files {
        if let Err(error) = check_path(path) {
            diagnostics.push(Diagnostic::error(format!("the file name {path:?} cannot be used: {error}")));
        }
        let is_source = is_source(path);
        if let ProjectFile::Text(text) = file
            && is_source
            && text.len() > limits::SOURCE_BYTES
        {
            let message =
                limits::exceeded("this source", text.len(), "bytes", limits::SOURCE_BYTES, "source-bytes");
            diagnostics.push(Diagnostic::error(message).in_file(path));
        }
    }
    diagnostics
}

/// Whether a compiler or checker reads the file at `path`.
fn is_source(path: &str) -> bool {
    let Some((_, extension)) = path.rsplit_once('.') else { return false };
    ["wit", "toml"].contains(&extension)
        || Language::ALL
            .iter()
            .filter(|language| **language != Language::Component)
            .any(|language| language.extensions().contains(&extension))
}
