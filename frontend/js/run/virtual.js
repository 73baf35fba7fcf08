// The rules of deterministic mode: a port of `shared::policy::virtualize`.

/** 2026-01-01T00:00:00Z in seconds since the Unix epoch. */
export const WALL_CLOCK_START_SECONDS = 1_767_225_600n;
/** How far each reading moves a deterministic clock: 1 ms. */
export const CLOCK_STEP_NS = 1_000_000n;
export const RANDOM_SEED = 1n;
export const INSECURE_RANDOM_SEED = 2n;
export const INSECURE_SEED = [3n, 4n];

const MASK = (1n << 64n) - 1n;

/** SplitMix64, eight bytes a step, little endian; what is left of the last step is dropped. */
export class SeededRandom {
  #state;

  /** @param {bigint} seed */
  constructor(seed) {
    this.#state = seed & MASK;
  }

  /** @returns {bigint} the next eight bytes as a number */
  nextU64() {
    this.#state = (this.#state + 0x9e3779b97f4a7c15n) & MASK;
    let z = this.#state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK;
    return z ^ (z >> 31n);
  }

  /** @param {Uint8Array} bytes filled from the stream */
  fill(bytes) {
    const step = new Uint8Array(8);
    const view = new DataView(step.buffer);
    for (let offset = 0; offset < bytes.length; offset += 8) {
      view.setBigUint64(0, this.nextU64(), true);
      bytes.set(step.subarray(0, bytes.length - offset), offset);
    }
  }
}
