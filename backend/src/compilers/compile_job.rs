//! The process of one compile, once it is locked in: a request from stdin, messages to stdout.

use super::encode;
use super::job::Job;
use super::language::Stopped;
use super::languages;
use super::messages::{presentable, presentable_text};
use super::protocol::{JobMessage, JobRequest};
use crate::limits::Limits;
use anyhow::Context as _;
use diptych_shared::api::compile::{CompileOutput, CompileStage};
use diptych_shared::api::diagnostic::Diagnostic;
use diptych_shared::project::Language;
use diptych_shared::toolchain::{self, sha256_hex, wit};
use std::io::{Read as _, Write as _};
use std::time::Instant;

/// Reads the request, compiles, and says what came out. The exit code says nothing.
pub fn run() {
    let begin = Instant::now();
    tell(JobMessage::Stage { stage: CompileStage::Resolve });
    let message = match compile(begin) {
        Ok((output, repeatable)) => JobMessage::Done { output: Box::new(output), repeatable },
        Err(error) => JobMessage::Failed { cause: format!("{error:#}") },
    };
    tell(message);
}

/// One line on stdout. When the server has gone, this process is about to be killed.
fn tell(message: JobMessage) {
    let Ok(mut line) = serde_json::to_vec(&message) else { return };
    line.push(b'\n');
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(&line).and_then(|()| stdout.flush()).ok();
}

fn compile(begin: Instant) -> anyhow::Result<(CompileOutput, bool)> {
    let mut text = Vec::new();
    std::io::stdin().lock().read_to_end(&mut text)?;
    let mut request: JobRequest = serde_json::from_slice(&text).context("the request does not fit")?;
    drop(text);
    let limits = Limits::from_variables(std::mem::take(&mut request.limits))?;
    request.project = wit::with_wasi(&request.project);
    let checked = toolchain::check(&request.project);
    let Some(manifest) = checked.manifest else {
        return Ok((CompileOutput::failed(checked.diagnostics), true));
    };
    let language = languages::find(&manifest).context("there is no compiler for the manifest's language")?;
    let mut job = Job::new(request, manifest, checked.wit.ok().flatten(), limits, tell, begin)?;
    job.diagnostics = checked.diagnostics;
    check_sources(&mut job, language.language());
    // WAT's own compiler has more to say about a project that is broken, as in the page.
    let made = if job.has_error() && !matches!(language.language(), Language::Wat | Language::Wac) {
        Err(Stopped::Broken)
    } else {
        language.compile(&mut job).and_then(|artifact| encode::component(&mut job, artifact))
    };
    let component = match made {
        Ok(component) => Some(component),
        Err(Stopped::Broken) => None,
        Err(Stopped::Internal(error)) => return Err(error),
    };
    let repeatable = job.conclude(component.is_none());
    let output = CompileOutput {
        component_sha256: component.as_deref().map(sha256_hex),
        component: component.map(Into::into),
        composition: job.composition.take(),
        stages: job.stage_times(),
        diagnostics: presentable(std::mem::take(&mut job.diagnostics), &job.project, job.scrubber()),
        raw_output: presentable_text(std::mem::take(&mut job.raw_output), job.scrubber()),
        toolchain: job.toolchain.versions,
        ..CompileOutput::default()
    };
    Ok((output, repeatable))
}

/// What no compiler should have to look at.
fn check_sources(job: &mut Job, language: Language) {
    let entry = &job.manifest.source.entry;
    let is_text = job.manifest.source.language != Language::Component;
    for (path, file) in &job.project.files {
        if is_text && path == entry && file.as_text().is_none() && language != Language::Wat {
            job.diagnostics.push(Diagnostic::error("this source is not UTF-8 text").in_file(path));
        }
        let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
        let is_source = language.extensions().contains(&extension) || path == entry;
        if is_text && is_source && file.as_bytes().len() as u64 > job.limits.source_bytes.value {
            let message = format!("this source is larger than is compiled ({})", job.limits.source_bytes);
            job.diagnostics.push(Diagnostic::error(message).in_file(path));
        }
    }
}
