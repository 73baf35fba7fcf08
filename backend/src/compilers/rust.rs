//! Rust, by calling rustc in the sandbox: a command when the entry has `fn main`, else a library
//! of the world in `wit/`.

use super::guest::RustGuest;
use super::rust_diagnostics::{Messages, Scrubber, parse};
use super::rust_entry::has_main;
use super::sandbox::{self, SandboxEnd, SandboxSpec};
use super::{CompileFuture, Compiler};
use crate::limits::{Limits, NamedLimit};
use anyhow::Context as _;
use diptych_shared::api::compile::CompileOutput;
use diptych_shared::api::diagnostic::{Diagnostic, Severity};
use diptych_shared::project::{Language, MANIFEST_FILE, Manifest, Project};
use diptych_shared::toolchain;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Part of the cache key: raise when the same source would compile to something else.
const RECIPE: &str = "rust-1";

/// The Rust compiler.
#[derive(Debug)]
pub struct RustCompiler {
    guest: RustGuest,
    diptych: PathBuf,
    jobs: PathBuf,
    limits: Limits,
}

/// What a source becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A program with `main`; its WASI imports come from the standard library.
    Command,
    /// An implementation of a world, which imports only what the world does.
    Library,
}

impl Kind {
    fn target(self) -> &'static str {
        match self {
            Kind::Command => "wasm32-wasip2",
            Kind::Library => "wasm32-unknown-unknown",
        }
    }

    fn crate_type(self) -> &'static str {
        match self {
            Kind::Command => "bin",
            Kind::Library => "cdylib",
        }
    }
}

impl RustCompiler {
    /// A compiler that keeps its jobs in `jobs` and starts `diptych` for its sandbox.
    pub fn new(
        guest: RustGuest,
        diptych: PathBuf,
        jobs: &Path,
        limits: Limits,
    ) -> anyhow::Result<RustCompiler> {
        crate::folder::create_private(jobs)?;
        let jobs = std::fs::canonicalize(jobs)?;
        // What a server that was killed left behind.
        for entry in std::fs::read_dir(&jobs)?.flatten() {
            std::fs::remove_dir_all(entry.path()).ok();
        }
        Ok(RustCompiler { guest, diptych, jobs, limits })
    }

    async fn compile_project(&self, project: &Project, manifest: &Manifest) -> anyhow::Result<CompileOutput> {
        let entry = &manifest.source.entry;
        let kind = match self.kind(project, entry) {
            Ok(kind) => kind,
            Err(diagnostic) => return Ok(CompileOutput::failed(vec![diagnostic])),
        };
        let job = tempfile::Builder::new().prefix("rust-").tempdir_in(&self.jobs)?;
        write_job(job.path(), project).context("cannot write the job's files")?;
        let spec = self.spec(job.path(), entry, kind);
        let time = Duration::from_millis(self.limits.compile_time_ms.value);
        let message_bytes = self.limits.compile_message_bytes.as_usize();
        let output = sandbox::run(&self.diptych, &spec, time, message_bytes).await.context("sandbox")?;
        let mut messages = parse(&output.stderr, project, &self.scrubber(job.path()));
        self.name_memory_limit(&mut messages);
        if output.end != SandboxEnd::Exited(0) {
            if let Some(diagnostic) = self.why_it_ended(output.end, &messages) {
                messages.diagnostics.push(diagnostic);
            }
            return Ok(self.finish(None, messages));
        }
        let file = job.path().join("output/component.wasm");
        if tokio::fs::metadata(&file).await?.len() > self.limits.component_bytes.value {
            messages.diagnostics.push(Diagnostic::error(format!(
                "the component is larger than this server takes ({}): use less static data",
                self.limits.component_bytes
            )));
            return Ok(self.finish(None, messages));
        }
        let module = tokio::fs::read(&file).await?;
        let component = match kind {
            Kind::Command => module,
            Kind::Library => match tokio::task::spawn_blocking(move || encode(&module)).await? {
                Ok(component) => component,
                Err(why) => {
                    messages.diagnostics.push(Diagnostic::error(why).in_file(entry));
                    return Ok(self.finish(None, messages));
                }
            },
        };
        if kind == Kind::Library && exports_nothing(&component) {
            messages.diagnostics.push(
                Diagnostic {
                    severity: Severity::Warning,
                    ..Diagnostic::error(
                        "the component exports nothing: implement a world with \
                         `wit_bindgen::generate!` and `export!`, or add `fn main`",
                    )
                }
                .in_file(entry),
            );
        }
        Ok(self.finish(Some(component), messages))
    }

    /// What the entry becomes, or what has to change for it to become anything.
    fn kind(&self, project: &Project, entry: &str) -> Result<Kind, Diagnostic> {
        let Some(file) = project.files.get(entry) else {
            let message =
                format!("{MANIFEST_FILE} names `{entry}` as its entry, which is not in the project");
            return Err(Diagnostic::error(message).in_file(MANIFEST_FILE));
        };
        let Some(text) = file.as_text() else {
            return Err(Diagnostic::error("the entry is not UTF-8 text").in_file(entry));
        };
        for (path, file) in &project.files {
            if path.ends_with(".rs") && file.as_bytes().len() as u64 > self.limits.source_bytes.value {
                let message =
                    format!("this source is larger than is compiled ({})", self.limits.source_bytes);
                return Err(Diagnostic::error(message).in_file(path));
            }
        }
        if has_main(text) {
            return Ok(Kind::Command);
        }
        if project.files.keys().any(|path| path.ends_with(".wit")) || text.contains("wit_bindgen") {
            return Ok(Kind::Library);
        }
        let message = "nothing to make a component from: add `fn main()` for a command, or a world in \
                       `wit/world.wit` for a library";
        Err(Diagnostic::error(message).in_file(entry))
    }

    fn spec(&self, job: &Path, entry: &str, kind: Kind) -> SandboxSpec {
        let text = |path: &Path| path.to_string_lossy().into_owned();
        let target = self.guest.targets.get(kind.target());
        let mut arguments: Vec<String> = [
            "--edition=2024",
            "--crate-name=component",
            "--error-format=json",
            "-Copt-level=2",
            "-Ccodegen-units=1",
            "-Cpanic=abort",
            // Function names stay, for backtraces.
            "-Cstrip=debuginfo",
            "-o",
            "../output/component.wasm",
        ]
        .map(String::from)
        .to_vec();
        arguments.push(format!("--target={}", kind.target()));
        arguments.push(format!("--crate-type={}", kind.crate_type()));
        arguments.push(format!("--remap-path-prefix={}=project", text(&job.join("input"))));
        arguments.push(format!("--remap-path-prefix={}=output", text(&job.join("output"))));
        arguments.push(format!("--remap-path-prefix={}=toolchain", text(&self.guest.sysroot)));
        let mut read = vec![job.join("input"), self.guest.sysroot.clone()];
        if let Some(target) = target {
            for (name, rlib) in &target.externs {
                arguments.push(format!("--extern={name}={}", text(rlib)));
            }
            for folder in &target.dependencies {
                arguments.push(format!("-Ldependency={}", text(folder)));
            }
            for folder in &target.native {
                arguments.push(format!("-Lnative={}", text(folder)));
            }
            read.extend(target.dependencies.iter().chain(&target.native).cloned());
        }
        read.extend(self.guest.system_libraries.iter().cloned());
        arguments.push("--".to_owned());
        arguments.push(entry.to_owned());
        let environment = BTreeMap::from([
            // Where `wit_bindgen::generate!` looks for `wit/`; relative, so that it says nothing.
            ("CARGO_MANIFEST_DIR".to_owned(), ".".to_owned()),
            ("TMPDIR".to_owned(), text(&job.join("output"))),
        ]);
        SandboxSpec {
            read,
            write: vec![job.join("output"), PathBuf::from("/dev/null")],
            cpu_seconds: self.limits.compile_time_ms.value.div_ceil(1000) + 1,
            memory_bytes: self.limits.compile_memory_bytes.value,
            file_bytes: self.limits.compile_output_bytes.value,
            program: self.guest.rustc.clone(),
            arguments,
            environment,
            folder: job.join("input"),
        }
    }

    fn scrubber(&self, job: &Path) -> Scrubber {
        let text = |path: &Path| path.to_string_lossy().into_owned();
        Scrubber::new(vec![
            (text(&job.join("input")), "project"),
            (text(&job.join("output")), "output"),
            (text(job), "job"),
            (text(&self.guest.home), "crates"),
            (text(&self.guest.sysroot), "toolchain"),
            (std::env::var("HOME").unwrap_or_default(), "~"),
        ])
    }

    /// For a compiler that did not end well: which limit it met, or that it failed without a word.
    fn why_it_ended(&self, end: SandboxEnd, messages: &Messages) -> Option<Diagnostic> {
        let limits = &self.limits;
        let met = |what: &str, limit: NamedLimit, advice: &str| {
            Some(Diagnostic::error(format!("{what} ({limit}): {advice}")))
        };
        let too_slow = "look for endless macros or constants";
        let too_big = "look for very large statics, constants or macros";
        match end {
            SandboxEnd::OutOfTime | SandboxEnd::Signalled(libc::SIGXCPU) => {
                met("the compile was stopped because it took too long", limits.compile_time_ms, too_slow)
            }
            SandboxEnd::TooMuchOutput => met(
                "the compile was stopped because it printed too much",
                limits.compile_message_bytes,
                "fix the first errors",
            ),
            SandboxEnd::Signalled(libc::SIGXFSZ) => {
                met("the compiler's output is too large", limits.compile_output_bytes, too_big)
            }
            _ if messages.has_error() => None,
            SandboxEnd::Signalled(_) => {
                met("the compiler died, most likely out of memory", limits.compile_memory_bytes, too_big)
            }
            SandboxEnd::Exited(_) => Some(Diagnostic::error(
                "the compiler failed without saying where; its own words are in the raw output",
            )),
        }
    }

    /// rustc says itself when a constant needs more memory than it may have, but not how much that is.
    fn name_memory_limit(&self, messages: &mut Messages) {
        for diagnostic in &mut messages.diagnostics {
            if diagnostic.message.contains("more memory than available to compiler") {
                diagnostic.message += &format!(" ({})", self.limits.compile_memory_bytes);
            }
        }
    }

    fn finish(&self, component: Option<Vec<u8>>, messages: Messages) -> CompileOutput {
        CompileOutput {
            component_sha256: component.as_deref().map(toolchain::sha256_hex),
            component: component.map(Into::into),
            diagnostics: messages.diagnostics,
            raw_output: messages.raw_output,
            toolchain: vec![self.guest.version.clone()],
            ..CompileOutput::default()
        }
    }
}

impl Compiler for RustCompiler {
    fn language(&self) -> Language {
        Language::Rust
    }

    fn recipe(&self) -> String {
        let crates: Vec<String> =
            self.guest.crates.iter().map(|(name, version)| format!("{name} {version}")).collect();
        format!("{RECIPE}\n{}\n{}", self.guest.version, crates.join("\n"))
    }

    fn compile<'a>(&'a self, project: &'a Project, manifest: &'a Manifest) -> CompileFuture<'a> {
        Box::pin(self.compile_project(project, manifest))
    }
}

/// Writes everything but the manifest: modules, `wit/`, and what `include_str!` may name. The
/// paths were checked before.
fn write_job(job: &Path, project: &Project) -> std::io::Result<()> {
    std::fs::create_dir(job.join("output"))?;
    let input = job.join("input");
    std::fs::create_dir(&input)?;
    for (path, file) in &project.files {
        if path == MANIFEST_FILE {
            continue;
        }
        let target = input.join(path);
        if let Some(folder) = target.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(target, file.as_bytes())?;
    }
    Ok(())
}

/// The component of a core module that carries its world.
fn encode(module: &[u8]) -> Result<Vec<u8>, String> {
    wit_component::ComponentEncoder::default()
        .validate(true)
        .module(module)
        .and_then(|encoder| encoder.encode())
        .map_err(|error| {
            format!("this library does not fit its world: {error:#}\nhelp: a library may import only what its world imports")
        })
}

fn exports_nothing(component: &[u8]) -> bool {
    toolchain::inspect(component).is_ok_and(|inspection| inspection.exports.is_empty())
}
