//! Python: componentize-py, which runs the module once and keeps what it left in memory; held still while it
//! does, so that the same sources leave the same.

use super::python_diagnostics::{diagnostic, words};
use crate::compilers::job::{Job, Tool};
use crate::compilers::language::{
    Artifact, LanguageCompiler, Places, Stopped, Toolchain, find_plugin_libraries, find_still,
};
use anyhow::Context as _;
use diptych_shared::api::compile::CompileStage;
use diptych_shared::project::Language;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use wit_parser::{Resolve, WorldId, WorldKey};

/// What starts componentize-py, given its folder and its arguments.
const START: &str =
    "import sys; sys.path.insert(0, sys.argv.pop(1)); from componentize_py import script; script()";

/// The name of the library that holds Python still, where there is one.
const STILL: &str = "still";

/// Compiles Python.
pub struct Python;

impl LanguageCompiler for Python {
    fn language(&self) -> Language {
        Language::Python
    }

    fn recipe(&self) -> u32 {
        2
    }

    fn install(&self) -> &'static str {
        "cargo xtask toolchains install python"
    }

    fn discover(&self, places: &Places) -> anyhow::Result<Option<Toolchain>> {
        let home = places.toolchains.join("python");
        let packages = home.join("packages");
        let library = packages.join("componentize_py/componentize_py.abi3.so");
        if !library.exists() {
            return Ok(None);
        }
        let Some((interpreter, standard)) = interpreter() else { return Ok(None) };
        let mut read = vec![packages.clone(), interpreter.clone(), standard];
        read.extend(find_plugin_libraries(&interpreter, &library, Path::new("/nowhere"))?);
        let versions = vec![format!("componentize-py {}", version(&packages).context("no version")?)];
        let mut paths =
            BTreeMap::from([("python".to_owned(), interpreter), ("packages".to_owned(), packages)]);
        if let Some(still) = find_still(&home) {
            read.push(still.clone());
            paths.insert(STILL.to_owned(), still);
        }
        Ok(Some(Toolchain { versions, read, paths }))
    }

    fn fingerprint(&self, toolchain: &Toolchain) -> String {
        toolchain.paths.get(STILL).map_or_else(String::new, |_| STILL.to_owned())
    }

    fn compile(&self, job: &mut Job) -> Result<Artifact, Stopped> {
        let (folder, world) = job.needed_world()?;
        let stub = !speaks_wasi(&folder.resolve, world);
        let world = folder.resolve.worlds[world].name.clone();
        job.stage(CompileStage::Compile);
        let entry = job.manifest.source.entry.clone();
        let module = entry.trim_end_matches(".py").replace('/', ".");
        let output = job.work.join("component.wasm");
        let text = |path: &Path| path.to_string_lossy().into_owned();
        let mut arguments =
            vec!["-I".to_owned(), "-c".to_owned(), START.to_owned(), text(job.path("packages")?)];
        arguments.extend(["-d".to_owned(), text(&job.input.join("wit")), "-w".to_owned(), world]);
        arguments.push("componentize".to_owned());
        arguments.extend(stub.then(|| "--stub-wasi".to_owned()));
        arguments.extend(["-p".to_owned(), text(&job.input), "-o".to_owned(), text(&output), module]);
        let mut environment = vec![("PYTHONHASHSEED".to_owned(), "0".to_owned())];
        if let Ok(still) = job.path(STILL) {
            environment.push(("LD_PRELOAD".to_owned(), text(still)));
        }
        let said = job.run(Tool {
            program: job.path("python")?.to_owned(),
            arguments,
            environment,
            folder: job.work.clone(),
        })?;
        if !said.status.success() {
            let words = words(&said.stderr);
            // Python that was killed says nothing; the job knows why.
            if !words.is_empty() {
                job.diagnostics.push(diagnostic(&words, &job.project, &job.manifest.source.entry));
            }
            job.raw_output += &words;
            return Err(Stopped::Broken);
        }
        job.raw_output += &said.stderr;
        Ok(Artifact::Component(fs::read(&output).context("componentize-py left no component")?))
    }
}

/// The machine's Python and its standard library.
fn interpreter() -> Option<(PathBuf, PathBuf)> {
    let ask = "import os, sys; print(os.path.realpath(sys.executable)); print(os.path.dirname(os.__file__))";
    let output = Command::new("python3").args(["-I", "-c", ask]).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut lines = text.lines().map(PathBuf::from);
    Some((lines.next()?, lines.next()?))
}

/// `0.25.1` of `componentize_py-0.25.1.dist-info`.
fn version(packages: &Path) -> Option<String> {
    let names = fs::read_dir(packages).ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    names
        .filter_map(|name| {
            Some(name.strip_prefix("componentize_py-")?.strip_suffix(".dist-info")?.to_owned())
        })
        .next()
}

/// Whether a world imports or exports an interface of WASI: only then may the interpreter, too.
fn speaks_wasi(resolve: &Resolve, world: WorldId) -> bool {
    let world = &resolve.worlds[world];
    world.imports.keys().chain(world.exports.keys()).any(|key| match key {
        WorldKey::Interface(id) => resolve.interfaces[*id]
            .package
            .is_some_and(|package| resolve.packages[package].name.namespace == "wasi"),
        WorldKey::Name(_) => false,
    })
}
