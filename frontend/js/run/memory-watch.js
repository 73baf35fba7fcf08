// The linear memories of a run: their sum, their limit, and whether a growth was refused.
import { GROW_REFUSED } from "./core-memory.js";

/** Core instances one run may have (`core-instances`), as on the server. */
const CORE_INSTANCES = 128;

/** Watches the memories of all instances of a run. */
export class MemoryWatch {
  #limitBytes;
  #ending;
  #memories = new Set();
  #refusals = [];
  #instances = 0;
  #minimumBytes = 0;

  constructor(limitBytes, ending) {
    this.#limitBytes = limitBytes;
    this.#ending = ending;
  }

  beforeInstance(minimumBytes) {
    this.#instances += 1;
    if (this.#instances > CORE_INSTANCES) this.#ending.limit("core-instances", CORE_INSTANCES);
    this.#minimumBytes += minimumBytes;
    if (this.#minimumBytes > this.#limitBytes) this.#ending.limit("memory-bytes", this.#limitBytes);
  }

  afterInstance(exports) {
    for (const [name, value] of Object.entries(exports)) {
      if (value instanceof WebAssembly.Memory) this.#memories.add(value);
      else if (name === GROW_REFUSED) this.#refusals.push(value);
    }
  }

  /** Memories never shrink, so the sum of their sizes is the peak so far. */
  get bytes() {
    let sum = 0;
    for (const memory of this.#memories) sum += memory.buffer.byteLength;
    return sum;
  }

  /** The limit that they met, whatever a guest made of it; null when it met none. */
  get exceeded() {
    const refused = this.#refusals.some((global) => global.value === 1);
    return refused || this.bytes > this.#limitBytes
      ? { outcome: "limit-exceeded", limit: "memory-bytes", value: this.#limitBytes }
      : null;
  }
}
