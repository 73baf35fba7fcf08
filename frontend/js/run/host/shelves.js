// What key-value stores and blob containers have in common: named maps of bytes, bounded together.
import { byUtf8 } from "./order.js";

/** What all stores and containers of one run may hold together (`store-bytes`), as on the server. */
export const STORE_BYTES = 64 << 20;
/** What an entry costs beside its name and value, so that empty ones are bounded too. */
const ENTRY_BYTES = 64;

const encoder = new TextEncoder();
const cost = (name, value) => ENTRY_BYTES + encoder.encode(name).length + value.length;
const NOTHING = new Uint8Array();

/** There is no more room; its text is what the guest is told. */
export class StoreFull extends Error {
  constructor() {
    super(`the limit \`store-bytes\` (${STORE_BYTES}) was met`);
  }
}

/** How much of `STORE_BYTES` is taken. */
export class StoreBudget {
  #taken = 0;

  /** What a run starts with: counted, and it may be more than the limit. */
  bring(bytes) {
    this.#taken += bytes;
  }

  /** Takes `after` bytes for `before` ones that are given back; throws `StoreFull`, and then nothing changes. */
  exchange(before, after) {
    const taken = Math.max(0, this.#taken - before) + after;
    if (after > before && taken > STORE_BYTES) throw new StoreFull();
    this.#taken = taken;
  }
}

/** All stores, or all containers, by name. Values are never changed in place. */
export class Shelves {
  /** @type {Map<string, Map<string, Uint8Array>>} */
  #shelves = new Map();

  /** @param {Record<string, Record<string, Uint8Array>>} shelves @param {StoreBudget} budget */
  constructor(shelves, budget) {
    this.budget = budget;
    for (const [name, entries] of Object.entries(shelves)) {
      const shelf = new Map(Object.entries(entries));
      this.#shelves.set(name, shelf);
      budget.bring(shelfCost(name, shelf));
    }
  }

  /** @param {string} shelf @returns {Map<string, Uint8Array> | undefined} */
  get(shelf) {
    return this.#shelves.get(shelf);
  }

  /** Adds an empty one, unless it is there; says whether it was not. */
  add(shelf) {
    if (this.#shelves.has(shelf)) return false;
    this.budget.exchange(0, cost(shelf, NOTHING));
    this.#shelves.set(shelf, new Map());
    return true;
  }

  /** Takes one away with all it holds; says whether it was there. */
  remove(shelf) {
    const removed = this.#shelves.get(shelf);
    if (!removed) return false;
    this.#shelves.delete(shelf);
    this.budget.exchange(shelfCost(shelf, removed), 0);
    return true;
  }

  /** Sets an entry of a shelf that is there. */
  put(shelf, name, value) {
    const entries = this.#shelves.get(shelf);
    if (!entries) return;
    const before = entries.get(name);
    this.budget.exchange(before ? cost(name, before) : 0, cost(name, value));
    if (!before) sortedNames.delete(entries);
    entries.set(name, value);
  }

  /** Takes an entry away, if it is there. */
  take(shelf, name) {
    const entries = this.#shelves.get(shelf);
    const before = entries?.get(name);
    if (!before) return;
    sortedNames.delete(entries);
    entries.delete(name);
    this.budget.exchange(cost(name, before), 0);
  }
}

/** Names once sorted, until one comes or goes: whoever lists a shelf page by page waits for one sorting. */
const sortedNames = new WeakMap();

/** The names on a shelf, in the server's order. @param {Map<string, Uint8Array>} shelf @returns {readonly string[]} */
export function namesOf(shelf) {
  const names = sortedNames.get(shelf) ?? [...shelf.keys()].sort(byUtf8);
  sortedNames.set(shelf, names);
  return names;
}

function shelfCost(name, shelf) {
  let sum = cost(name, NOTHING);
  for (const [entry, value] of shelf) sum += cost(entry, value);
  return sum;
}
