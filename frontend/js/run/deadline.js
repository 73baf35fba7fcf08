// A run's time limit where the guest calls its host: it ends there with all its facts. A guest that
// only computes is ended by the page.

/** Ends a run at `time-ms`. */
export class Deadline {
  #ending;
  #timeMs;
  #untilMs;
  #timer;
  /** Rejects when the time is over; for whatever waits. @type {Promise<never>} */
  passed;

  /** @param {import("./ending.js").Ending} ending @param {number} timeMs */
  constructor(ending, timeMs) {
    this.#ending = ending;
    this.#timeMs = timeMs;
    this.#untilMs = performance.now() + timeMs;
    this.passed = new Promise((_, reject) => {
      this.#timer = setTimeout(() => {
        try {
          this.end();
        } catch (ended) {
          reject(ended);
        }
      }, timeMs);
    });
    // Most runs never wait.
    this.passed.catch(() => {});
  }

  /** Whether the time is over at this `performance.now()`. */
  isOver(nowMs) {
    return nowMs > this.#untilMs;
  }

  /** Ends the run. @returns {never} */
  end() {
    return this.#ending.limit("time-ms", this.#timeMs);
  }

  /** The run is over. */
  cancel() {
    clearTimeout(this.#timer);
  }
}
