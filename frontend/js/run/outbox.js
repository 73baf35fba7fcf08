// What the run worker tells the page while a guest runs, in batches: a message costs more than a call.

/** So many calls and writes are told at once, so that a guest that then hangs has lost none of them. */
const EAGER = 256;
/** Later ones wait for others until there are so many, */
const BATCH = 256;
/** or until the last message is so old: a guest that hangs loses at most this last moment. */
const BATCH_MS = 1;

/** Numbers of one call: its target, when it began, how long it took, and its sequence. */
export const CALL_NUMBERS = 4;

/** @typedef {import("./tracer.js").Recorded} Recorded */

/** Gathers calls and output of one run. */
export class Outbox {
  #post;
  #news;
  #told = 0;
  #lastMs = 0;
  #numbers = new Float64Array(BATCH * CALL_NUMBERS);
  #count = 0;
  #texts = "";
  #notes = [];
  #output = [];
  /** Calls that began and that the page does not know of yet. @type {Recorded[]} */
  #begun = [];

  /**
   * @param {(message: any) => void} post
   * @param {() => object} news what else a batch tells: memory, needs
   */
  constructor(post, news) {
    this.#post = post;
    this.#news = news;
  }

  /** A message of its own, after everything that waits. */
  say(message) {
    this.flush();
    this.#post(message);
  }

  /** The guest wrote; `null` when its output is cut from here on. @param {Uint8Array | null} bytes */
  wrote(stream, bytes) {
    const last = this.#output.at(-1);
    if (last?.stream === stream && bytes) last.chunks.push(bytes);
    else this.#output.push({ stream, chunks: bytes ? [bytes] : null });
    this.#added(this.#output.length, performance.now());
  }

  /** A call began inside of which others may begin. @param {Recorded} call @param {number} nowMs */
  began(call, nowMs) {
    this.#begun.push(call);
    this.#added(this.#begun.length, nowMs);
  }

  /** A call waits for something. @param {Recorded} call */
  waits(call) {
    this.say({ kind: "waiting", call: known(call) });
  }

  /**
   * A call is over.
   * @param {Recorded} call
   * @param {number} durationNs
   * @param {string} texts its arguments, then its result if it has one, each with a line break after it
   * @param {object | null} note what few calls have: `interrupted`, `denied`
   * @param {number} nowMs
   */
  called(call, durationNs, texts, note, nowMs) {
    // Those that began later are over.
    if (call.isTold && this.#begun.at(-1) === call) this.#begun.pop();
    const at = this.#count * CALL_NUMBERS;
    this.#numbers[at] = call.target;
    this.#numbers[at + 1] = call.startNs;
    this.#numbers[at + 2] = durationNs;
    this.#numbers[at + 3] = call.sequence;
    this.#texts += texts;
    if (note) this.#notes.push({ index: this.#count, ...note });
    this.#count += 1;
    this.#added(this.#count, nowMs);
  }

  #added(waiting, nowMs) {
    if (this.#told < EAGER || waiting >= BATCH || nowMs - this.#lastMs > BATCH_MS) this.flush(nowMs);
  }

  /** Tells everything that waits. */
  flush(nowMs = performance.now()) {
    const entries = this.#count + this.#output.length + this.#begun.length;
    if (entries === 0) return;
    this.#post({
      kind: "batch",
      numbers: this.#numbers.slice(0, this.#count * CALL_NUMBERS),
      texts: this.#texts,
      notes: this.#notes,
      output: this.#output,
      begun: this.#begun.map(known),
      ...this.#news(),
    });
    this.#told += entries;
    this.#lastMs = nowMs;
    this.#count = 0;
    this.#texts = "";
    this.#notes = [];
    this.#output = [];
    this.#begun = [];
  }
}

/** What the page has to know of a call in flight. @param {Recorded} call */
const known = ({ sequence, target, startNs, texts }) => ({ sequence, target, startNs, texts });
