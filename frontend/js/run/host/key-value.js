// `wasi:keyvalue`: the run's stores, in memory only, with the server's rules.
//
// `get`, `exists` and `list-keys` need `key-value read STORE`, what changes a store needs `key-value
// write STORE`; opening one needs `read`. Keys are listed by their bytes; the cursor counts the keys
// given so far. Numbers are decimal text.
import { namesOf, StoreFull } from "./shelves.js";

/** Keys that one `list-keys` gives. */
const PAGE_KEYS = 1000;

const U64_MAX = (1n << 64n) - 1n;

const other = (message) => ({ tag: "other", val: message });

/**
 * @param {import("./shelves.js").Shelves} stores
 * @param {import("../ledger.js").Ledger} ledger
 */
export function createKeyValue(stores, ledger) {
  const check = (access, store) => {
    if (!ledger.check("key-value", { access, place: store })) throw { tag: "access-denied" };
  };
  const put = (store, key, value) => {
    try {
      stores.put(store, key, value);
    } catch (error) {
      throw error instanceof StoreFull ? other(error.message) : error;
    }
  };

  class Bucket {
    constructor(store) {
      this.store = store;
    }

    /** What it holds, for a call that only looks. */
    entries() {
      check("read", this.store);
      return stores.get(this.store);
    }

    get(key) {
      return this.entries().get(key);
    }

    set(key, value) {
      check("write", this.store);
      put(this.store, key, value);
    }

    delete(key) {
      check("write", this.store);
      stores.take(this.store, key);
    }

    exists(key) {
      return this.entries().has(key);
    }

    listKeys(cursor) {
      const all = namesOf(this.entries());
      const given = Number(cursor ?? 0n);
      const keys = all.slice(given, given + PAGE_KEYS);
      const after = given + keys.length;
      return { keys, cursor: after < all.length ? BigInt(after) : undefined };
    }
  }

  return {
    "wasi:keyvalue/store": {
      open(identifier) {
        check("read", identifier);
        if (!stores.get(identifier)) throw { tag: "no-such-store" };
        return new Bucket(identifier);
      },
    },
    "wasi:keyvalue/atomics": {
      increment({ store }, key, delta) {
        check("write", store);
        const value = stores.get(store).get(key);
        const before = value ? numberOf(value) : 0n;
        if (before === null) throw other("value is not a 64-bit integer");
        const after = before + delta;
        if (after > U64_MAX) throw other("overflow incrementing value");
        put(store, key, new TextEncoder().encode(String(after)));
        return after;
      },
    },
    "wasi:keyvalue/batch": {
      getMany(bucket, keys) {
        const entries = bucket.entries();
        return keys.map((key) => (entries.has(key) ? [key, entries.get(key)] : undefined));
      },
      setMany({ store }, keyValues) {
        check("write", store);
        for (const [key, value] of keyValues) put(store, key, value);
      },
      deleteMany({ store }, keys) {
        check("write", store);
        for (const key of keys) stores.take(store, key);
      },
    },
  };
}

/** The number that a value is; null when it is none. */
function numberOf(value) {
  const text = new TextDecoder("latin1").decode(value);
  // BigInt's own time grows with the square of the digits; leading zeros may be many.
  if (!/^[0-9]+$/.test(text)) return null;
  const digits = text.replace(/^0+(?=.)/, "");
  if (digits.length > 20) return null;
  const number = BigInt(digits);
  return number > U64_MAX ? null : number;
}
