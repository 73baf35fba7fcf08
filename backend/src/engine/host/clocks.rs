//! `wasi:clocks`: the machine's clocks, or virtual ones that move by one step a reading.

use super::HostState;
use crate::engine::settings::RESOURCE_HANDLES;
use diptych_shared::api::run::RunMode;
use diptych_shared::policy::virtualize::{CLOCK_STEP_NS, WALL_CLOCK_START_SECONDS};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};
use wasmtime::component::{HasData, Linker, Resource, ResourceTable};
use wasmtime_wasi::p2::bindings::clocks::wall_clock::Datetime;
use wasmtime_wasi::p2::bindings::clocks::{monotonic_clock, wall_clock};
use wasmtime_wasi::p2::{DynPollable, Pollable, subscribe};

const NANOSECONDS: u64 = 1_000_000_000;

/// The clocks of one run.
#[derive(Debug)]
pub struct Clocks {
    kind: Kind,
    /// One more reference for each sleep that the guest holds.
    sleeps: Arc<()>,
}

#[derive(Debug)]
enum Kind {
    /// See [`diptych_shared::policy::virtualize`].
    Virtual {
        /// Nanoseconds since the start of the virtual wall clock.
        wall_ns: u64,
        /// The next monotonic reading; shared with what is being waited for.
        monotonic_ns: Arc<AtomicU64>,
    },
    /// The machine's; the monotonic clock starts with the run.
    Live {
        /// When the run began.
        start: Instant,
    },
}

impl Clocks {
    /// Clocks at their start.
    pub fn new(mode: RunMode) -> Clocks {
        let kind = match mode {
            RunMode::Deterministic => Kind::Virtual { wall_ns: 0, monotonic_ns: Arc::default() },
            RunMode::Live => Kind::Live { start: Instant::now() },
        };
        Clocks { kind, sleeps: Arc::default() }
    }

    fn wall(&mut self) -> Datetime {
        let since_epoch = match &mut self.kind {
            Kind::Virtual { wall_ns, .. } => {
                let now = *wall_ns;
                *wall_ns = now.saturating_add(CLOCK_STEP_NS);
                Duration::from_secs(WALL_CLOCK_START_SECONDS) + Duration::from_nanos(now)
            }
            Kind::Live { .. } => SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default(),
        };
        Datetime { seconds: since_epoch.as_secs(), nanoseconds: since_epoch.subsec_nanos() }
    }

    /// A reading of the monotonic clock.
    fn monotonic(&self) -> u64 {
        match &self.kind {
            Kind::Virtual { monotonic_ns, .. } => monotonic_ns.fetch_add(CLOCK_STEP_NS, Ordering::Relaxed),
            Kind::Live { start } => saturating_ns(start.elapsed()),
        }
    }

    fn resolution_ns(&self) -> u64 {
        match &self.kind {
            Kind::Virtual { .. } => CLOCK_STEP_NS,
            Kind::Live { .. } => 1,
        }
    }

    /// A wait for `duration_ns`, or until `when` on this clock.
    fn sleep(&self, wait: Wait) -> Sleep {
        let now = match &self.kind {
            Kind::Virtual { monotonic_ns, .. } => monotonic_ns.load(Ordering::Relaxed),
            Kind::Live { start } => saturating_ns(start.elapsed()),
        };
        let (when, duration_ns) = match wait {
            Wait::Until(when) => (when, when.saturating_sub(now)),
            Wait::For(duration_ns) => (now.saturating_add(duration_ns), duration_ns),
        };
        let until = tokio::time::Instant::now().checked_add(Duration::from_nanos(duration_ns));
        let moves = match &self.kind {
            Kind::Virtual { monotonic_ns, .. } => Some((Arc::clone(monotonic_ns), when)),
            Kind::Live { .. } => None,
        };
        Sleep { until, moves, yielded: false, alive: Arc::clone(&self.sleeps) }
    }
}

fn saturating_ns(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

enum Wait {
    Until(u64),
    For(u64),
}

/// Really waits; a virtual clock then stands at least at the moment that was waited for.
struct Sleep {
    /// `None`: longer than this machine can count.
    until: Option<tokio::time::Instant>,
    moves: Option<(Arc<AtomicU64>, u64)>,
    yielded: bool,
    /// Counted while this is in the table.
    alive: Arc<()>,
}

#[async_trait::async_trait]
impl Pollable for Sleep {
    async fn ready(&mut self) {
        match self.until {
            None => std::future::pending().await,
            Some(until) if until > tokio::time::Instant::now() => tokio::time::sleep_until(until).await,
            // A guest that polls a past moment in a loop must let the run's own timeout have a turn.
            Some(_) if !self.yielded => {
                self.yielded = true;
                tokio::task::yield_now().await;
            }
            Some(_) => {}
        }
        if let Some((clock, when)) = self.moves.take() {
            clock.fetch_max(when, Ordering::Relaxed);
        }
    }
}

struct HasClocks;

/// What the clock functions act on.
pub struct ClocksView<'a> {
    clocks: &'a mut Clocks,
    table: &'a mut ResourceTable,
}

impl HasData for HasClocks {
    type Data<'a> = ClocksView<'a>;
}

/// The clock functions' part of a store.
pub fn view(state: &mut HostState) -> ClocksView<'_> {
    ClocksView { clocks: &mut state.clocks, table: &mut state.table }
}

/// Adds both interfaces.
pub fn add_to_linker(linker: &mut Linker<HostState>) -> wasmtime::Result<()> {
    wall_clock::add_to_linker::<HostState, HasClocks>(linker, view)?;
    monotonic_clock::add_to_linker::<HostState, HasClocks>(linker, view)
}

impl ClocksView<'_> {
    /// One handle to the guest, though two entries of the table: what is waited for, and the waiting.
    fn subscribe(&mut self, wait: Wait) -> wasmtime::Result<Resource<DynPollable>> {
        let sleep = self.clocks.sleep(wait);
        // The clocks themselves hold one.
        let hidden = Arc::strong_count(&sleep.alive) - 1;
        self.table.set_max_capacity(RESOURCE_HANDLES + hidden);
        let sleep = self.table.push(sleep)?;
        subscribe(self.table, sleep)
    }
}

impl wall_clock::Host for ClocksView<'_> {
    fn now(&mut self) -> wasmtime::Result<Datetime> {
        Ok(self.clocks.wall())
    }

    fn resolution(&mut self) -> wasmtime::Result<Datetime> {
        let resolution = self.clocks.resolution_ns();
        Ok(Datetime { seconds: resolution / NANOSECONDS, nanoseconds: (resolution % NANOSECONDS) as u32 })
    }
}

impl monotonic_clock::Host for ClocksView<'_> {
    fn now(&mut self) -> wasmtime::Result<u64> {
        Ok(self.clocks.monotonic())
    }

    fn resolution(&mut self) -> wasmtime::Result<u64> {
        Ok(self.clocks.resolution_ns())
    }

    fn subscribe_instant(&mut self, when: u64) -> wasmtime::Result<Resource<DynPollable>> {
        self.subscribe(Wait::Until(when))
    }

    fn subscribe_duration(&mut self, duration_ns: u64) -> wasmtime::Result<Resource<DynPollable>> {
        self.subscribe(Wait::For(duration_ns))
    }
}
