//! A store's data: WASI context, limits, and what ended the run when it was not the guest.

use super::clocks::Clocks;
use super::environment::Environment;
use super::files::FileTree;
use super::ledgers::Ledgers;
use super::output::OutputSink;
use super::random::Randoms;
use super::services::Services;
use super::stdin::StdinBytes;
use crate::engine::linked::Linked;
use crate::engine::settings;
use crate::engine::tracer::Tracer;
use diptych_shared::api::run::{OutputStream, RunSettings};
use std::sync::{Arc, Mutex, PoisonError};
use wasmtime::ResourceLimiter;
use wasmtime::component::ResourceTable;
use wasmtime_wasi::{WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};

/// Why the host ended a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// A limit was met.
    Limit {
        /// Its name.
        limit: &'static str,
        /// Its value.
        value: u64,
    },
    /// A call was denied that has no error to return.
    Denied {
        /// The interface, as the component imports it.
        interface: String,
        /// The function.
        function: String,
        /// The capability to grant.
        capability: String,
    },
}

impl std::fmt::Display for Ending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Ending::Limit { limit, value } => write!(f, "the limit `{limit}` ({value}) was met"),
            Ending::Denied { interface, function, capability } => {
                write!(f, "{interface}#{function} needs the capability `{capability}`, which is not granted")
            }
        }
    }
}

impl std::error::Error for Ending {}

/// Holds the first [`Ending`]; everything that can end a run shares it.
#[derive(Clone, Debug, Default)]
pub struct EndingCell(Arc<Mutex<Option<Ending>>>);

impl EndingCell {
    /// Keeps `ending` unless there was one before, and returns it as the error that stops the guest.
    pub fn end(&self, ending: Ending) -> wasmtime::Error {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(ending.clone());
        wasmtime::Error::from(ending)
    }

    /// What ended the run.
    pub fn get(&self) -> Option<Ending> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Counts linear memory, and bounds everything a store can grow.
#[derive(Debug)]
pub struct Limiter {
    ending: EndingCell,
    memory_limit_bytes: u64,
    memory_bytes: u64,
    /// The largest sum of linear memory sizes so far.
    pub peak_memory_bytes: u64,
}

impl Limiter {
    fn new(ending: EndingCell, memory_limit_bytes: u64) -> Limiter {
        Limiter { ending, memory_limit_bytes, memory_bytes: 0, peak_memory_bytes: 0 }
    }
}

impl ResourceLimiter for Limiter {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let sum = self.memory_bytes.saturating_sub(current as u64).saturating_add(desired as u64);
        if sum > self.memory_limit_bytes {
            let limit = Ending::Limit { limit: "memory-bytes", value: self.memory_limit_bytes };
            return Err(self.ending.end(limit));
        }
        self.memory_bytes = sum;
        self.peak_memory_bytes = self.peak_memory_bytes.max(sum);
        Ok(true)
    }

    fn table_growing(
        &mut self,
        _current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        if desired > settings::TABLE_ELEMENTS as usize {
            let value = settings::TABLE_ELEMENTS.into();
            return Err(self.ending.end(Ending::Limit { limit: "table-elements", value }));
        }
        Ok(true)
    }

    // The tracer's own provider component has two instances and one memory.
    fn instances(&self) -> usize {
        settings::CORE_INSTANCES as usize + 8
    }

    fn tables(&self) -> usize {
        settings::TABLES as usize + 8
    }

    fn memories(&self) -> usize {
        settings::MEMORIES as usize + 8
    }
}

/// The data of a run's store.
pub struct HostState {
    wasi: WasiCtx,
    /// Host resources that the guest holds.
    pub table: ResourceTable,
    /// Memory.
    pub limiter: Limiter,
    /// Clocks, virtual or real.
    pub clocks: Clocks,
    /// Random streams, seeded or real.
    pub randoms: Randoms,
    /// The virtual files.
    pub files: FileTree,
    /// Variables and arguments.
    pub environment: Environment,
    /// HTTP, stores and settings.
    pub services: Services,
    /// What is allowed to whom; and what of it was needed.
    pub ledger: Ledgers,
    /// Why the host ended the run, if it did.
    pub ending: EndingCell,
    /// Records host calls; only in traced runs.
    pub tracer: Option<Tracer>,
    /// What is between the parts of a linked composition.
    pub linked: Option<Linked>,
}

impl HostState {
    /// The state of a store in which only the tracer's provider is instantiated.
    pub fn idle() -> HostState {
        let mut state = HostState::new(&RunSettings::default(), EndingCell::default(), None);
        state.limiter.memory_limit_bytes = u64::MAX;
        state
    }

    /// A fresh run's state. Without an `output` what the guest writes goes nowhere.
    pub fn new(settings: &RunSettings, ending: EndingCell, output: Option<&OutputSink>) -> HostState {
        let mut builder = WasiCtxBuilder::new();
        builder.allow_blocking_current_thread(true).stdin(StdinBytes::new(&settings.stdin));
        if let Some(output) = output {
            builder.stdout(output.stream(OutputStream::Stdout));
            builder.stderr(output.stream(OutputStream::Stderr));
        }
        let mut table = ResourceTable::new();
        table.set_max_capacity(settings::RESOURCE_HANDLES);
        HostState {
            wasi: builder.build(),
            table,
            limiter: Limiter::new(ending.clone(), settings.limits.memory_bytes),
            clocks: Clocks::new(settings.mode),
            randoms: Randoms::new(settings.mode),
            files: FileTree::new(&settings.files),
            environment: Environment::new(settings),
            services: Services::new(settings),
            ledger: Ledgers::new(settings.grants.clone()),
            ending,
            tracer: None,
            linked: None,
        }
    }
}

impl WasiView for HostState {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}
