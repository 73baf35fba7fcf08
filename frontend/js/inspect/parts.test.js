// Parts know what is in them, the way to them, and names that cannot deceive.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Parts } from "./parts.js";
import { change, count, share, size, visibleLine } from "./text.js";

const part = (parent, kind, size_bytes, rest = {}) => ({ parent, kind, size_bytes, offset_bytes: 0, count: 0, ...rest });
const parts = new Parts({
  parts: [
    part(0, "component", 100),
    part(0, "section", 10, { name: "types" }),
    part(0, "module", 70, { index: 0 }),
    part(2, "section", 50, { name: "code" }),
    part(3, "function", 40, { name: "a\u202eb\n", index: 3 }),
    part(3, "more", 5, { count: 12 }),
  ],
});

test("the tree is by size and knows the way", () => {
  assert.deepEqual(parts.inside[0], [2, 1]);
  assert.deepEqual(parts.way(4), [0, 2, 3, 4]);
  assert.equal(parts.headers(0), 20);
});

test("labels are for people, and show what hides", () => {
  assert.deepEqual(parts.all.map((_, at) => parts.label(at)), ["the component", "types", "module 0", "code", "a⟨U+202E⟩b␊", "12 more parts"]);
  assert.equal(visibleLine("\u0000\u001b[1m<b>"), "␀␛[1m<b>");
});

test("numbers have their units", () => {
  assert.deepEqual([size(1023), size(65_536), size(20 * 1024 ** 2)], ["1023 B", "64.0 KiB", "20.0 MiB"]);
  assert.deepEqual([share(1, 8), share(1, 1e6), share(0, 5)], ["12.5 %", "< 0.1 %", "0.0 %"]);
  assert.deepEqual([change(-64), change(2048)], ["−64 B", "+2.00 KiB"]);
  assert.deepEqual([count(1, "part"), count(12_345, "part")], ["1 part", "12,345 parts"]);
});
