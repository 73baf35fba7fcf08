// What was said of both traces, kept so that a fresh worker can be told again.

/** The messages that make a worker know the traces of the run in view. */
export class KeptTraces {
  /** @type {Record<string, {method: string, argument: any}[]>} */
  #bySide = {};

  /** Remembers `trace_begin` and `trace_push`; a trace that begins replaces the one before. */
  remember(method, argument) {
    if (method === "trace_begin") this.#bySide[argument.side] = [{ method, argument }];
    else if (method === "trace_push") (this.#bySide[argument.side] ??= []).push({ method, argument });
  }

  /** Everything to say again, in order. */
  messages() {
    return Object.values(this.#bySide).flat();
  }

  /** Forgets all: what was kept broke the worker. */
  forget() {
    this.#bySide = {};
  }
}
