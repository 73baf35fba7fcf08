// Records host calls as `shared::trace` events: WIT names, WAVE values, canonical handles.
import { cut, waveText } from "./wave.js";

/** How many characters of one rendered value the trace keeps (`shared::trace::VALUE_CHARS`). */
const VALUE_CHARS = 2000;

const nanoseconds = (ms) => Math.max(0, Math.round(ms * 1e6));

/** Canonical names: the resource's bare name, `#`, and a number in order of first appearance. */
export class HandleNames {
  #names = new WeakMap();
  #counts = new Map();

  /** @param {object} object @param {string} resource */
  of(object, resource) {
    let name = this.#names.get(object);
    if (!name) {
      const count = (this.#counts.get(resource) ?? 0) + 1;
      this.#counts.set(resource, count);
      name = `${resource}#${count}`;
      this.#names.set(object, name);
    }
    return name;
  }
}

/** One run's trace. */
export class Tracer {
  #handles;
  #limit;
  #post;
  #startMs = performance.now();
  totalCalls = 0;

  /**
   * @param {HandleNames} handles
   * @param {number} limit events that are kept
   * @param {(message: any) => void} post says what happened to the page, at once: a guest that
   *   never returns must not take its last calls with it
   */
  constructor(handles, limit, post) {
    this.#handles = handles;
    this.#limit = limit;
    this.#post = post;
  }

  /** An export is being called: times count from here. */
  begin() {
    this.#startMs = performance.now();
  }

  /** @param {any} type @param {any} value as jco passes it */
  render(type, value) {
    return this.renderWhole(type, value, VALUE_CHARS);
  }

  /** The same, not cut. */
  renderWhole(type, value, maxChars = Infinity) {
    return waveText(type, value, (object, resource) => this.#handles.of(object, resource), maxChars);
  }

  /**
   * A host call began; what comes back is told how it ended. Null when the trace is full.
   * @param {string} interfaceName @param {any} signature @param {any[]} args @param {any} decision
   */
  call(interfaceName, signature, args, decision) {
    const sequence = this.totalCalls++;
    if (sequence >= this.#limit) {
      // Counted all the same; said now and then, for a run that is cut off.
      if (sequence % 1000 === 0) this.#post({ kind: "calls", total: this.totalCalls });
      return null;
    }
    const event = {
      sequence,
      interface: interfaceName,
      function: signature.name,
      arguments: signature.parameters.map(({ ty }, index) => this.render(ty, args[index])),
      result: null,
      interrupted: null,
      ...decision,
      start_ns: 0,
      duration_ns: 0,
    };
    const began = performance.now();
    event.start_ns = nanoseconds(began - this.#startMs);
    const finish = (endedMs) => {
      event.duration_ns = nanoseconds(endedMs - began);
      this.#post({ kind: "trace", event });
    };
    return {
      returned: (value) => {
        const ended = performance.now();
        if (signature.result) event.result = this.render(signature.result, value);
        finish(ended);
      },
      interrupted: (why) => {
        event.interrupted = cut(why, VALUE_CHARS);
        finish(performance.now());
      },
      /** It waits for something: should the run be cut off now, the page knows of this call. */
      waits: () => this.#post({ kind: "waiting", event: { ...event } }),
    };
  }
}
