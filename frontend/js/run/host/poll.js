// `wasi:io/poll`: pollables that answer at once when they can and with a promise when they must wait.

/** The longest wait of one timer; longer ones are made of several. */
const LONGEST_TIMER_MS = 0x7fffffff;

/** Ready from the start; other sources override `ready` and `wait`. */
export class Pollable {
  /** @returns {boolean} */
  ready() {
    return true;
  }

  /** Resolves when it may have become ready. @returns {Promise<void>} */
  wait() {
    return Promise.resolve();
  }

  block() {
    return this.ready() ? undefined : this.#untilReady();
  }

  async #untilReady() {
    do await this.wait(); while (!this.ready());
  }
}

/** Ready at a moment of this thread's `performance.now()`. */
export class Timer extends Pollable {
  #untilMs;
  #onReady;

  /**
   * @param {number} durationMs
   * @param {() => void} onReady called once, when it is first seen ready
   */
  constructor(durationMs, onReady) {
    super();
    this.#untilMs = performance.now() + durationMs;
    this.#onReady = onReady;
  }

  ready() {
    if (performance.now() < this.#untilMs) return false;
    this.#onReady?.();
    this.#onReady = null;
    return true;
  }

  wait() {
    const left = Math.max(0, this.#untilMs - performance.now());
    // Rounded up: a timer that fires early would be set again.
    return new Promise((resolve) => setTimeout(resolve, Math.min(Math.ceil(left), LONGEST_TIMER_MS)));
  }
}

/** The indices of the pollables that are ready, waiting for the first when none is. */
function pollList(pollables) {
  if (pollables.length === 0) throw new Error("poll: the list of pollables is empty");
  const ready = readyOf(pollables);
  return ready.length > 0 ? ready : firstReady(pollables);
}

async function firstReady(pollables) {
  for (;;) {
    await Promise.race(pollables.map((pollable) => (pollable.wait ? pollable.wait() : pollable.block())));
    const ready = readyOf(pollables);
    if (ready.length > 0) return ready;
  }
}

function readyOf(pollables) {
  return Uint32Array.from(pollables.flatMap((pollable, index) => (pollable.ready() ? [index] : [])));
}

export const poll = { poll: pollList };
