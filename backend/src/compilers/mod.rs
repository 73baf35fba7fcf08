//! Compiling projects: the shared toolchain for what needs no server, a sandboxed compiler for the
//! rest, both behind one cache and one queue.

mod guest;
mod rust;
mod rust_diagnostics;
mod rust_entry;
pub mod sandbox;

use crate::config::Config;
use crate::error::Failure;
use crate::queue::Queue;
use crate::store::ContentStore;
use diptych_shared::api::compile::CompileOutput;
use diptych_shared::api::diagnostic::{Diagnostic, Severity};
use diptych_shared::project::{Language, MANIFEST_FILE, Manifest, Project, check_path};
use diptych_shared::toolchain;
use sha2::{Digest as _, Sha256};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// A compile under way. An error is our own fault; broken sources are data in the output.
pub type CompileFuture<'a> = Pin<Box<dyn Future<Output = anyhow::Result<CompileOutput>> + Send + 'a>>;

/// A language's compiler. Dropping the future stops it.
pub trait Compiler: Send + Sync {
    /// The language it compiles.
    fn language(&self) -> Language;

    /// Everything besides the project that decides what comes out: versions and settings.
    fn recipe(&self) -> String;

    /// Compiles a project whose paths, sizes, manifest and WIT were checked.
    fn compile<'a>(&'a self, project: &'a Project, manifest: &'a Manifest) -> CompileFuture<'a>;
}

/// All compilers of this server.
pub struct Compilers {
    compilers: Vec<Box<dyn Compiler>>,
    cache: Arc<ContentStore>,
    queue: Queue,
    config: Arc<Config>,
}

impl Compilers {
    /// The compilers that this machine has what they need for.
    pub fn open(config: &Arc<Config>) -> anyhow::Result<Compilers> {
        let limits = &config.limits;
        let cache = ContentStore::open(
            &config.cache.join("compiles"),
            limits.cache_memory_bytes.value,
            limits.cache_disk_bytes.value,
        )?;
        let mut compilers: Vec<Box<dyn Compiler>> = Vec::new();
        match guest::RustGuest::load(&config.rust_guest)? {
            Some(guest) => compilers.push(Box::new(rust::RustCompiler::new(
                guest,
                config.program.clone(),
                &config.cache.join("jobs"),
                limits.clone(),
            )?)),
            None => tracing::warn!(
                file = %config.rust_guest.display(),
                "Rust is not offered: the crates for Rust guests are missing; `cargo xtask build` brings them"
            ),
        }
        Ok(Compilers {
            compilers,
            cache: Arc::new(cache),
            queue: Queue::new(limits.concurrent_compiles, limits.queued_compiles),
            config: Arc::clone(config),
        })
    }

    /// The languages this server compiles, by name.
    pub fn languages(&self) -> Vec<String> {
        let mut names = vec!["wat".to_owned()];
        names.extend(self.compilers.iter().map(|compiler| compiler.language().name().to_owned()));
        names
    }

    /// Compiles `project`, or answers from the cache.
    pub async fn compile(&self, project: Project) -> Result<CompileOutput, Failure> {
        if let Some(refused) = self.check(&project)? {
            return Ok(refused);
        }
        let Ok(manifest) = project.manifest() else {
            // The shared toolchain says what is wrong with it, in the manifest's own lines.
            return self.compile_shared(project).await.map(|(_, output)| output);
        };
        if manifest.source.language != Language::Rust {
            return self.compile_shared(project).await.map(|(_, output)| output);
        }
        let compiler = self.compilers.iter().find(|compiler| compiler.language() == manifest.source.language);
        let Some(compiler) = compiler else {
            let message = format!(
                "this server does not compile {}: its operator can add it with `cargo xtask build`",
                manifest.source.language.name()
            );
            return Ok(CompileOutput::failed(vec![Diagnostic::error(message).in_file(MANIFEST_FILE)]));
        };
        let key = cache_key(&project, &manifest, &compiler.recipe());
        if let Some(output) = self.cached(&key).await {
            return Ok(output);
        }
        let (project, checked) = self.compile_shared(project).await?;
        if checked.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
            return Ok(checked);
        }
        let _turn = self.turn().await?;
        let mut output = compiler.compile(&project, &manifest).await.map_err(|error| {
            // The alternate form holds the whole chain of causes.
            Failure::internal(format!("{error:#}"))
        })?;
        output.diagnostics.splice(0..0, checked.diagnostics);
        self.keep(key, &output).await;
        Ok(output)
    }

    async fn turn(&self) -> Result<crate::queue::Turn, Failure> {
        self.queue.turn().await.map_err(|full| Failure::busy("compiles", full.0))
    }

    /// What cannot be compiled at all: as an error when a limit is met, as data when it is the
    /// project's fault.
    fn check(&self, project: &Project) -> Result<Option<CompileOutput>, Failure> {
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

    /// The shared toolchain's part, off the threads that serve requests; gives the project back.
    async fn compile_shared(&self, project: Project) -> Result<(Project, CompileOutput), Failure> {
        let _turn = self.turn().await?;
        tokio::task::spawn_blocking(move || {
            let output = toolchain::compile(&project);
            (project, output)
        })
        .await
        .map_err(Failure::internal)
    }

    async fn cached(&self, key: &str) -> Option<CompileOutput> {
        let (cache, key) = (Arc::clone(&self.cache), key.to_owned());
        let bytes = tokio::task::spawn_blocking(move || cache.get(&key)).await.ok()??;
        let output: CompileOutput = serde_json::from_slice(&bytes).ok()?;
        Some(CompileOutput { cached: true, ..output })
    }

    /// Keeps what would come out again. A compile that met a limit might do better next time.
    async fn keep(&self, key: String, output: &CompileOutput) {
        let explained = output.diagnostics.iter().all(|diagnostic| {
            diagnostic.severity != Severity::Error || diagnostic.file.is_some() || diagnostic.code.is_some()
        });
        if !explained {
            return;
        }
        let Ok(bytes) = serde_json::to_vec(output) else { return };
        let cache = Arc::clone(&self.cache);
        // A store that fails says so in the log.
        tokio::task::spawn_blocking(move || cache.put(&key, bytes.into())).await.ok();
    }
}

/// A hash of everything a compile depends on: all files but the manifest, of which only `[source]`
/// matters, so that changed run settings do not compile anew.
fn cache_key(project: &Project, manifest: &Manifest, recipe: &str) -> String {
    let source = &manifest.source;
    let mut hasher = Sha256::new();
    // Every part is preceded by its length: no file's content can look like another file.
    let mut add = |part: &[u8]| {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    };
    add(recipe.as_bytes());
    add(source.language.name().as_bytes());
    add(source.entry.as_bytes());
    add(source.world.as_deref().unwrap_or_default().as_bytes());
    for (path, file) in project.files.iter().filter(|(path, _)| *path != MANIFEST_FILE) {
        add(path.as_bytes());
        add(file.as_bytes());
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
