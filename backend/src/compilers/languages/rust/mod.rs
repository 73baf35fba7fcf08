//! Rust, by calling rustc on crates that are built already: a command when the entry has `fn main`,
//! else a library of the world in `wit/`.

mod diagnostics;
mod guest;

pub(crate) use guest::RustGuest;

use crate::compilers::job::{Job, Tool};
use crate::compilers::language::{
    Artifact, LanguageCompiler, Places, Stopped, Toolchain, find_system_libraries,
};
use diptych_shared::api::compile::CompileStage;
use diptych_shared::api::diagnostic::Diagnostic;
use diptych_shared::project::Language;
use diptych_shared::toolchain::{carries_world, has_rust_main};
use std::collections::BTreeMap;
use std::path::Path;
use wit_component::StringEncoding;

/// The Rust compiler.
pub struct Rust;

/// What a source becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A program with `main`; its WASI imports come from the standard library.
    Command,
    /// An implementation of a world, which imports only what the world does.
    Library,
}

impl Kind {
    /// What `entry`'s text becomes if it becomes anything.
    pub(crate) fn of(entry: &str) -> Kind {
        if has_rust_main(entry) { Kind::Command } else { Kind::Library }
    }

    /// The name of the target it is compiled for.
    pub(crate) fn target(self) -> &'static str {
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

impl LanguageCompiler for Rust {
    fn language(&self) -> Language {
        Language::Rust
    }

    fn recipe(&self) -> u32 {
        2
    }

    fn install(&self) -> &'static str {
        "cargo xtask toolchains install rust"
    }

    fn discover(&self, places: &Places) -> anyhow::Result<Option<Toolchain>> {
        let Some(guest) = RustGuest::load(&places.rust_guest)? else { return Ok(None) };
        let mut read = vec![places.rust_guest.clone(), guest.sysroot.clone()];
        for target in guest.targets.values() {
            read.extend(target.dependencies.iter().chain(&target.native).cloned());
        }
        let programs = guest.programs();
        read.extend(find_system_libraries(programs.iter().map(|path| path.as_path()), &guest.sysroot)?);
        let paths = BTreeMap::from([
            ("rust.json".to_owned(), places.rust_guest.clone()),
            ("toolchain".to_owned(), guest.sysroot.clone()),
            ("crates".to_owned(), guest.home.clone()),
        ]);
        Ok(Some(Toolchain { versions: vec![guest.version], read, paths }))
    }

    fn fingerprint(&self, toolchain: &Toolchain) -> String {
        // The crates and their builds.
        let file = toolchain.paths.get("rust.json");
        file.and_then(|file| std::fs::read_to_string(file).ok()).unwrap_or_default()
    }

    fn compile(&self, job: &mut Job) -> Result<Artifact, Stopped> {
        let guest = RustGuest::load(job.path("rust.json")?)?
            .ok_or_else(|| anyhow::anyhow!("the crates for Rust guests are gone"))?;
        let kind = kind(job)?;
        job.stage(CompileStage::Compile);
        let made = job.work.join("component.wasm");
        let tool = rustc(job, &guest, kind, &made);
        let output = job.run(tool)?;
        let messages = diagnostics::parse(&output.stderr, &job.project);
        job.raw_output.push_str(&messages.raw_output);
        job.diagnostics.extend(messages.diagnostics);
        name_memory_limit(job);
        if !output.status.success() {
            return Err(Stopped::Broken);
        }
        let bytes = std::fs::read(&made)?;
        match kind {
            Kind::Command => Ok(Artifact::Component(bytes)),
            Kind::Library if carries_world(&bytes) => {
                Ok(Artifact::Module { bytes, strings: StringEncoding::UTF8 })
            }
            Kind::Library => {
                let message = "the component exports nothing: implement a world with \
                               `wit_bindgen::generate!` and `export!`, or add `fn main`";
                let entry = job.manifest.source.entry.clone();
                job.diagnostics.push(Diagnostic::error(message).in_file(entry));
                Err(Stopped::Broken)
            }
        }
    }
}

/// What the entry becomes, or what has to change for it to become anything.
fn kind(job: &mut Job) -> Result<Kind, Stopped> {
    let entry = &job.manifest.source.entry;
    let text = job.project.files.get(entry).and_then(|file| file.as_text()).unwrap_or_default();
    let kind = Kind::of(text);
    if kind == Kind::Command {
        return Ok(kind);
    }
    if job.wit.is_some() || text.contains("wit_bindgen") {
        return Ok(Kind::Library);
    }
    let message = "nothing to make a component from: add `fn main()` for a command, or a world in \
                   `wit/world.wit` for a library";
    job.diagnostics.push(Diagnostic::error(message).in_file(entry));
    Err(Stopped::Broken)
}

fn rustc(job: &Job, guest: &RustGuest, kind: Kind, made: &Path) -> Tool {
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let mut arguments: Vec<String> = [
        "--edition=2024",
        "--crate-name=component",
        "--error-format=json",
        "-Copt-level=2",
        "-Ccodegen-units=1",
        "-Cpanic=abort",
        // Function names stay, for backtraces.
        "-Cstrip=debuginfo",
    ]
    .map(String::from)
    .to_vec();
    arguments.push(format!("-o{}", text(made)));
    arguments.push(format!("--target={}", kind.target()));
    arguments.push(format!("--crate-type={}", kind.crate_type()));
    arguments.push(format!("--remap-path-prefix={}=project", text(&job.input)));
    arguments.push(format!("--remap-path-prefix={}=work", text(&job.work)));
    arguments.push(format!("--remap-path-prefix={}=toolchain", text(&guest.sysroot)));
    arguments.push(format!("--sysroot={}", text(&guest.sysroot)));
    if let Some(target) = guest.targets.get(kind.target()) {
        for (name, rlib) in &target.externs {
            arguments.push(format!("--extern={name}={}", text(rlib)));
        }
        for folder in &target.dependencies {
            arguments.push(format!("-Ldependency={}", text(folder)));
        }
        for folder in &target.native {
            arguments.push(format!("-Lnative={}", text(folder)));
        }
    }
    arguments.push("--".to_owned());
    arguments.push(job.manifest.source.entry.clone());
    Tool {
        program: guest.rustc.clone(),
        arguments,
        // Where `wit_bindgen::generate!` looks for `wit/`; relative, so that it says nothing.
        environment: vec![("CARGO_MANIFEST_DIR".to_owned(), ".".to_owned())],
        folder: job.input.clone(),
    }
}

/// rustc says itself when a constant needs more memory than it may have, but not how much that is.
fn name_memory_limit(job: &mut Job) {
    let limit = job.limits.compile_memory_bytes;
    for diagnostic in &mut job.diagnostics {
        if diagnostic.message.contains("more memory than available to compiler") {
            diagnostic.message += &format!(" ({limit})");
        }
    }
}
