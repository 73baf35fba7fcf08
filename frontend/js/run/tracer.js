// Records host calls for `shared::trace`: WAVE values, canonical handles; the page makes events of them.
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
}

/** One run's trace. A guest makes one call at a time, so there is at most one in flight. */
export class Tracer {
  #outbox;
  #limits;
  #handleName;
  #startMs = performance.now();
  #keptBytes = 0;
  #isFull = false;
  /** The call in flight, if it is kept. */
  #target = -1;
  #signature = null;
  #texts = "";
  #beganMs = 0;
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
    this.#handleName = (object, resource) => handles.of(object, resource);
  }

  /** An export is being called: times count from here. */
  restart() {
    this.#startMs = performance.now();
  }

  /**
   * A host call begins.
   * @param {number} target the function's index in the policy table
   * @param {any} signature
   * @param {object | null} self the handle of a method's call
   * @param {any[]} args
   */
  begin(target, signature, self, args) {
    this.totalCalls += 1;
    if (this.#isFull || this.totalCalls > this.#limits.traceEvents) {
      if (this.totalCalls % COUNT_STEP === 0) {
        this.seenMs = performance.now();
        this.#outbox.say({ kind: "calls", total: this.totalCalls });
      }
      return;
    }
    const { parameters } = signature;
    let texts = "";
    const methodSelf = self === null ? 0 : 1;
    for (let index = 0; index < parameters.length; index += 1) {
      const value = index < methodSelf ? self : args[index - methodSelf];
      texts += this.#render(parameters[index].ty, value);
    }
    if (this.#isFull) return;
    this.#target = target;
    this.#signature = signature;
    this.#texts = texts;
    this.#beganMs = this.seenMs = performance.now();
  }

  /** The call in flight returned. @param {any} value @param {object | null} denied what the host denied it */
  returned(value, denied) {
    if (this.#target < 0) return;
    const ended = performance.now();
    const { result } = this.#signature;
    const text = result ? this.#render(result, value) : "";
    if (this.#isFull) this.#target = -1;
    else this.#finish(ended, text, denied && { denied });
  }

  /** The call in flight did not return. @param {string} why @param {object | null} denied */
  interrupted(why, denied) {
    if (this.#target >= 0) this.#finish(performance.now(), "", { interrupted: cut(why, VALUE_CHARS), denied });
  }

  /** The call in flight waits for something: should the run be cut off now, the page knows of it. */
  waits() {
    if (this.#target < 0) return;
    const startNs = nanoseconds(this.#beganMs - this.#startMs);
    this.#outbox.say({ kind: "waiting", target: this.#target, startNs, texts: this.#texts });
  }

  #finish(endedMs, result, note) {
    const startNs = nanoseconds(this.#beganMs - this.#startMs);
    const durationNs = nanoseconds(endedMs - this.#beganMs);
    this.#outbox.called(this.#target, startNs, durationNs, this.#texts + result, note, endedMs);
    this.#target = -1;
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
