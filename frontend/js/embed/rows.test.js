// Rows as Rust packs them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { unpackRows } from "./rows.js";

test("rows are read as they are packed", () => {
  const none = 0xffffffff;
  const packed = Uint32Array.of(0, 0, 0, none, 2 | 3 << 8, 1, 2, none, 6, none, 3, none);
  assert.deepEqual(unpackRows(packed), [
    { kind: "same", isKnown: false, left: 0, right: 0 },
    { kind: "result", isKnown: true, left: 1, right: 2 },
    { kind: "only-right", isKnown: false, left: null, right: 3 },
  ]);
  assert.deepEqual(unpackRows(Uint32Array.of(1, 2, 3)), []);
});
