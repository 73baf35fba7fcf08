// Deterministic mode gives the numbers that the server gives.
import assert from "node:assert/strict";
import { test } from "node:test";
import { SeededRandom } from "./virtual.js";

test("seeded random is SplitMix64", () => {
  // The published first outputs for seed 1234567, as in shared/src/policy/virtualize.rs.
  const random = new SeededRandom(1_234_567n);
  assert.deepEqual(Array.from({ length: 3 }, () => random.nextU64()),
    [6457827717110365317n, 3203168211198807973n, 9817491932198370423n]);
});

test("bytes are the numbers, little endian, and what is left of the last is dropped", () => {
  const bytes = new Uint8Array(11);
  new SeededRandom(1_234_567n).fill(bytes);
  const view = new DataView(bytes.buffer);
  assert.equal(view.getBigUint64(0, true), 6457827717110365317n);
  assert.deepEqual([...bytes.subarray(8)], [3203168211198807973n & 255n, (3203168211198807973n >> 8n) & 255n, (3203168211198807973n >> 16n) & 255n].map(Number));
  const one = new Uint8Array(1);
  const random = new SeededRandom(1_234_567n);
  random.fill(one);
  assert.equal(random.nextU64(), 3203168211198807973n);
});
