//! The rules of deterministic mode, the same on every engine.
//!
//! - The wall clock starts at [`WALL_CLOCK_START_SECONDS`] and gains [`CLOCK_STEP_NS`] with each
//!   reading; its resolution is [`CLOCK_STEP_NS`].
//! - The monotonic clock starts at 0 and gains [`CLOCK_STEP_NS`] with each reading. Waiting really
//!   waits, and adds the time waited for.
//! - Secure and insecure random bytes come from two [`SeededRandom`] streams; the insecure seed is
//!   [`INSECURE_SEED`].

/// 2026-01-01T00:00:00Z in seconds since the Unix epoch.
pub const WALL_CLOCK_START_SECONDS: u64 = 1_767_225_600;
/// How far each reading moves a deterministic clock: 1 ms.
pub const CLOCK_STEP_NS: u64 = 1_000_000;
/// Seed of the stream behind `wasi:random/random`.
pub const RANDOM_SEED: u64 = 1;
/// Seed of the stream behind `wasi:random/insecure`.
pub const INSECURE_RANDOM_SEED: u64 = 2;
/// What `wasi:random/insecure-seed` answers.
pub const INSECURE_SEED: (u64, u64) = (3, 4);

/// SplitMix64 (Steele, Lea and Flood 2014), eight bytes a step, little endian. A request for n
/// bytes takes ⌈n/8⌉ steps and drops what is left of the last; `get-random-u64` takes one.
#[derive(Clone, Debug)]
pub struct SeededRandom {
    state: u64,
}

impl SeededRandom {
    /// A stream that starts at `seed`.
    pub fn new(seed: u64) -> Self {
        SeededRandom { state: seed }
    }

    /// The next eight bytes as a number.
    pub fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Fills `bytes` from the stream.
    pub fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.next_u64().to_le_bytes()[..chunk.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SeededRandom;

    /// The published first outputs for seed 1234567 (Rosetta Code, "Pseudo-random numbers/Splitmix64").
    #[test]
    fn seeded_random_is_splitmix64() {
        let mut random = SeededRandom::new(1_234_567);
        let first: Vec<u64> = (0..3).map(|_| random.next_u64()).collect();
        assert_eq!(first, [6457827717110365317, 3203168211198807973, 9817491932198370423]);
    }
}
