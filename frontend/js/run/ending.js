// How a run ends before its calls are made: the first reason counts, whatever the guest's unwinding makes of it.
import { outcomeOf } from "./trap.js";

/** Thrown through the guest to stop it. What counts is `Ending.outcome`, not this. */
export class RunEnded extends Error {}

/** Holds the outcome that the host decided on, once. */
export class Ending {
  /** @type {any} an Outcome, or null while the guest runs */
  outcome = null;
  /** What the first part of a composition to fail failed with, whatever its callers make of it. @type {any} */
  failure = null;
  /** What the trace says of the call that ended the run. */
  reason = "";

  /** Whether nothing of the guest's runs any more. */
  get isOver() {
    return this.outcome !== null || this.failure !== null;
  }

  /**
   * Ends the run with `outcome` unless it has already ended.
   * @param {any} outcome
   * @param {string} reason in a word, as the server's trace says it
   * @returns {never}
   */
  end(outcome, reason) {
    if (!this.isOver) {
      this.outcome = outcome;
      this.reason = reason;
    }
    throw new RunEnded(reason);
  }

  /** Ends the run with a named limit. @returns {never} */
  limit(limit, value) {
    return this.end({ outcome: "limit-exceeded", limit, value }, limit);
  }

  /** A part of a composition threw: the run ends with that. @param {unknown} error */
  failed(error) {
    if (this.isOver) return;
    this.failure = outcomeOf(error);
    this.reason = this.failure.message ?? this.failure.why;
  }
}
