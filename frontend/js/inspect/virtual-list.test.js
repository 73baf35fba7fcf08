// Every row of a long list can be reached, and few rows are where one thinks.
import assert from "node:assert/strict";
import { test } from "node:test";
import { scroll } from "./virtual-list.js";

test("few rows are where one thinks", () => {
  const list = scroll(1_000, 18, 400);
  assert.deepEqual([list.space, list.top(180), list.place(7, 180)], [18_000, 180, 126]);
  assert.deepEqual([scroll(3, 18, 400).top(0), scroll(0, 18, 400).space], [0, 0]);
});

test("millions of rows can all be reached", () => {
  const list = scroll(5_000_000, 18, 400);
  assert.ok(list.space <= 8_000_000);
  for (const row of [0, 1, 777_777, 4_999_999]) {
    const scrollTop = list.middle(row);
    const place = list.place(row, scrollTop) - scrollTop;
    assert.ok(place >= -0.5 && place <= 400 - 18 + 0.5, `${row} at ${place}`);
  }
});
