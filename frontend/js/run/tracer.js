// Records calls for `shared::trace`: WAVE values, canonical handles; the page makes events of them.
import { cut, traceText, waveText } from "./wave.js";

/** How many characters of one rendered value the trace keeps (`shared::trace::VALUE_CHARS`). */
const VALUE_CHARS = 65_536;
/** Calls that are not kept are told in steps of this many, for a run that is cut off. */
const COUNT_STEP = 1_000;

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

  /** A handle went from one part of a composition to another. @param {object} from @param {object} to its new side */
  same(from, to) {
    const name = this.#names.get(from);
    if (name) this.#names.set(to, name);
  }
}

/**
 * A call in flight that is kept.
 * @typedef {object} Recorded
 * @property {number} sequence its place among all calls, as they began
 * @property {number} target the function's index among the run's targets
 * @property {any} signature
 * @property {string} texts its arguments, each with a line break after it
 * @property {number} beganMs
 * @property {number} startNs
 * @property {boolean} isTold whether the page is told that it began
 */

/** One run's trace. In a composition calls are in flight inside of others. */
export class Tracer {
  #outbox;
  #limits;
  #handleName;
  #startMs = performance.now();
  #keptBytes = 0;
  #isFull = false;
  /** When it last looked at the clock. */
  seenMs = 0;
  totalCalls = 0;

  /**
   * @param {HandleNames} handles
   * @param {{traceEvents: number, traceBytes: number}} limits what is kept; later calls are counted
   * @param {import("./outbox.js").Outbox} outbox
   */
  constructor(handles, limits, outbox) {
    this.#limits = limits;
    this.#outbox = outbox;
    this.names = handles;
    this.#handleName = (object, resource) => handles.of(object, resource);
  }

  /** An export is being called: times count from here. */
  restart() {
    this.#startMs = performance.now();
  }

  /**
   * A call begins.
   * @param {number} target the function's index among the run's targets
   * @param {any} signature
   * @param {object | null} self the handle of a method's call
   * @param {any[]} args
   * @param {boolean} isOuter other calls may begin before it ends: should the run be cut off, the page knows of it
   * @returns {Recorded | null} null when it is not kept
   */
  begin(target, signature, self, args, isOuter) {
    const sequence = this.totalCalls++;
    if (this.#isFull || sequence >= this.#limits.traceEvents) {
      if (this.totalCalls % COUNT_STEP === 0) {
        this.seenMs = performance.now();
        this.#outbox.say({ kind: "calls", total: this.totalCalls });
      }
      return null;
    }
    const { parameters } = signature;
    let texts = "";
    const methodSelf = self === null ? 0 : 1;
    for (let index = 0; index < parameters.length; index += 1) {
      const value = index < methodSelf ? self : args[index - methodSelf];
      texts += this.#render(parameters[index].ty, value);
    }
    if (this.#isFull) return null;
    const beganMs = this.seenMs = performance.now();
    const call = { sequence, target, signature, texts, beganMs, startNs: nanoseconds(beganMs - this.#startMs), isTold: isOuter };
    if (isOuter) this.#outbox.began(call, beganMs);
    return call;
  }

  /** A call returned. @param {Recorded | null} call @param {any} value @param {object | null} denied what the host denied it */
  returned(call, value, denied) {
    if (!call) return;
    const ended = performance.now();
    const { result } = call.signature;
    const text = result ? this.#render(result, value) : "";
    // What the page was told of is told to its end: there are never more of them than parts.
    if (!this.#isFull || call.isTold) this.#finish(call, ended, text, denied && { denied });
  }

  /** A call did not return. @param {Recorded | null} call @param {string} why @param {object | null} denied */
  interrupted(call, why, denied) {
    if (call) this.#finish(call, performance.now(), "", { interrupted: cut(why, VALUE_CHARS), denied });
  }

  /** A call waits for something: should the run be cut off now, the page knows of it. @param {Recorded | null} call */
  waits(call) {
    if (!call) return;
    call.isTold = true;
    this.#outbox.waits(call);
  }

  #finish(call, endedMs, result, note) {
    this.#outbox.called(call, nanoseconds(endedMs - call.beganMs), call.texts + result, note, endedMs);
  }

  /** The whole text of a value that a call of the script returned. */
  renderWhole(type, value) {
    return waveText(type, value, this.#handleName);
  }

  /** A value's text as a line; the trace is full when it does not fit any more. */
  #render(type, value) {
    const text = traceText(type, value, this.#handleName, VALUE_CHARS);
    this.#keptBytes += utf8Length(text);
    if (this.#keptBytes > this.#limits.traceBytes) this.#isFull = true;
    return `${text}\n`;
  }
}

/** How many bytes `text` is in UTF-8. */
function utf8Length(text) {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    // A surrogate is half of four bytes.
    bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}
