// How the host ends a run: the first reason counts, whatever the guest's unwinding makes of it.

/** Thrown through the guest to stop it. What counts is `Ending.outcome`, not this. */
export class RunEnded extends Error {}

/** Holds the outcome that the host decided on, once. */
export class Ending {
  /** @type {any} an Outcome, or null while the guest runs */
  outcome = null;
  /** What the trace says of the call that ended the run. */
  reason = "";

  /**
   * Ends the run with `outcome` unless it has already ended.
   * @param {any} outcome
   * @param {string} reason in a word, as the server's trace says it
   * @returns {never}
   */
  end(outcome, reason) {
    if (!this.outcome) {
      this.outcome = outcome;
      this.reason = reason;
    }
    throw new RunEnded(reason);
  }

  /** Ends the run with a named limit. @returns {never} */
  limit(limit, value) {
    return this.end({ outcome: "limit-exceeded", limit, value }, limit);
  }
}
