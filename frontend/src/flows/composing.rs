//! From the components of a composition to one: each part where its language is compiled, then composed in the
//! page.

use super::{Workbench, building, checking};
use crate::services::compose::{self, Composing, Parts};
use crate::services::languages;
use crate::services::server::{self, ServerError};
use crate::services::toolchain;
use crate::state::compiling::step_words;
use crate::state::offers::Where;
use crate::state::session::{Composed, Part};
use diptych_shared::api::compile::{CompileOutput, CompilePlace};
use diptych_shared::api::diagnostic::{Diagnostic, Severity};
use diptych_shared::project::{COMPONENTS_FOLDER, Language, MANIFEST_FILE, Project, of_component};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use web_sys::AbortSignal;

/// How much is compiled anew.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// What the page compiles as one types, and what never was.
    AsTyped,
    /// Everything that changed.
    All,
}

/// Who hears what is done, and may stop it.
pub struct Asked<'a> {
    /// How much is compiled.
    pub effort: Effort,
    /// Stops it.
    pub signal: &'a AbortSignal,
    /// Hears what it is doing, in words.
    pub told: &'a dyn Fn(String),
}

/// What composing a project came to.
pub struct Outcome {
    /// As of any compile.
    pub output: CompileOutput,
    /// The composition with its parts, when there is one.
    pub composed: Option<Arc<Composed>>,
}

/// Compiles the parts and composes them. The error says why nothing can be said.
pub async fn compose_project(
    bench: Workbench,
    project: &Project,
    asked: &Asked<'_>,
) -> Result<Outcome, String> {
    let (parts, mut diagnostics) = compile_parts(bench, project, asked).await?;
    let missing = project.component_names().into_iter().find(|name| !parts.contains_key(name));
    if let Some(missing) = missing {
        bench.composing.stale.set(Some(format!("the component `{missing}` does not compile")));
        return Ok(Outcome { output: CompileOutput::failed(diagnostics), composed: None });
    }
    (asked.told)("composing".to_owned());
    let Composing { mut output, wiring } = compose::compose(project, &parts).await?;
    let error = output.diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Error);
    bench.composing.stale.set(error.map(|diagnostic| diagnostic.message.clone()));
    diagnostics.append(&mut output.diagnostics);
    output.diagnostics = diagnostics;
    for part in parts.values() {
        for tool in &part.toolchain {
            if !output.toolchain.contains(tool) {
                output.toolchain.push(tool.clone());
            }
        }
    }
    let Some(composition) = output.composition.clone() else { return Ok(Outcome { output, composed: None }) };
    bench.composing.wiring.set(wiring);
    if bench.composing.composition.with_untracked(|known| known.as_ref() != Some(&composition)) {
        bench.composing.composition.set(Some(composition.clone()));
    }
    Ok(Outcome { output, composed: Some(Arc::new(Composed { composition, components: parts })) })
}

/// The project's components, compiled, with what there is to say about them.
pub(super) async fn compile_parts(
    bench: Workbench,
    project: &Project,
    asked: &Asked<'_>,
) -> Result<(Parts, Vec<Diagnostic>), String> {
    let id = bench.workspace.id.get_untracked();
    bench.composing.of(&id);
    let mut parts = Parts::new();
    let mut diagnostics = Vec::new();
    for name in project.component_names() {
        let Some(source) = project.component(&name) else { continue };
        let kept = bench.composing.parts.with_value(|parts| parts.get(&name).cloned());
        let language = source.manifest().ok().map(|manifest| manifest.source.language);
        let as_typed = language.is_none_or(Language::compiles_as_typed);
        let is_due = asked.effort == Effort::All || as_typed || kept.is_none();
        if let Some(kept) = kept.filter(|kept| kept.source == source || !is_due) {
            parts.insert(name, kept);
            continue;
        }
        let broken = bench.composing.broken.with_value(|broken| broken.get(&name).cloned());
        if let Some((_, said)) = broken.filter(|(of, _)| *of == source && asked.effort == Effort::AsTyped) {
            diagnostics.extend(said);
            continue;
        }
        let hears = |words: String| (asked.told)(format!("{name}: {words}"));
        let output = compile_part(bench, &source, &Asked { told: &hears, ..*asked }).await;
        if asked.signal.aborted() || bench.workspace.id.get_untracked() != id {
            return Err("Stopped while compiling.".into());
        }
        let output = output.unwrap_or_else(|why| CompileOutput::failed(vec![Diagnostic::error(why)]));
        let said: Vec<Diagnostic> =
            output.diagnostics.into_iter().map(|diagnostic| of_component(&name, diagnostic)).collect();
        diagnostics.extend(said.iter().cloned());
        match output.component {
            Some(bytes) => {
                let sha256 = output.component_sha256.unwrap_or_default();
                let part = Part { source, bytes: Arc::new(bytes.0), sha256, toolchain: output.toolchain };
                bench.composing.parts.update_value(|parts| drop(parts.insert(name.clone(), part.clone())));
                parts.insert(name, part);
            }
            None => bench.composing.broken.update_value(|broken| drop(broken.insert(name, (source, said)))),
        }
    }
    Ok((parts, diagnostics))
}

/// Compiles one component where its language is compiled. The error is for people.
fn compile_part<'a>(
    bench: Workbench,
    source: &'a Project,
    asked: &'a Asked<'a>,
) -> Pin<Box<dyn Future<Output = Result<CompileOutput, String>> + 'a>> {
    Box::pin(async move {
        let Ok(manifest) = source.manifest() else { return toolchain::compile(source).await };
        let language = manifest.source.language;
        if language == Language::Wac {
            return nested(bench, source, asked).await;
        }
        let place =
            match bench.offers.with_untracked(|offers| offers.place(language, manifest.source.profile)) {
                Where::At(place) => place,
                Where::Unknown => CompilePlace::Server,
                Where::Nowhere(why) => {
                    return Ok(CompileOutput::failed(vec![Diagnostic::error(why).in_file(MANIFEST_FILE)]));
                }
            };
        (asked.told)(format!("compiling {}", language.label()));
        match place {
            CompilePlace::Browser if language.compiles_as_typed() => toolchain::compile(source).await,
            CompilePlace::Browser => {
                let working = move |heard| building::show_step(bench, building::heard_words(heard));
                languages::compile(source, asked.signal, working).await
            }
            CompilePlace::Server => {
                let hear = |event| {
                    if let Some(words) = step_words(&event) {
                        (asked.told)(words);
                    }
                };
                let known = |hash: &str| building::known(bench, hash);
                match server::compile(source.clone(), asked.signal, hear, known).await {
                    Ok(output) => {
                        // The server keeps what it compiled.
                        bench.sent.update_value(|sent| sent.extend(output.component_sha256.clone()));
                        Ok(output)
                    }
                    Err(ServerError::Away(why)) => {
                        super::server_watch::went_away(bench, why);
                        Err("The server is away, and this language is compiled there.".into())
                    }
                    Err(error) => Err(error.words()),
                }
            }
        }
    })
}

/// A composition within a composition.
async fn nested(bench: Workbench, source: &Project, asked: &Asked<'_>) -> Result<CompileOutput, String> {
    let mut parts = Parts::new();
    let mut diagnostics = Vec::new();
    for name in source.component_names() {
        let Some(inner) = source.component(&name) else { continue };
        let output = compile_part(bench, &inner, asked).await?;
        diagnostics.extend(output.diagnostics.into_iter().map(|diagnostic| of_component(&name, diagnostic)));
        if let Some(bytes) = output.component {
            let sha256 = output.component_sha256.unwrap_or_default();
            parts.insert(
                name,
                Part { source: inner, bytes: Arc::new(bytes.0), sha256, toolchain: output.toolchain },
            );
        }
    }
    if diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        return Ok(CompileOutput::failed(diagnostics));
    }
    let mut output = compose::compose(source, &parts).await?.output;
    diagnostics.append(&mut output.diagnostics);
    Ok(CompileOutput { diagnostics, ..output })
}

/// Makes an edit of the graph in the text, where undo takes it back.
pub fn edit(bench: Workbench, change: &str) {
    let Some(entry) = entry(bench) else { return };
    let text = bench.workspace.text_of(&entry).unwrap_or_default();
    let parts = bench.composing.parts.get_value();
    let change = change.to_owned();
    spawn_local(async move {
        match compose::edit(&text, &parts, &change).await {
            // Typed meanwhile: what was edited is no longer there.
            Ok(_) if bench.workspace.text_of(&entry).as_deref() != Some(text.as_str()) => {
                bench.notices.problem("The text changed meanwhile. Try again.");
            }
            Ok(edited) if edited == text => bench.notices.info("There is nothing to change."),
            Ok(edited) => {
                bench.workspace.set_text(&entry, &edited);
                checking::check(bench).await;
            }
            Err(why) => bench.notices.problem(format!("Not done: {why}")),
        }
    });
}

/// Shows the source of one of the project's components.
pub fn show_source(bench: Workbench, component: &str) {
    let path = bench.workspace.project.with_untracked(|project| {
        let file = format!("{COMPONENTS_FOLDER}/{component}.wasm");
        let manifest = project.component(component).and_then(|inner| inner.manifest().ok());
        match manifest {
            Some(_) if project.files.contains_key(&file) => file,
            Some(manifest) => format!("{COMPONENTS_FOLDER}/{component}/{}", manifest.source.entry),
            None => format!("{COMPONENTS_FOLDER}/{component}/{MANIFEST_FILE}"),
        }
    });
    bench.workspace.active.set(Some(path));
}

/// The path of the open composition's text; `None` when it is no composition.
pub fn entry(bench: Workbench) -> Option<String> {
    bench.workspace.manifest.with_untracked(|manifest| {
        let source = &manifest.as_ref().ok()?.source;
        (source.language == Language::Wac).then(|| source.entry.clone())
    })
}
