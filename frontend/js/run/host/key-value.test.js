// The key-value store keeps the server's rules.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createKeyValue } from "./key-value.js";
import { Shelves, STORE_BYTES, StoreBudget } from "./shelves.js";

const text = (string) => new TextEncoder().encode(string);
const thrown = (error, operation) => assert.throws(operation, (thrown) => {
  assert.deepEqual(thrown, error);
  return true;
});

/** Stores of these values; `denied` are needs that the policy lacks. */
function host(stores, denied = []) {
  const ledger = { check: (capability, { access, place }) => !denied.includes(`${capability} ${access} ${place}`) };
  const made = createKeyValue(new Shelves(stores, new StoreBudget()), ledger);
  return { ...made["wasi:keyvalue/store"], ...made["wasi:keyvalue/atomics"], ...made["wasi:keyvalue/batch"] };
}

test("values are set, read and deleted", () => {
  const bucket = host({ default: { greeting: text("hi") } }).open("default");
  assert.deepEqual(bucket.get("greeting"), text("hi"));
  assert.equal(bucket.get("none"), undefined);
  assert.equal(bucket.get("__proto__"), undefined);
  bucket.set("__proto__", text("x"));
  assert.equal(bucket.exists("__proto__"), true);
  bucket.delete("__proto__");
  bucket.delete("__proto__");
  assert.deepEqual(bucket.listKeys(undefined), { keys: ["greeting"], cursor: undefined });
});

test("keys are listed by their bytes, a thousand at a time", () => {
  const { open, setMany } = host({ default: {} });
  const bucket = open("default");
  setMany(bucket, Array.from({ length: 1002 }, (_, index) => [String(index), text("")]));
  setMany(bucket, [["\u{ffff}", text("")], ["\u{10000}", text("")]]);
  const first = bucket.listKeys(undefined);
  assert.equal(first.keys.length, 1000);
  assert.deepEqual(first.keys.slice(0, 3), ["0", "1", "10"]);
  assert.equal(first.cursor, 1000n);
  assert.deepEqual(bucket.listKeys(1000n), { keys: ["998", "999", "\u{ffff}", "\u{10000}"], cursor: undefined });
  assert.deepEqual(bucket.listKeys((1n << 64n) - 1n), { keys: [], cursor: undefined });
});

test("numbers are counted up as decimal text", () => {
  const { open, increment } = host({ default: { seven: text("007"), max: text("18446744073709551615") } });
  const bucket = open("default");
  assert.equal(increment(bucket, "seven", 3n), 10n);
  assert.deepEqual(bucket.get("seven"), text("10"));
  assert.equal(increment(bucket, "new", 5n), 5n);
  thrown({ tag: "other", val: "overflow incrementing value" }, () => increment(bucket, "max", 1n));
  for (const none of ["", "+1", "-1", " 1", "1.0", "0x1", "ä", "18446744073709551616"]) {
    bucket.set("none", text(none));
    thrown({ tag: "other", val: "value is not a 64-bit integer" }, () => increment(bucket, "none", 1n));
  }
});

test("many at once", () => {
  const { open, getMany, setMany, deleteMany } = host({ default: {} });
  const bucket = open("default");
  setMany(bucket, [["a", text("1")], ["b", text("2")]]);
  assert.deepEqual(getMany(bucket, ["b", "none", "a"]), [["b", text("2")], undefined, ["a", text("1")]]);
  deleteMany(bucket, ["a", "none"]);
  assert.equal(bucket.exists("a"), false);
});

test("what is denied is told first, and what is not there next", () => {
  const { open, increment } = host({ a: {} }, ["key-value write a", "key-value read b"]);
  thrown({ tag: "access-denied" }, () => open("b"));
  thrown({ tag: "no-such-store" }, () => open("c"));
  thrown({ tag: "access-denied" }, () => open("a").set("x", text("")));
  thrown({ tag: "access-denied" }, () => increment(open("a"), "x", 1n));
});

test("everything together is bounded", () => {
  const bucket = host({ default: {} }).open("default");
  bucket.set("k", new Uint8Array(STORE_BYTES - 1000));
  thrown({ tag: "other", val: `the limit \`store-bytes\` (${STORE_BYTES}) was met` }, () => bucket.set("l", new Uint8Array(1000)));
  bucket.set("k", new Uint8Array(STORE_BYTES - 1000));
  bucket.delete("k");
  bucket.set("l", new Uint8Array(1000));
});
