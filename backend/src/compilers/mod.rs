//! Compiling projects: one sandboxed process for each, behind one cache and one fair queue.

mod cache;
mod compile_job;
mod encode;
pub(crate) mod folder;
pub mod job;
pub mod language;
pub mod languages;
pub(crate) mod messages;
mod parts;
mod protocol;
mod queue;
pub mod sandbox;

pub use queue::FairQueue;

use crate::config::Config;
use crate::error::Failure;
use crate::kept_components::KeptComponents;
use crate::limits::{Limits, NamedLimit};
use anyhow::Context as _;
use cache::CompileCache;
use diptych_shared::api::compile::{CompileEvent, CompileOutput, CompilePlace, ComponentForm};
use diptych_shared::api::diagnostic::{Diagnostic, Severity};
use diptych_shared::api::toolchains::ToolchainOffer;
use diptych_shared::project::{Language, MANIFEST_FILE, Manifest, Project, check_path};
use diptych_shared::toolchain::sha256_hex;
use folder::JobFolder;
use language::{LanguageCompiler, Places, Toolchain};
use languages::node::Node;
use protocol::{JobMessage, JobRequest};
use sandbox::{Begin, Bounds, SandboxEnd, SandboxSpec};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Who asks when nobody says: programs in this process.
const NOBODY: &str = "";

/// All compilers of this server.
pub struct Compilers {
    offers: Vec<Offer>,
    cache: CompileCache,
    queue: FairQueue,
    jobs: PathBuf,
    components: KeptComponents,
    config: Arc<Config>,
}

/// A compiler, and its toolchain where this machine has it.
struct Offer {
    compiler: &'static dyn LanguageCompiler,
    toolchain: Option<Toolchain>,
}

impl Compilers {
    /// Finds what this machine has. What is compiled is kept among `components`.
    pub fn open(config: &Arc<Config>, components: KeptComponents) -> anyhow::Result<Compilers> {
        let limits = &config.limits;
        let absolute = |path: &Path| std::path::absolute(path);
        let node = Node::find().unwrap_or_else(|error| {
            tracing::warn!("what needs Node.js is not offered: {error:#}");
            None
        });
        let places = Places {
            toolchains: absolute(&config.toolchains)?,
            rust_guest: absolute(&config.rust_guest)?,
            node,
        };
        let offers = languages::ALL.iter().map(|compiler| Offer::find(*compiler, &places)).collect();
        let jobs = config.cache.join("jobs");
        crate::folder::create_private(&jobs)?;
        let jobs = std::fs::canonicalize(jobs)?;
        // What a server that was killed left behind.
        for entry in std::fs::read_dir(&jobs)?.flatten() {
            std::fs::remove_dir_all(entry.path()).ok();
        }
        Ok(Compilers {
            offers,
            cache: CompileCache::open(
                &config.cache.join("compiles"),
                limits.cache_memory_bytes.value,
                limits.cache_disk_bytes.value,
            )?,
            queue: FairQueue::new(limits),
            jobs,
            components,
            config: Arc::clone(config),
        })
    }

    /// The languages this server compiles, by name.
    pub fn languages(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for offer in self.offers.iter().filter(|offer| offer.toolchain.is_some()) {
            let name = offer.compiler.language().name().to_owned();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// What this server compiles and what it could, and how.
    pub fn toolchains(&self) -> Vec<ToolchainOffer> {
        self.offers.iter().map(Offer::tell).collect()
    }

    /// Compiles `project` for nobody in particular.
    pub async fn compile(&self, project: Project) -> Result<CompileOutput, Failure> {
        self.compile_for(project, ComponentForm::Inline, NOBODY, |_| {}).await
    }

    /// Compiles `project` for `client`, or answers from the cache. The component is among those kept, and in
    /// the output where `form` has it so. `told` hears what it waits for and does, but not the output.
    /// Dropping the future stops the compile.
    pub async fn compile_for(
        &self,
        project: Project,
        form: ComponentForm,
        client: &str,
        mut told: impl FnMut(CompileEvent) + Send,
    ) -> Result<CompileOutput, Failure> {
        if let Some(refused) = self.check(&project)? {
            return Ok(at_server(refused));
        }
        let manifest = project.manifest().ok();
        let offer = match &manifest {
            // The shared toolchain says what is wrong with it, in the manifest's own lines.
            None => self.offers.first(),
            Some(manifest) => self.offer(manifest),
        };
        let Some((compiler, toolchain)) = offer.and_then(Offer::available) else {
            return Ok(at_server(CompileOutput::failed(vec![not_offered(manifest.as_ref(), offer)])));
        };
        let mut toolchain = Cow::Borrowed(toolchain);
        let mut about_parts = Vec::new();
        let project = if compiler.language() == Language::Wac {
            match self.parts(project, client, &mut told).await? {
                Ok(parts) => {
                    toolchain.to_mut().versions.extend(parts.versions);
                    about_parts = parts.diagnostics;
                    parts.project
                }
                Err(output) => return Ok(at_server(output)),
            }
        } else {
            project
        };
        let key = manifest.as_ref().map(|manifest| cache::key(&project, manifest, compiler, &toolchain));
        let mut output = match self.cached(key.as_ref(), form).await? {
            Some(output) => output,
            None => self.compile_anew(project, &toolchain, key, client, &mut told).await?,
        };
        if form.leaves_out(output.component.as_ref()) {
            output.component = None;
        }
        // They are the parts' own, whatever made the whole.
        about_parts.append(&mut output.diagnostics);
        output.diagnostics = about_parts;
        Ok(output)
    }

    /// What an earlier compile came to, as long as its component is kept too.
    async fn cached(
        &self,
        key: Option<&String>,
        form: ComponentForm,
    ) -> Result<Option<CompileOutput>, Failure> {
        let Some(key) = key else { return Ok(None) };
        let Some(mut output) = self.cache.get(key.clone()).await else { return Ok(None) };
        let Some(hash) = output.component_sha256.clone() else { return Ok(Some(output)) };
        match &output.component {
            Some(small) => self.keep(hash, small).await?,
            // Reading a large component takes longer than all else here.
            None if form == ComponentForm::ByHash && self.components.has(&hash) => {}
            None => {
                let Some(component) = self.components.get(hash).await? else { return Ok(None) };
                output.component = Some(component.to_vec().into());
            }
        }
        Ok(Some(output))
    }

    /// Keeps a component for runs by its hash.
    async fn keep(&self, hash: String, component: &[u8]) -> Result<(), Failure> {
        if !self.components.has(&hash) {
            self.components.put(hash, component.into()).await?;
        }
        Ok(())
    }

    /// Compiles in its turn, and keeps what came of it.
    async fn compile_anew(
        &self,
        project: Project,
        toolchain: &Toolchain,
        key: Option<String>,
        client: &str,
        told: &mut (dyn FnMut(CompileEvent) + Send),
    ) -> Result<CompileOutput, Failure> {
        let full = |full: queue::QueueFull| Failure::busy("compiles", full.0);
        let _turn =
            self.queue.turn(client, |before| told(CompileEvent::Queued { before })).await.map_err(full)?;
        // The alternate form holds the whole chain of causes.
        let ran = self.run_job(project, toolchain, told).await;
        let (mut output, repeatable) = ran.map_err(|error| Failure::internal(format!("{error:#}")))?;
        if let (Some(hash), Some(component)) = (&output.component_sha256, &output.component) {
            self.keep(hash.clone(), component).await?;
        }
        // What is wrong with the manifest is not part of the key.
        let about_manifest = |diagnostic: &Diagnostic| diagnostic.file.as_deref() == Some(MANIFEST_FILE);
        if let (Some(key), true) = (key, repeatable)
            && !output.diagnostics.iter().any(about_manifest)
        {
            self.cache.put(key, &mut output).await;
        }
        Ok(output)
    }

    fn offer(&self, manifest: &Manifest) -> Option<&Offer> {
        let wanted = languages::find(manifest)?;
        self.offers.iter().find(|offer| {
            (offer.compiler.language(), offer.compiler.profile()) == (wanted.language(), wanted.profile())
        })
    }

    /// What cannot be compiled at all: as an error when a limit is met, as data when it is the
    /// project's fault.
    pub(crate) fn check(&self, project: &Project) -> Result<Option<CompileOutput>, Failure> {
        let limits = &self.config.limits;
        if project.files.len() as u64 > limits.project_files.value {
            return Err(Failure::too_large("the number of files", limits.project_files));
        }
        let bytes: usize = project.files.iter().map(|(path, file)| path.len() + file.as_bytes().len()).sum();
        if bytes as u64 > limits.project_bytes.value {
            return Err(Failure::too_large("the project", limits.project_bytes));
        }
        let mut diagnostics: Vec<Diagnostic> = Vec::new();
        for path in project.files.keys() {
            if let Err(why) = check_path(path) {
                diagnostics
                    .push(Diagnostic::error(format!("the file name `{}`: {why}", path.escape_debug())));
            }
            // `a` and `a/b` cannot both be there.
            let mut parents = path.match_indices('/').map(|(at, _)| &path[..at]);
            if let Some(parent) = parents.find(|parent| project.files.contains_key(*parent)) {
                let message = format!("`{}` is a file, so it cannot be a folder too", parent.escape_debug());
                diagnostics.push(Diagnostic::error(message));
            }
        }
        Ok((!diagnostics.is_empty()).then(|| CompileOutput::failed(diagnostics)))
    }

    /// One compile in its sandbox, and whether it would come out so again.
    async fn run_job(
        &self,
        project: Project,
        toolchain: &Toolchain,
        told: &mut (dyn FnMut(CompileEvent) + Send),
    ) -> anyhow::Result<(CompileOutput, bool)> {
        let limits = &self.config.limits;
        let folder = JobFolder::create(&self.jobs).context("cannot make the job's folder")?;
        let spec = SandboxSpec {
            read: toolchain.read.clone(),
            write: vec![folder.path().to_owned(), PathBuf::from("/dev/null")],
            bounds: Bounds::of_compile(limits),
            begin: Begin::AtOnce,
            program: None,
            arguments: Vec::new(),
            environment: BTreeMap::new(),
            folder: folder.path().to_owned(),
        };
        let request = JobRequest {
            project,
            toolchain: toolchain.clone(),
            limits: limits.settings(),
            folder: folder.path().to_owned(),
            hidden: vec![(std::env::var("HOME").unwrap_or_default(), "~".to_owned())],
        };
        let request = serde_json::to_vec(&request)?;
        let mut last = None;
        let ran = sandbox::run(&self.config.program, &spec, &request, |line| {
            match serde_json::from_slice::<JobMessage>(line) {
                Ok(JobMessage::Stage { stage }) => {
                    told(CompileEvent::Stage { stage });
                    ControlFlow::Continue(())
                }
                Ok(message) => {
                    last = Some(message);
                    ControlFlow::Break(())
                }
                Err(_) => ControlFlow::Continue(()),
            }
        })
        .await
        .context("sandbox")?;
        match last {
            Some(JobMessage::Done { output, repeatable }) => Ok((sound(*output)?, repeatable)),
            Some(JobMessage::Failed { cause }) => anyhow::bail!("a compile failed: {cause}"),
            Some(JobMessage::Stage { .. }) | None => {
                let words = String::from_utf8_lossy(&ran.stderr);
                tracing::info!(end = ?ran.end, words = %words, "a compile was stopped");
                let output = CompileOutput {
                    toolchain: toolchain.versions.clone(),
                    ..CompileOutput::failed(vec![why_it_ended(ran.end, limits)])
                };
                Ok((at_server(output), false))
            }
        }
    }
}

impl Offer {
    fn find(compiler: &'static dyn LanguageCompiler, places: &Places) -> Offer {
        let language = compiler.language().label();
        let toolchain = match compiler.discover(places) {
            Ok(Some(toolchain)) => Some(toolchain),
            Ok(None) => {
                tracing::info!("{language} is not offered: `{}` brings it", compiler.install());
                None
            }
            Err(error) => {
                tracing::warn!("{language} is not offered: {error:#}");
                None
            }
        };
        Offer { compiler, toolchain }
    }

    fn available(&self) -> Option<(&'static dyn LanguageCompiler, &Toolchain)> {
        Some((self.compiler, self.toolchain.as_ref()?))
    }

    fn tell(&self) -> ToolchainOffer {
        ToolchainOffer {
            language: self.compiler.language(),
            profile: self.compiler.profile(),
            available: self.toolchain.is_some(),
            toolchain: self.toolchain.as_ref().map(|found| found.versions.clone()).unwrap_or_default(),
            install: self.compiler.install().to_owned(),
        }
    }
}

fn at_server(output: CompileOutput) -> CompileOutput {
    CompileOutput { place: Some(CompilePlace::Server), ..output }
}

/// The output as this server answers for it. The process that made it worked on hostile input: what
/// its component is called is worked out here.
fn sound(output: CompileOutput) -> anyhow::Result<CompileOutput> {
    let hash = output.component.as_ref().map(|component| sha256_hex(component));
    let explained = output.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    anyhow::ensure!(hash.is_some() || explained, "a compile ended without a component and without an error");
    Ok(CompileOutput { component_sha256: hash, cached: false, ..at_server(output) })
}

fn not_offered(manifest: Option<&Manifest>, offer: Option<&Offer>) -> Diagnostic {
    let language = manifest.map(|manifest| manifest.source.language);
    let label = language.map_or("it", Language::label);
    let message = match offer {
        Some(offer) => {
            let install = offer.compiler.install();
            let first = language.and_then(|language| language.profiles().first());
            match (offer.compiler.profile(), first) {
                (Some(profile), Some(first)) if profile != *first => format!(
                    "this server does not compile {label} with the profile `{}`: its operator can add it with \
                     `{install}`\nhelp: without `profile` it is compiled in {}",
                    profile.name(),
                    first.label()
                ),
                _ => {
                    format!("this server does not compile {label}: its operator can add it with `{install}`")
                }
            }
        }
        None if language == Some(Language::Pipeline) => {
            "a pipeline is no component: each of its components is compiled by itself, and its stages are run \
             one by one"
                .to_owned()
        }
        None => format!("servers do not compile {label}"),
    };
    Diagnostic::error(message).in_file(MANIFEST_FILE)
}

/// Which limit ended a compile that could not say it itself.
fn why_it_ended(end: SandboxEnd, limits: &Limits) -> Diagnostic {
    let met = |what: &str, limit: NamedLimit, advice: &str| {
        Diagnostic::error(format!("the compile was stopped because {what} ({limit}): {advice}"))
    };
    let too_big = "look for very large statics, constants or macros";
    match end {
        SandboxEnd::OutOfTime | SandboxEnd::Signalled(libc::SIGXCPU) => {
            met("it took too long", limits.compile_time_ms, "look for endless macros or constants")
        }
        SandboxEnd::TooMuchOutput => {
            met("it printed too much", limits.compile_message_bytes, "fix the first errors")
        }
        SandboxEnd::TooMuchMemory => {
            met("it needed too much memory", limits.compile_total_memory_bytes, too_big)
        }
        SandboxEnd::TooManyProcesses => {
            met("it started too many processes", limits.compile_processes, "nothing needs that many")
        }
        SandboxEnd::FolderTooLarge => met("it wrote too much", limits.compile_folder_bytes, too_big),
        SandboxEnd::TooManyFiles => met("it wrote too many files", limits.compile_folder_files, too_big),
        SandboxEnd::Signalled(libc::SIGXFSZ) => {
            met("it wrote too large a file", limits.compile_output_bytes, too_big)
        }
        SandboxEnd::Signalled(_) | SandboxEnd::Exited(_) => {
            met("it died, most likely out of memory", limits.compile_memory_bytes, too_big)
        }
    }
}
