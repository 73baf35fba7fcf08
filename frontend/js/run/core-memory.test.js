// The memory rewriter, on real modules.
import assert from "node:assert/strict";
import { test } from "node:test";
import { capMemory, GROW_REFUSED, instrumentGrow } from "./core-memory.js";

/** (memory 1) (func (export "grow") (param i32) (result i32) block i64.const 64 drop end local.get 0 memory.grow) */
const GROW = Uint8Array.from([
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
  1, 6, 1, 0x60, 1, 0x7f, 1, 0x7f,
  3, 2, 1, 0,
  5, 3, 1, 0, 1,
  7, 8, 1, 4, ...new TextEncoder().encode("grow"), 0, 0,
  10, 16, 1, 14, 0, 0x02, 0x40, 0x42, 0xc0, 0x00, 0x1a, 0x0b, 0x20, 0, 0x40, 0, 0x01, 0x0b,
]);

const instantiate = (module) => new WebAssembly.Instance(new WebAssembly.Module(module)).exports;

test("a growth within the cap works as before", () => {
  const exports = instantiate(capMemory(instrumentGrow(GROW), 4 * 65536).module);
  assert.equal(exports.grow(2), 1);
  assert.equal(exports.grow(1), 3);
  assert.equal(exports[GROW_REFUSED].value, 0);
});

test("a growth beyond the cap traps and says so", () => {
  const exports = instantiate(capMemory(instrumentGrow(GROW), 4 * 65536).module);
  assert.throws(() => exports.grow(4), WebAssembly.RuntimeError);
  assert.equal(exports[GROW_REFUSED].value, 1);
});

test("a module without memory.grow comes back unchanged", () => {
  const plain = GROW.slice();
  plain.set([0x01, 0x01], plain.length - 4);
  assert.equal(instrumentGrow(plain), plain);
});

test("the cap never goes above the module's own maximum nor below its minimum", () => {
  const own = Uint8Array.from([...GROW.slice(0, 20), 5, 4, 1, 1, 1, 2, ...GROW.slice(25)]);
  assert.equal(instantiate(capMemory(own, 9 * 65536).module).grow(2), -1);
  const { minimumBytes, module } = capMemory(GROW, 0);
  assert.equal(minimumBytes, 65536);
  assert.ok(WebAssembly.validate(module));
});

test("bytes that are no module's are left alone", () => {
  const cut = GROW.slice(0, GROW.length - 6);
  assert.equal(instrumentGrow(cut), cut);
});
