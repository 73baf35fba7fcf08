// `wasi:blobstore/types`: values on their way into a container and out of one.
import { BytesWriter, readerOf } from "./memory-streams.js";

const symbolDispose = Symbol.dispose ?? Symbol.for("dispose");

/** What is being read. It stays as it was, whatever happens to its object. */
export class IncomingValue {
  constructor(bytes) {
    this.bytes = bytes;
  }

  size() {
    return BigInt(this.bytes.length);
  }

  static incomingValueConsumeSync(value) {
    return value.bytes;
  }

  static incomingValueConsumeAsync(value) {
    return readerOf(value.bytes);
  }
}

/**
 * The class of what is being written; it becomes an object when it is finished.
 * @param {import("./shelves.js").StoreBudget} budget
 * @param {(destinations: [string, string][], bytes: Uint8Array) => void} store
 */
export function outgoingValues(budget, store) {
  return class OutgoingValue {
    /** Where it goes when it is finished: container and name. @type {[string, string][]} */
    destinations = [];
    #body = new BytesWriter((bytes) => budget.exchange(0, bytes));
    #isBodyTaken = false;

    static newOutgoingValue() {
      return new OutgoingValue();
    }

    outgoingValueWriteBody() {
      if (this.#isBodyTaken) throw undefined;
      this.#isBodyTaken = true;
      return this.#body.stream();
    }

    static finish(value) {
      store(value.destinations, value.#take());
    }

    /** A value that was not finished is nowhere. */
    [symbolDispose]() {
      this.#take();
    }

    /** The bytes, whose room is given back. */
    #take() {
      const bytes = this.#body.take();
      budget.exchange(bytes.length, 0);
      return bytes;
    }
  };
}
