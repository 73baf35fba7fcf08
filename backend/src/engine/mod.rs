//! Running components on wasmtime: one locked-down process per run, compiled code from a cache.
//!
//! [`Engine`] is all that the rest of the server sees. It inspects and compiles a component once
//! (in a short-lived process of its own), takes a warm runner process for each run, passes on what
//! the runner says, and turns the runner's death into an outcome.

mod cache;
mod compile;
mod deadline;
mod events;
mod fork_server;
mod host;
mod linked;
mod linking;
mod live;
mod lockdown;
mod measure;
mod outcome;
mod parts;
mod pool;
mod process;
mod program;
mod protocol;
mod run;
mod runner;
mod script;
mod settings;
mod tracer;
mod values;

pub use compile::compile_component_main;
pub use linked::LinkedParts;
pub use runner::runner_main;
pub use tracer::provider::HostFunction;

use crate::outbound::Outbound;
use anyhow::Context as _;
use cache::{ArtifactCache, write_private};
use diptych_shared::api::run::{RunEvent, RunLimits, RunSettings};
use diptych_shared::report::EngineInfo;
use diptych_shared::toolchain;
use pool::Pool;
use protocol::CompileJob;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::{Semaphore, mpsc};

/// Every function that the host provides, as the tracer sees it.
pub fn host_functions() -> anyhow::Result<Vec<HostFunction>> {
    Ok(tracer::provider::build()?.functions)
}

/// How the engine works on this machine.
#[derive(Clone, Debug)]
pub struct EngineConfig {
    /// Where compiled components are kept; made private to this user.
    pub cache_dir: PathBuf,
    /// The program that is started as `<program> runner` and `<program> compile-component`: this
    /// server's own.
    pub runner_program: PathBuf,
    /// Runs at the same time; more wait.
    pub max_concurrent_runs: usize,
    /// Runner processes forked ahead of need.
    pub warm_runners: usize,
    /// Compilations at the same time; more wait.
    pub max_concurrent_compiles: usize,
    /// Bounds of one compilation in milliseconds (`compile-time-ms`).
    pub compile_time_ms: u64,
    /// Bounds of one compilation's memory in bytes (`compile-memory-bytes`).
    pub compile_memory_bytes: u64,
    /// All compiled components on disk together, in bytes.
    pub cache_bytes: u64,
    /// The most a run may ask for; what asks for more gets this.
    pub limits: RunLimits,
    /// The instances that a composition may have (`composition-instances`).
    pub composition_instances: u64,
    /// What makes live HTTP requests; without it there are none.
    pub outbound: Option<Outbound>,
}

/// What a run runs.
#[derive(Clone, Debug)]
pub struct RunSource {
    /// The component; of a composition the composed one.
    pub component: Arc<[u8]>,
    /// A composition's parts.
    pub linked: Option<LinkedParts>,
}

impl From<Arc<[u8]>> for RunSource {
    fn from(component: Arc<[u8]>) -> RunSource {
        RunSource { component, linked: None }
    }
}

impl EngineConfig {
    /// The defaults for a cache folder and a program: as many runs as processors, two warm
    /// runners, compilations within 10 s and 1 GiB, a cache of 1 GiB, [`RunLimits`] four times
    /// their defaults, compositions of 100 instances, and no live HTTP requests.
    pub fn new(cache_dir: PathBuf, runner_program: PathBuf) -> EngineConfig {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let limits = RunLimits::default();
        EngineConfig {
            cache_dir,
            runner_program,
            max_concurrent_runs: processors,
            warm_runners: 2,
            max_concurrent_compiles: processors,
            compile_time_ms: 10_000,
            compile_memory_bytes: 1 << 30,
            cache_bytes: 1 << 30,
            limits: RunLimits {
                time_ms: 4 * limits.time_ms,
                memory_bytes: 4 * limits.memory_bytes,
                output_bytes: 4 * limits.output_bytes,
                trace_events: 4 * limits.trace_events,
                trace_bytes: 4 * limits.trace_bytes,
                file_bytes: 4 * limits.file_bytes,
            },
            composition_instances: diptych_compose::limits::INSTANCES as u64,
            outbound: None,
        }
    }
}

/// The wasmtime engine. Clones share everything.
#[derive(Clone)]
pub struct Engine(Arc<EngineState>);

struct EngineState {
    cache: ArtifactCache,
    runners: Pool,
    running: Semaphore,
    ceilings: RunLimits,
    composition_instances: u64,
    outbound: Option<Outbound>,
}

impl Engine {
    /// Opens the cache, makes (or finds) the tracer's provider, and starts the warm processes.
    ///
    /// # Errors
    ///
    /// When the cache folder cannot be used or the runner program cannot be started.
    pub async fn start(config: EngineConfig) -> anyhow::Result<Engine> {
        let folder = std::path::absolute(config.cache_dir.join("artifacts"))?;
        let compilers = Pool::starting(config.runner_program.clone(), vec!["compile-component".into()], 1);
        let job = CompileJob { time_ms: config.compile_time_ms, memory_bytes: config.compile_memory_bytes };
        let cache =
            ArtifactCache::open(&folder, config.cache_bytes, compilers, config.max_concurrent_compiles, job)
                .with_context(|| format!("the cache folder {} cannot be used", folder.display()))?;
        let provider = tracer::provider::build().context("the tracer's provider cannot be made")?;
        let sha256 = toolchain::sha256_hex(&provider.component);
        let (artifact, _) = cache.artifact(&sha256, &provider.component).await?;
        write_private(&artifact.path().with_extension("json"), &serde_json::to_vec(&provider.functions)?)?;
        let arguments = vec!["runner".into(), artifact.path().into()];
        let runners = Pool::forking(config.runner_program, arguments, config.warm_runners);
        runners.fill().context("no runner process can be started")?;
        Ok(Engine(Arc::new(EngineState {
            cache,
            runners,
            running: Semaphore::new(config.max_concurrent_runs.max(1)),
            ceilings: config.limits,
            composition_instances: config.composition_instances,
            outbound: config.outbound,
        })))
    }

    /// Runs `source` and sends what happens; the last event is always the report.
    ///
    /// Limits above the engine's ceilings are lowered to them. When the receiver is dropped, the
    /// run's process is killed at once.
    pub async fn run(
        &self,
        source: impl Into<RunSource>,
        settings: RunSettings,
        events: mpsc::Sender<RunEvent>,
    ) {
        self.run_streamed(source.into(), settings, true, events).await;
    }

    /// The same; without `trace_in_report` the report has no trace events, which were all sent before,
    /// and nothing of them is kept here.
    pub async fn run_streamed(
        &self,
        source: impl Into<RunSource>,
        mut settings: RunSettings,
        trace_in_report: bool,
        events: mpsc::Sender<RunEvent>,
    ) {
        settings.limits = settings.limits.at_most(&self.0.ceilings);
        let (queued, mut queue) = mpsc::unbounded_channel();
        let source = source.into();
        let running = run::run(&self.0, self.info(), &source, settings, trace_in_report, queued);
        let passing_on = async {
            while let Some(event) = queue.recv().await {
                let _ = events.send(event).await;
            }
        };
        tokio::select! {
            // Dropping the attempt drops its process.
            () = events.closed() => {}
            (report, ()) = async { tokio::join!(running, passing_on) } => {
                let _ = events.send(RunEvent::Report { report: Box::new(report) }).await;
            }
        }
    }

    /// Who makes the reports.
    pub fn info(&self) -> EngineInfo {
        EngineInfo {
            id: "wasmtime".into(),
            engine: "Cranelift".into(),
            version: format!("wasmtime {}", settings::WASMTIME_VERSION),
            host: format!("wasmtime-wasi {}", settings::WASMTIME_VERSION),
        }
    }
}
