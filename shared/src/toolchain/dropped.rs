//! A dropped `.wasm` file as a project.

use super::inspect::{InspectError, inspect, print_wat};
use super::limits;
use super::wave::{default_value, to_text};
use crate::api::inspect::{BinaryKind, Inspection};
use crate::api::run::Call;
use crate::api::types::WitType;
use crate::policy::{Capability, Grant};
use crate::project::{Language, MANIFEST_FILE, Manifest, Project, ProjectFile, RunTable, SourceTable};

/// A project that runs the component `bytes`, or that holds the core module `bytes` as text together
/// with what it lacks to become a component. `name` is the file's name; only the title takes it.
///
/// A command is granted stdio, anything else nothing. A component that is no command gets a first
/// call of the first export that can be called without a handle.
pub fn project_from_wasm(name: &str, bytes: &[u8]) -> Result<Project, InspectError> {
    let inspection = inspect(bytes)?;
    let mut project = Project::default();
    let mut run = RunTable::default();
    let source = match inspection.kind {
        BinaryKind::Component => {
            project.files.insert("component.wasm".into(), ProjectFile::from_bytes(bytes.to_vec()));
            if inspection.command.is_some() {
                run.grants.insert(Grant::whole(Capability::Stdio));
            } else {
                run.calls.extend(first_call(&inspection));
            }
            (Language::Component, "component.wasm")
        }
        BinaryKind::CoreModule => {
            let missing = inspection.missing.as_deref().unwrap_or_default();
            let readme = format!("# A core module\n\nThis is a core module, not a component. {missing}\n");
            project.files.insert("README.md".into(), ProjectFile::text(readme));
            match print_wat(bytes) {
                Ok(text) if text.len() <= limits::SOURCE_BYTES => {
                    project.files.insert("main.wat".into(), ProjectFile::text(text));
                    (Language::Wat, "main.wat")
                }
                // Too long to edit as text: the compile says what is missing all the same.
                _ => {
                    project.files.insert("module.wasm".into(), ProjectFile::from_bytes(bytes.to_vec()));
                    (Language::Component, "module.wasm")
                }
            }
        }
    };
    let manifest = Manifest {
        format: 1,
        title: title(name),
        description: String::new(),
        source: SourceTable {
            language: source.0,
            entry: source.1.into(),
            world: None,
            profile: None,
            toolchain: Vec::new(),
        },
        run,
    };
    project.files.insert(MANIFEST_FILE.into(), ProjectFile::text(manifest.to_text()));
    Ok(project)
}

/// The file's name without folders and ending, bounded, without control characters.
fn title(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = file.strip_suffix(".wasm").unwrap_or(file);
    let title: String = stem.chars().filter(|character| !character.is_control()).take(80).collect();
    if title.trim().is_empty() { "Dropped component".into() } else { title }
}

fn first_call(inspection: &Inspection) -> Option<Call> {
    let export = inspection.exports.iter().find(|export| {
        !export.signature.is_async
            && export.signature.parameters.iter().all(|parameter| is_plain(&parameter.ty))
    })?;
    let arguments =
        export.signature.parameters.iter().map(|parameter| to_text(&default_value(&parameter.ty))).collect();
    Some(Call { export: export.export.clone(), arguments })
}

/// Whether the type's default value can be written without a handle.
fn is_plain(ty: &WitType) -> bool {
    let all = |types: &[Option<&WitType>]| types.iter().flatten().all(|ty| is_plain(ty));
    match ty {
        WitType::Own { .. } | WitType::Borrow { .. } | WitType::Unsupported { .. } => false,
        WitType::Result { ok, .. } => all(&[ok.as_deref()]),
        WitType::Tuple { items } => items.iter().all(is_plain),
        WitType::Record { fields } => fields.iter().all(|field| is_plain(&field.ty)),
        WitType::Variant { cases } => all(&[cases.first().and_then(|case| case.ty.as_ref())]),
        _ => true,
    }
}
