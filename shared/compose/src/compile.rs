//! A composition's project as a compile: components in, one component and diagnostics out.

use crate::{Components, VERSION, compose};
use diptych_shared::api::Bytes;
use diptych_shared::api::compile::CompileOutput;
use diptych_shared::api::diagnostic::{Diagnostic, Severity};
use diptych_shared::project::{MANIFEST_FILE, Manifest, Project};
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
        diagnostics.extend(unknown_grants(&manifest, &names));
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

/// Grants of instances that there are not: they are nobody's, which is seldom meant.
fn unknown_grants(manifest: &Manifest, names: &[&str]) -> Vec<Diagnostic> {
    let unknown = manifest.run.component_grants.keys().filter(|name| !names.contains(&name.as_str()));
    unknown
        .map(|name| Diagnostic {
            severity: Severity::Warning,
            ..Diagnostic::error(format!(
                "`run.component-grants` names `{}`, which is no instance of the composition: there {} {}",
                name.escape_debug(),
                if names.len() == 1 { "is" } else { "are" },
                if names.is_empty() { "none".to_owned() } else { names.join(", ") },
            ))
            .in_file(MANIFEST_FILE)
        })
        .collect()
}
