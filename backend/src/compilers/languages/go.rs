//! Go: its own compiler and linker, run by a program of ours that knows no network and no cache.
//!
//! Without `wit/` the entry's folder is a program. With it, the project implements a world: the
//! bindings are laid over the project's files as module `wit_component`, and the project brings the
//! packages `export_…` that they import.

use super::go_diagnostics::diagnostics;
use crate::compilers::job::{Job, Tool};
use crate::compilers::language::{Artifact, LanguageCompiler, Places, Stopped, Toolchain};
use anyhow::Context as _;
use diptych_bindings::bindings;
use diptych_shared::api::compile::CompileStage;
use diptych_shared::api::diagnostic::Diagnostic;
use diptych_shared::project::{Language, MANIFEST_FILE, Project};
use std::collections::BTreeMap;
use std::fs;
use wit_component::StringEncoding;

/// What the bindings call the module that they and the project make up.
const MODULE: &str = "wit_component";

/// Compiles Go.
pub struct Go;

impl LanguageCompiler for Go {
    fn language(&self) -> Language {
        Language::Go
    }

    fn recipe(&self) -> u32 {
        1
    }

    fn install(&self) -> &'static str {
        "cargo xtask toolchains install go"
    }

    fn discover(&self, places: &Places) -> anyhow::Result<Option<Toolchain>> {
        let home = places.toolchains.join("go");
        let tools = home.join("packages/go/pkg/tool").join(host());
        let (build, archives) = (home.join("build"), home.join("archives"));
        // The archives' list is written last.
        if !build.exists() || !tools.join("link").exists() || !archives.join("importcfg").exists() {
            return Ok(None);
        }
        let version = fs::read_to_string(home.join("packages/go/VERSION"))?;
        let version =
            version.lines().next().and_then(|line| line.strip_prefix("go")).context("no version")?;
        // The tools are static: there are no system libraries to read.
        Ok(Some(Toolchain {
            versions: vec![format!("go {version}"), format!("wit-bindgen-go {}", diptych_bindings::VERSION)],
            read: vec![build.clone(), archives.clone(), tools.clone()],
            paths: [("build", build), ("archives", archives), ("tools", tools)]
                .map(|(name, path)| (name.to_owned(), path))
                .into(),
        }))
    }

    fn compile(&self, job: &mut Job) -> Result<Artifact, Stopped> {
        let mut generated = BTreeMap::new();
        if job.wit.is_some() {
            job.stage(CompileStage::Bind);
            let (folder, world) = job.needed_world()?;
            match bindings(&folder.resolve, world, Language::Go) {
                Ok(made) => generated = made.files,
                Err(error) => {
                    let message = format!("Go has no bindings for this world: {error:#}");
                    job.diagnostics.push(Diagnostic::error(message));
                    return Err(Stopped::Broken);
                }
            }
        }
        job.stage(CompileStage::Compile);
        lay_out(job, &generated)?;
        let output = job.work.join("module.wasm");
        let tool = command(job, &output.to_string_lossy())?;
        let said = job.run(tool)?;
        job.raw_output += &said.stderr;
        if !said.status.success() {
            // The tools go on when the kernel cuts a file.
            if said.stderr.contains(": file too large") {
                let limit = job.limits.compile_output_bytes;
                job.met_limit("the compiler's output is too large", limit, "look for very large variables");
            }
            let found = diagnostics(&said.stderr, &job.project, &job.manifest.source.entry);
            job.diagnostics.extend(found);
            return Err(Stopped::Broken);
        }
        let bytes = fs::read(&output).context("the linker left no module")?;
        Ok(Artifact::Module { bytes, strings: StringEncoding::UTF8 })
    }
}

/// The folder of the tools for this machine.
fn host() -> &'static str {
    if cfg!(target_arch = "aarch64") { "linux_arm64" } else { "linux_amd64" }
}

/// Writes the project and its bindings, which go first, into one folder.
fn lay_out(job: &mut Job, generated: &BTreeMap<String, Vec<u8>>) -> Result<(), Stopped> {
    for (path, file) in &job.project.files {
        let is_folder_of = |a: &str, b: &str| b.strip_prefix(a).is_some_and(|rest| rest.starts_with('/'));
        if generated.keys().any(|own| is_folder_of(own, path) || is_folder_of(path, own)) {
            let message =
                "the world's bindings have this path, once as a file and once as a folder: rename yours";
            job.diagnostics.push(Diagnostic::error(message).in_file(path.clone()));
            return Err(Stopped::Broken);
        }
        if path != MANIFEST_FILE && !generated.contains_key(path) {
            job.write(format!("source/{path}"), file.as_bytes())?;
        }
    }
    for (path, content) in generated {
        job.write(format!("source/{path}"), content)?;
    }
    std::fs::create_dir(job.work.join("made"))?;
    Ok(())
}

fn command(job: &Job, output: &str) -> Result<Tool, Stopped> {
    let is_library = job.wit.is_some();
    let entry = &job.manifest.source.entry;
    let folder = entry.rsplit_once('/').map_or(".", |(folder, _)| folder);
    let module = module_of(&job.project);
    let text = |name: &str| job.path(name).map(|path| path.to_string_lossy().into_owned());
    let work = |name: &str| job.work.join(name).to_string_lossy().into_owned();
    let arguments = [
        ("-source", work("source")),
        ("-work", work("made")),
        ("-tools", text("tools")?),
        ("-archives", format!("{}/importcfg", text("archives")?)),
        ("-lang", language_version(&job.toolchain)),
        ("-modules", module.map_or(MODULE.to_owned(), |own| format!("{own},{MODULE}"))),
        // The bindings of a world bring the main package.
        ("-main", if is_library { "." } else { folder }.to_owned()),
        ("-buildmode", if is_library { "c-shared" } else { "exe" }.to_owned()),
        ("-o", output.to_owned()),
    ];
    Ok(Tool {
        program: job.path("build")?.to_owned(),
        arguments: arguments.into_iter().flat_map(|(name, value)| [name.to_owned(), value]).collect(),
        environment: [("GOOS", "wasip1"), ("GOARCH", "wasm"), ("CGO_ENABLED", "0"), ("GOTELEMETRY", "off")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        folder: job.work.clone(),
    })
}

/// `go1.27` of `go 1.27.3`.
fn language_version(toolchain: &Toolchain) -> String {
    let version = toolchain.versions.first().map_or("", |version| version.as_str());
    let numbers: Vec<&str> = version.trim_start_matches("go ").split('.').take(2).collect();
    format!("go{}", numbers.join("."))
}

/// The module that the project's `go.mod` names.
fn module_of(project: &Project) -> Option<String> {
    let text = project.files.get("go.mod")?.as_text()?;
    let name = text.lines().find_map(|line| line.trim().strip_prefix("module "))?;
    let name = name.split("//").next()?.trim().trim_matches('"');
    (!name.is_empty() && !name.contains(',')).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{language_version, module_of};
    use crate::compilers::language::Toolchain;
    use diptych_shared::project::{Project, ProjectFile};

    #[test]
    fn the_language_is_the_compilers() {
        let toolchain = Toolchain { versions: vec!["go 1.27.3".into()], ..Toolchain::default() };
        assert_eq!(language_version(&toolchain), "go1.27");
    }

    #[test]
    fn the_module_is_what_go_mod_names() {
        let named = |text: &str| {
            let mut project = Project::default();
            project.files.insert("go.mod".into(), ProjectFile::text(text));
            module_of(&project)
        };
        assert_eq!(
            named("// x\nmodule example.com/app // mine\n\ngo 1.27\n").as_deref(),
            Some("example.com/app")
        );
        assert_eq!(named("module a,b\n"), None);
        assert_eq!(named("go 1.27\n"), None);
    }
}
