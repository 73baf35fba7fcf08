// Rectangles keep their areas, stay inside the box, do not overlap, and are squarish.
import assert from "node:assert/strict";
import { test } from "node:test";
import { treemap } from "./treemap.js";

const BOX = { x: 10, y: 20, width: 600, height: 400 };

test("areas are shares of the box, inside it, without overlap", () => {
  const sizes = [6, 6, 4, 3, 2, 2, 1];
  const found = treemap(sizes, BOX);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  found.forEach(({ x, y, width, height }, at) => {
    assert.ok(Math.abs(width * height - (sizes[at] / total) * 240_000) < 1e-6);
    assert.ok(x >= 10 - 1e-9 && y >= 20 - 1e-9 && x + width <= 610 + 1e-6 && y + height <= 420 + 1e-6);
    assert.ok(Math.max(width / height, height / width) < 3, `${width} by ${height}`);
    for (const other of found.slice(at + 1)) {
      const apart = other.x >= x + width - 1e-6 || x >= other.x + other.width - 1e-6 ||
        other.y >= y + height - 1e-6 || y >= other.y + other.height - 1e-6;
      assert.ok(apart);
    }
  });
});

test("nothing, one, and sizes of nothing", () => {
  assert.deepEqual(treemap([], BOX), []);
  assert.deepEqual(treemap([5], BOX), [BOX]);
  assert.deepEqual(treemap([0, 0], BOX).map(({ width }) => width), [0, 0]);
  assert.equal(treemap([5, 0], BOX).every(({ width, height }) => Number.isFinite(width) && Number.isFinite(height)), true);
});

test("a thousand parts of very different sizes take no time and lose no area", () => {
  const sizes = Array.from({ length: 1000 }, (_, at) => 1e6 / (at + 1));
  const area = treemap(sizes, BOX).reduce((sum, { width, height }) => sum + width * height, 0);
  assert.ok(Math.abs(area - 240_000) < 1e-3);
});
