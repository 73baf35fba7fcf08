//! From what a tool was given to what the core runs: a project or a kept component, and its settings.

use super::parameters::{RunParameters, Settings, Subject};
use super::samples;
use crate::app::AppState;
use crate::engine::RunSource;
use crate::error::Failure;
use crate::workbench::{self, Built};
use base64::Engine as _;
use diptych_shared::api::compile::CompileOutput;
use diptych_shared::api::run::{Call, RunSettings};
use diptych_shared::policy::Grant;
use diptych_shared::project::{Project, ProjectFile};
use diptych_shared::report::RunReport;
use std::sync::Arc;

/// A subject that was found.
pub enum Found {
    /// A project.
    Project(Project),
    /// A component that was compiled here before.
    Component(Arc<[u8]>),
}

/// Finds what `subject` names.
///
/// # Errors
///
/// What does not fit, for the assistant.
pub async fn find(state: &AppState, subject: Subject) -> Result<Found, String> {
    let Subject { files, binary_files, component_sha256, sample } = subject;
    let has_files = !files.is_empty() || !binary_files.is_empty();
    match (has_files, component_sha256, sample) {
        (true, None, None) => {
            let mut project: Project =
                files.into_iter().map(|(path, text)| (path, ProjectFile::text(text))).collect();
            for (path, text) in binary_files {
                let bytes = base64::engine::general_purpose::STANDARD.decode(text);
                let bytes =
                    bytes.map_err(|error| format!("`{path}` in binary_files is no base64: {error}"))?;
                project.files.insert(path, ProjectFile::from_bytes(bytes));
            }
            Ok(Found::Project(project))
        }
        (false, Some(sha256), None) => state.component(sha256).await.map(Found::Component).map_err(|_| {
            "this server does not hold that component, or not any more: call `compile` again".to_owned()
        }),
        (false, None, Some(name)) => Ok(Found::Project(samples::get(state, &name).await?.project)),
        _ => Err("give one of `files`, `component_sha256` and `sample`".to_owned()),
    }
}

/// A project; a component by its hash is none.
pub async fn project(state: &AppState, subject: Subject) -> Result<Project, String> {
    match find(state, subject).await? {
        Found::Project(project) => Ok(project),
        Found::Component(_) => Err("that takes a project: give `files` or `sample`".to_owned()),
    }
}

/// Compiles and runs what was asked for; the error is what kept it from running.
pub async fn run(state: &AppState, parameters: RunParameters, client: &str) -> Result<RunReport, String> {
    let RunParameters { subject, settings } = parameters;
    let (source, own) = match find(state, subject).await? {
        Found::Component(component) => (RunSource::from(component), RunSettings::default()),
        Found::Project(project) => {
            let Built { output, source } =
                workbench::build(state.compilers(), &project, client).await.map_err(words)?;
            let source = source.ok_or_else(|| not_compiled(&output))?;
            (source, project.run_settings().map_err(|error| error.to_string())?)
        }
    };
    let settings = overridden(own, settings)?;
    workbench::run(state, source, settings, |_| {}).await.map_err(words)
}

/// The settings with what the assistant said in their place. Nothing is timed: an answer has no place for it.
fn overridden(own: RunSettings, asked: Settings) -> Result<RunSettings, String> {
    let mut settings = RunSettings { warm_calls: 0, ..own };
    if let Some(calls) = asked.calls {
        let calls = calls.into_iter().map(|call| Call { export: call.export, arguments: call.arguments });
        settings.calls = calls.collect();
    }
    if let Some(arguments) = asked.arguments {
        settings.arguments = arguments;
    }
    if let Some(stdin) = asked.stdin {
        settings.stdin = stdin.into_bytes().into();
    }
    if let Some(environment) = asked.environment {
        settings.environment = environment;
    }
    if let Some(grants) = asked.grants {
        let parsed = grants.iter().map(|text| {
            text.parse::<Grant>().map_err(|error| format!("the grant `{}`: {error}", text.escape_debug()))
        });
        settings.grants = parsed.collect::<Result<Vec<_>, _>>()?.into_iter().collect();
        // Else single parts of a composition would keep what they had.
        settings.component_grants.clear();
    }
    if let Some(time_ms) = asked.time_ms {
        settings.limits.time_ms = time_ms.max(1);
    }
    Ok(settings)
}

/// Why a project did not get as far as running.
fn not_compiled(output: &CompileOutput) -> String {
    let first = output.diagnostics.first().map(|diagnostic| diagnostic.message.as_str()).unwrap_or_default();
    let mut first: String = first.chars().take(500).collect();
    if first.is_empty() {
        first = "no component was made".to_owned();
    }
    format!("it does not compile: {first}\n`compile` has all diagnostics")
}

/// What the API would answer in an error's envelope.
pub fn words(failure: Failure) -> String {
    failure.error.message
}
