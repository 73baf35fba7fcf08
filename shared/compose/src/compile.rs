//! A composition's project as a compile: components in, one component and diagnostics out.

use crate::{Components, VERSION, compose};
use diptych_shared::api::Bytes;
use diptych_shared::api::compile::CompileOutput;
use diptych_shared::api::diagnostic::Diagnostic;
use diptych_shared::api::diagnostic::Severity;
use diptych_shared::project::Project;
use diptych_shared::toolchain::{Checked, check, sha256_hex};

/// Composes a project whose components were compiled to `components`.
///
/// Every fault is in the diagnostics, and then there is no component.
pub fn compile(project: &Project, components: &Components) -> CompileOutput {
    let Checked { manifest, mut diagnostics, .. } = check(project);
    let Some(manifest) = manifest else { return CompileOutput::failed(diagnostics) };
    let entry = &manifest.source.entry;
    let Some(file) = project.files.get(entry) else { return CompileOutput::failed(diagnostics) };
    let Some(text) = file.as_text() else {
        diagnostics.push(Diagnostic::error("this is not text: WAC is UTF-8").in_file(entry));
        return CompileOutput::failed(diagnostics);
    };
    let composed = compose(text, components);
    diagnostics.extend(composed.diagnostics.into_iter().map(|diagnostic| diagnostic.in_file(entry)));
    if let Some(composition) = &composed.composition {
        let names: Vec<&str> = composition.instances.iter().map(|instance| instance.name.as_str()).collect();
        diagnostics.extend(manifest.unknown_grants(&names, "instance of the composition"));
    }
    let is_sound = !diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    let component = composed.component.filter(|_| is_sound);
    CompileOutput {
        component_sha256: component.as_ref().map(|bytes| sha256_hex(bytes)),
        component: component.map(Bytes),
        composition: composed.composition,
        diagnostics,
        toolchain: vec![VERSION.to_owned()],
        ..CompileOutput::default()
    }
}
