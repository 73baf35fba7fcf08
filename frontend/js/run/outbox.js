// What the run worker tells the page while a guest runs, in batches: a message costs more than a call.

/** So many calls and writes are told at once, so that a guest that then hangs has lost none of them. */
const EAGER = 256;
/** Later ones wait for others until there are so many, */
const BATCH = 256;
/** or until the last message is so old: a guest that hangs loses at most this last moment. */
const BATCH_MS = 1;

/** Numbers of one call: its target, when it began and how long it took. */
export const CALL_NUMBERS = 3;

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

  /**
   * A host call is over.
   * @param {number} target the function's index in the policy table
   * @param {number} startNs
   * @param {number} durationNs
   * @param {string} texts its arguments, then its result if it has one, each with a line break after it
   * @param {object | null} note what few calls have: `interrupted`, `denied`
   * @param {number} nowMs
   */
  called(target, startNs, durationNs, texts, note, nowMs) {
    const at = this.#count * CALL_NUMBERS;
    this.#numbers[at] = target;
    this.#numbers[at + 1] = startNs;
    this.#numbers[at + 2] = durationNs;
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
    const entries = this.#count + this.#output.length;
    if (entries === 0) return;
    this.#post({
      kind: "batch",
      numbers: this.#numbers.slice(0, this.#count * CALL_NUMBERS),
      texts: this.#texts,
      notes: this.#notes,
      output: this.#output,
      ...this.#news(),
    });
    this.#told += entries;
    this.#lastMs = nowMs;
    this.#count = 0;
    this.#texts = "";
    this.#notes = [];
    this.#output = [];
  }
}
