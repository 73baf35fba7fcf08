//! AssemblyScript through its own compiler, which Node.js runs.

use crate::compilers::job::{Job, Tool};
use crate::compilers::language::{Artifact, LanguageCompiler, Places, Stopped, Toolchain};
use anyhow::Context as _;
use diptych_bindings::assemblyscript::{self, ARGUMENTS, FOLDER};
use diptych_shared::api::compile::CompileStage;
use diptych_shared::api::diagnostic::Diagnostic;
use diptych_shared::project::Language;
use diptych_shared::toolchain::diagnostics;
use std::collections::BTreeMap;
use wit_component::StringEncoding;

/// AssemblyScript that implements the world in `wit/`.
pub struct AssemblyScript;

impl LanguageCompiler for AssemblyScript {
    fn language(&self) -> Language {
        Language::AssemblyScript
    }

    fn recipe(&self) -> u32 {
        1
    }

    fn install(&self) -> &'static str {
        "cargo xtask toolchains install assemblyscript"
    }

    fn discover(&self, places: &Places) -> anyhow::Result<Option<Toolchain>> {
        let packages = places.toolchains.join("assemblyscript/node_modules");
        let compiler = packages.join("assemblyscript/bin/asc.js");
        let (true, Some(node)) = (compiler.exists(), places.node.clone()) else { return Ok(None) };
        let manifest = std::fs::read(packages.join("assemblyscript/package.json"))?;
        let manifest: serde_json::Value = serde_json::from_slice(&manifest)?;
        let version = manifest["version"].as_str().context("AssemblyScript's package has no version")?;
        let mut read = node.read;
        read.insert(packages);
        Ok(Some(Toolchain {
            versions: vec![format!("assemblyscript {version}"), node.version],
            read: read.into_iter().collect(),
            paths: BTreeMap::from([("node".to_owned(), node.program), ("asc".to_owned(), compiler)]),
        }))
    }

    fn compile(&self, job: &mut Job) -> Result<Artifact, Stopped> {
        job.stage(CompileStage::Bind);
        let entry = job.manifest.source.entry.clone();
        let (folder, world) = job.needed_world()?;
        let generated = match assemblyscript::bindings(&folder.resolve, world, &entry) {
            Ok(generated) => generated,
            Err(error) => return Err(broken(job, format!("{error:#}"))),
        };
        // A project's own bindings may be of another day.
        let bindings = job.input.join(FOLDER);
        if bindings.is_dir() {
            std::fs::remove_dir_all(&bindings)?;
        } else if bindings.exists() {
            std::fs::remove_file(&bindings)?;
        }
        for (path, text) in generated.files {
            let path = job.input.join(path);
            std::fs::create_dir_all(path.parent().context("a file without a folder")?)?;
            std::fs::write(path, text)?;
        }
        job.stage(CompileStage::Compile);
        let module = job.work.join("module.wasm");
        let mut arguments = vec![job.path("asc")?.to_string_lossy().into_owned()];
        arguments.extend(ARGUMENTS.iter().map(|argument| (*argument).to_owned()));
        arguments.extend(["--outFile".to_owned(), module.to_string_lossy().into_owned()]);
        let program = job.path("node")?.to_owned();
        let output =
            job.run(Tool { program, arguments, environment: Vec::new(), folder: job.input.clone() })?;
        job.diagnostics.extend(diagnostics::assemblyscript::diagnostics(&output.stderr, &job.project));
        job.raw_output.push_str(&output.stderr);
        if !output.status.success() || job.has_error() {
            return Err(Stopped::Broken);
        }
        let module = std::fs::read(module)?;
        let (folder, world) = job.needed_world()?;
        match assemblyscript::finish(&module, &folder.resolve, world) {
            Ok(bytes) => Ok(Artifact::Module { bytes, strings: StringEncoding::UTF16 }),
            Err(error) => Err(broken(job, format!("{error:#}"))),
        }
    }
}

/// Says what the source cannot have.
fn broken(job: &mut Job, message: String) -> Stopped {
    let entry = job.manifest.source.entry.clone();
    job.diagnostics.push(Diagnostic::error(message).in_file(entry));
    Stopped::Broken
}
