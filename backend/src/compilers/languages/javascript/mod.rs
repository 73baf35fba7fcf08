//! JavaScript and TypeScript: bundled by esbuild from the project's files, then put into QuickJS or
//! SpiderMonkey, whose state after the top-level code ran is the component.

mod convert;
mod diagnostics;
mod hide;
mod layer;
mod names;
mod toolchain;

use crate::compilers::job::{Job, Tool};
use crate::compilers::language::{Artifact, LanguageCompiler, Places, Stopped, Toolchain};
use anyhow::Context as _;
use convert::Passing;
use diagnostics::Answer;
use diptych_shared::api::compile::CompileStage;
use diptych_shared::api::diagnostic::Diagnostic;
use diptych_shared::project::{Language, MANIFEST_FILE, Profile};
use serde_json::json;
use std::collections::BTreeMap;
use wit_component::{StringEncoding, WitPrinter};
use wit_parser::{Resolve, WorldId, WorldItem, WorldKey};

/// JavaScript or TypeScript in one of the engines.
pub struct JavaScript {
    language: Language,
    engine: Profile,
}

/// JavaScript in QuickJS.
pub const JAVASCRIPT: JavaScript = JavaScript { language: Language::JavaScript, engine: Profile::QuickJs };
/// TypeScript in QuickJS.
pub const TYPESCRIPT: JavaScript = JavaScript { language: Language::TypeScript, engine: Profile::QuickJs };
/// JavaScript in SpiderMonkey.
pub const JAVASCRIPT_IN_SPIDERMONKEY: JavaScript =
    JavaScript { language: Language::JavaScript, engine: Profile::SpiderMonkey };
/// TypeScript in SpiderMonkey.
pub const TYPESCRIPT_IN_SPIDERMONKEY: JavaScript =
    JavaScript { language: Language::TypeScript, engine: Profile::SpiderMonkey };

/// The function that componentize-qjs leaves in a component's exports.
const LEAKED: &str = "init";

impl LanguageCompiler for JavaScript {
    fn language(&self) -> Language {
        self.language
    }

    fn profile(&self) -> Option<Profile> {
        Some(self.engine)
    }

    fn recipe(&self) -> u32 {
        1
    }

    fn install(&self) -> &'static str {
        match self.engine {
            Profile::QuickJs => "cargo xtask toolchains install quickjs",
            Profile::SpiderMonkey => "cargo xtask toolchains install spidermonkey",
        }
    }

    fn discover(&self, places: &Places) -> anyhow::Result<Option<Toolchain>> {
        match self.engine {
            Profile::QuickJs => toolchain::quickjs(places),
            Profile::SpiderMonkey => toolchain::spidermonkey(places),
        }
    }

    fn fingerprint(&self, toolchain: &Toolchain) -> String {
        toolchain.paths.get("still").map_or_else(String::new, |_| "still".to_owned())
    }

    fn compile(&self, job: &mut Job) -> Result<Artifact, Stopped> {
        job.stage(CompileStage::Bind);
        let (folder, world) = job.needed_world()?;
        let resolve = &folder.resolve;
        let passing = match self.engine {
            Profile::QuickJs => Passing::AsText,
            Profile::SpiderMonkey => Passing::AsIs,
        };
        let layer = layer::layer(resolve, world, passing);
        let wit = printed(resolve, world)?;
        let name = resolve.worlds[world].name.clone();
        let wasi = imports_wasi(resolve, world);
        let takes_init = resolve.worlds[world].exports.contains_key(&WorldKey::Name(LEAKED.to_owned()));
        if takes_init && self.engine == Profile::QuickJs {
            let message = "QuickJS keeps the export `init` for itself: name it otherwise";
            job.diagnostics.push(Diagnostic::error(message).in_file(MANIFEST_FILE));
            return Err(Stopped::Broken);
        }
        let entry = job.manifest.source.entry.clone();
        let files: BTreeMap<&str, &str> = job
            .project
            .files
            .iter()
            .filter_map(|(path, file)| Some((path.as_str(), file.as_text()?)))
            .collect();
        if !files.contains_key(entry.as_str()) {
            let message = format!("the entry `{entry}` is not a text file of this project");
            job.diagnostics.push(Diagnostic::error(message).in_file(MANIFEST_FILE));
            return Err(Stopped::Broken);
        }
        let wit_path = job.write("world.wit", wit)?;
        let script = job.write("componentize.mjs", include_str!("componentize.mjs"))?;
        job.write("spidermonkey.mjs", include_str!("spidermonkey.mjs"))?;
        let output = job.work.join("made.wasm");
        let request = json!({
            "engine": self.engine.name(),
            "packages": job.path("packages")?,
            "runtime": job.path("runtime").ok(),
            "wizer": job.path("wizer").ok(),
            "still": job.path("still").ok(),
            "folder": job.work,
            "files": files,
            "entry": entry,
            "modules": layer.modules,
            "interfaces": layer.interfaces,
            "interfaceNames": layer.interface_names,
            "wit": wit_path,
            "world": name,
            "wasi": wasi,
            "output": output,
        });
        let request = job.write("request.json", request.to_string())?;
        job.stage(CompileStage::Compile);
        let node = Tool {
            program: job.path("node")?.to_owned(),
            arguments: [&script, &request].map(|path| path.to_string_lossy().into_owned()).to_vec(),
            environment: Vec::new(),
            folder: job.work.clone(),
        };
        let said = job.run(node)?;
        let Some(answer) = Answer::find(&said.stdout) else {
            job.raw_output += &said.stderr;
            return Err(Stopped::Broken);
        };
        job.raw_output += &answer.raw;
        job.diagnostics.extend(answer.diagnostics(&entry, &name));
        if job.has_error() {
            return Err(Stopped::Broken);
        }
        let made = std::fs::read(&output).context("the compiler left nothing")?;
        Ok(match self.engine {
            Profile::QuickJs => Artifact::Component(hide::hide_function(&made, LEAKED)?),
            Profile::SpiderMonkey => Artifact::Module { bytes: made, strings: StringEncoding::UTF8 },
        })
    }
}

/// The world with all packages it uses, as one text.
fn printed(resolve: &Resolve, world: WorldId) -> anyhow::Result<String> {
    let package = resolve.worlds[world].package.context("the world is in no package")?;
    let others: Vec<_> = resolve.packages.iter().map(|(id, _)| id).filter(|id| *id != package).collect();
    let mut printer = WitPrinter::default();
    printer.emit_docs(false);
    printer.print(resolve, package, &others)?;
    Ok(printer.output.to_string())
}

/// Whether the world itself asks for WASI; a component of any other has no such imports.
fn imports_wasi(resolve: &Resolve, world: WorldId) -> bool {
    resolve.worlds[world].imports.iter().any(|(_, item)| match item {
        WorldItem::Interface { id, .. } => {
            let package = resolve.interfaces[*id].package;
            package.is_some_and(|package| resolve.packages[package].name.namespace == "wasi")
        }
        _ => false,
    })
}
