//! What is wrong with a project's manifest, as diagnostics with spans in it.

use crate::api::diagnostic::{Diagnostic, Severity};
use crate::project::{MANIFEST_FILE, Manifest, ManifestError, Project, ProjectFile, SourceTable};
use std::ops::Range;

/// The manifest, if it can be used at all, and every finding about it.
pub(super) fn check(project: &Project) -> (Option<Manifest>, Vec<Diagnostic>) {
    let text = project.files.get(MANIFEST_FILE).and_then(|file| file.as_text()).unwrap_or_default();
    let manifest = match project.manifest() {
        Ok(manifest) => manifest,
        Err(error) => return (None, vec![diagnostic(&error, text)]),
    };
    let mut diagnostics = Vec::new();
    let entry = &manifest.source.entry;
    if !project.files.contains_key(entry) {
        let error = ManifestError::NoSuchFile { field: "source.entry", path: entry.clone() };
        diagnostics.push(diagnostic(&error, text));
    }
    let SourceTable { language, profile, .. } = &manifest.source;
    if let Some(profile) = profile
        && !language.profiles().contains(profile)
    {
        let message = format!("{} has no profile `{}`: leave it out", language.label(), profile.name());
        diagnostics.push(at_value(project, "source", "profile", message));
    }
    if let Err(error) = project.run_settings() {
        // It compiles; it will not run as meant.
        diagnostics.push(Diagnostic { severity: Severity::Warning, ..diagnostic(&error, text) });
    }
    (Some(manifest), diagnostics)
}

/// An error at the value of `key` in the manifest's `[table]`, or at the manifest when it has none.
pub(super) fn at_value(project: &Project, table: &str, key: &str, message: String) -> Diagnostic {
    let diagnostic = Diagnostic::error(message).in_file(MANIFEST_FILE);
    let text = project.files.get(MANIFEST_FILE).and_then(ProjectFile::as_text).unwrap_or_default();
    match value_span(text, table, key) {
        Some(span) => diagnostic.at(text, span.start, span.end),
        None => diagnostic,
    }
}

fn diagnostic(error: &ManifestError, text: &str) -> Diagnostic {
    let diagnostic = Diagnostic::error(error.to_string()).in_file(MANIFEST_FILE);
    let span = match error {
        ManifestError::Missing => return Diagnostic::error(error.to_string()),
        ManifestError::NotText => None,
        ManifestError::Syntax { span, .. } => span.clone(),
        ManifestError::Newer { .. } => value_span(text, "", "format"),
        ManifestError::NoSuchFile { field, .. } => {
            let (table, key) = field.split_once('.').unwrap_or(("", field));
            value_span(text, table, key)
        }
    };
    match span {
        Some(span) => diagnostic.at(text, span.start, span.end),
        None => diagnostic,
    }
}

/// Where the value of `key` in `[table]` (or at the top) stands in a TOML text.
fn value_span(text: &str, table: &str, key: &str) -> Option<Range<usize>> {
    use toml::de::{DeTable, DeValue};
    let top = DeTable::parse(text).ok()?;
    let value = if table.is_empty() {
        top.get_ref().get(key)?
    } else {
        match top.get_ref().get(table)?.get_ref() {
            DeValue::Table(table) => table.get(key)?,
            _ => return None,
        }
    };
    Some(value.span())
}
