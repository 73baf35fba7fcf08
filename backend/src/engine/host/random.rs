//! `wasi:random`: the kernel's random bytes, or seeded streams that are the same on every engine.

use super::{Ending, EndingCell, HostState};
use diptych_shared::api::run::RunMode;
use diptych_shared::policy::virtualize::{INSECURE_RANDOM_SEED, INSECURE_SEED, RANDOM_SEED, SeededRandom};
use wasmtime::component::{HasData, Linker};
use wasmtime_wasi::p2::bindings::random::{insecure, insecure_seed, random};

/// The most bytes one call may ask for (`random-bytes`).
const RANDOM_BYTES: u64 = 1 << 20;

/// The random streams of one run.
#[derive(Debug)]
pub enum Randoms {
    /// See [`diptych_shared::policy::virtualize`].
    Seeded {
        /// Behind `wasi:random/random`.
        secure: SeededRandom,
        /// Behind `wasi:random/insecure`.
        insecure: SeededRandom,
    },
    /// The kernel's, for all three interfaces.
    Live,
}

impl Randoms {
    /// Streams at their start.
    pub fn new(mode: RunMode) -> Randoms {
        match mode {
            RunMode::Deterministic => Randoms::Seeded {
                secure: SeededRandom::new(RANDOM_SEED),
                insecure: SeededRandom::new(INSECURE_RANDOM_SEED),
            },
            RunMode::Live => Randoms::Live,
        }
    }
}

/// Fills `bytes` from the kernel.
fn fill_from_kernel(bytes: &mut [u8]) -> wasmtime::Result<()> {
    // getrandom gives at least 256 bytes at once, uninterrupted.
    for chunk in bytes.chunks_mut(256) {
        // SAFETY: the pointer and the length are of one live, writable slice.
        let given = unsafe { libc::getrandom(chunk.as_mut_ptr().cast(), chunk.len(), 0) };
        if usize::try_from(given) != Ok(chunk.len()) {
            return Err(std::io::Error::last_os_error().into());
        }
    }
    Ok(())
}

struct HasRandoms;

/// What the random functions act on.
pub struct RandomsView<'a> {
    randoms: &'a mut Randoms,
    ending: &'a EndingCell,
}

impl HasData for HasRandoms {
    type Data<'a> = RandomsView<'a>;
}

/// The random functions' part of a store.
pub fn view(state: &mut HostState) -> RandomsView<'_> {
    RandomsView { randoms: &mut state.randoms, ending: &state.ending }
}

/// Adds the three interfaces.
pub fn add_to_linker(linker: &mut Linker<HostState>) -> wasmtime::Result<()> {
    random::add_to_linker::<HostState, HasRandoms>(linker, view)?;
    insecure::add_to_linker::<HostState, HasRandoms>(linker, view)?;
    insecure_seed::add_to_linker::<HostState, HasRandoms>(linker, view)
}

#[derive(Clone, Copy)]
enum Source {
    Secure,
    Insecure,
}

impl RandomsView<'_> {
    fn seeded(&mut self, source: Source) -> Option<&mut SeededRandom> {
        match (&mut *self.randoms, source) {
            (Randoms::Seeded { secure, .. }, Source::Secure) => Some(secure),
            (Randoms::Seeded { insecure, .. }, Source::Insecure) => Some(insecure),
            (Randoms::Live, _) => None,
        }
    }

    fn bytes(&mut self, source: Source, length: u64) -> wasmtime::Result<Vec<u8>> {
        if length > RANDOM_BYTES {
            return Err(self.ending.end(Ending::Limit { limit: "random-bytes", value: RANDOM_BYTES }));
        }
        let mut bytes = vec![0; length as usize];
        match self.seeded(source) {
            Some(stream) => stream.fill(&mut bytes),
            None => fill_from_kernel(&mut bytes)?,
        }
        Ok(bytes)
    }

    fn number(&mut self, source: Source) -> wasmtime::Result<u64> {
        if let Some(stream) = self.seeded(source) {
            return Ok(stream.next_u64());
        }
        let mut bytes = [0; 8];
        fill_from_kernel(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }
}

impl random::Host for RandomsView<'_> {
    fn get_random_bytes(&mut self, length: u64) -> wasmtime::Result<Vec<u8>> {
        self.bytes(Source::Secure, length)
    }

    fn get_random_u64(&mut self) -> wasmtime::Result<u64> {
        self.number(Source::Secure)
    }
}

impl insecure::Host for RandomsView<'_> {
    fn get_insecure_random_bytes(&mut self, length: u64) -> wasmtime::Result<Vec<u8>> {
        self.bytes(Source::Insecure, length)
    }

    fn get_insecure_random_u64(&mut self) -> wasmtime::Result<u64> {
        self.number(Source::Insecure)
    }
}

impl insecure_seed::Host for RandomsView<'_> {
    fn insecure_seed(&mut self) -> wasmtime::Result<(u64, u64)> {
        match self.randoms {
            Randoms::Seeded { .. } => Ok(INSECURE_SEED),
            Randoms::Live => Ok((self.number(Source::Insecure)?, self.number(Source::Insecure)?)),
        }
    }
}
