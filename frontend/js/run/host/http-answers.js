// Answers of `wasi:http/types`: the response that came or will come, its body, its trailers.
import { readerOf } from "./memory-streams.js";
import { Pollable } from "./poll.js";

/** Thrown where a result's error has no payload. */
const NOTHING = undefined;

/** The answer to a request that was sent. */
export class FutureIncomingResponse {
  #answer = null;
  #coming = null;
  #isTaken = false;

  /**
   * @param {any} answer `{tag: "ok", val: IncomingResponse}` or `{tag: "err", val}` with an error
   *   code; or a promise of one
   */
  constructor(answer) {
    if (answer instanceof Promise) {
      this.#coming = answer.then((come) => {
        this.#answer = come;
      });
    } else {
      this.#answer = answer;
    }
  }

  subscribe() {
    return new Arrival(() => this.#answer !== null, this.#coming);
  }

  get() {
    if (this.#isTaken) return { tag: "err" };
    if (!this.#answer) return undefined;
    this.#isTaken = true;
    return { tag: "ok", val: this.#answer };
  }
}

/** Ready when an answer is here. */
class Arrival extends Pollable {
  #isHere;
  #coming;

  constructor(isHere, coming) {
    super();
    this.#isHere = isHere;
    this.#coming = coming;
  }

  ready() {
    return this.#isHere();
  }

  wait() {
    return this.#coming ?? super.wait();
  }
}

/** An answer, whole. */
export class IncomingResponse {
  #status;
  #headers;
  #body;

  /** @param {number} status @param {import("./http-fields.js").Fields} headers @param {Uint8Array} body */
  constructor(status, headers, body) {
    this.#status = status;
    this.#headers = headers;
    this.#body = body;
  }

  status() {
    return this.#status;
  }

  headers() {
    return this.#headers.frozen();
  }

  consume() {
    const body = this.#body;
    if (!body) throw NOTHING;
    this.#body = null;
    return new IncomingBody(body);
  }
}

/** An answer's body; its bytes are here until the guest takes the stream. */
export class IncomingBody {
  #bytes;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  stream() {
    const bytes = this.#bytes;
    if (!bytes) throw NOTHING;
    this.#bytes = null;
    return readerOf(bytes);
  }

  static finish() {
    return new FutureTrailers();
  }
}

/** The trailers after a body: there are none, and that is known at once. */
class FutureTrailers {
  #isTaken = false;

  subscribe() {
    return new Pollable();
  }

  get() {
    if (this.#isTaken) return { tag: "err" };
    this.#isTaken = true;
    return { tag: "ok", val: { tag: "ok", val: undefined } };
  }
}
