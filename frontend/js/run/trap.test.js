// Traps of real modules, and the words of other engines, as engine-neutral kinds.
import assert from "node:assert/strict";
import { test } from "node:test";
import { backtraceOf, trapOf } from "./trap.js";

const text = (string) => [...new TextEncoder().encode(string)];
const section = (id, content) => [id, content.length, ...content];

/** Calls the one function of a module with this body; its name section says "my_function". */
function run(body, sections = []) {
  const code = [0, ...body, 0x0b];
  const module = Uint8Array.from([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, [1, 0x60, 0, 0]),
    ...section(3, [1, 0]),
    ...sections,
    ...section(7, [1, 3, ...text("run"), 0, 0]),
    ...section(10, [1, code.length, ...code]),
    ...section(0, [4, ...text("name"), ...section(1, [1, 0, 11, ...text("my_function")])]),
  ]);
  return new WebAssembly.Instance(new WebAssembly.Module(module)).exports.run();
}

function trapOfRun(body, sections) {
  try {
    run(body, sections);
  } catch (error) {
    return trapOf(error);
  }
  return assert.fail("it did not trap");
}

const MEMORY = section(5, [1, 0, 1]);
const cases = {
  unreachable: [[0x00]],
  "integer-divide-by-zero": [[0x41, 1, 0x41, 0, 0x6d, 0x1a]],
  "integer-overflow": [[0x41, 0x80, 0x80, 0x80, 0x80, 0x78, 0x41, 0x7f, 0x6d, 0x1a]],
  "invalid-conversion": [[0x43, 0, 0, 0xc0, 0x7f, 0xa8, 0x1a]],
  "memory-out-of-bounds": [[0x41, 0x7f, 0x28, 2, 0, 0x1a], MEMORY],
  "stack-overflow": [[0x10, 0]],
};
for (const [kind, [body, sections]] of Object.entries(cases)) {
  test(`a real ${kind} trap`, () => {
    const trap = trapOfRun(body, sections);
    assert.equal(trap.kind, kind, trap.message);
    assert.equal(trap.backtrace[0].function, "my_function");
    assert.ok(trap.backtrace[0].offset > 0);
  });
}

test("other engines' and jco's words", () => {
  for (const [message, kind] of [
    ["unreachable executed", "unreachable"],
    ["Unreachable code should not be executed (evaluating 'run()')", "unreachable"],
    ["index out of bounds", "memory-out-of-bounds"],
    ["Out of bounds memory access (evaluating 'run()')", "memory-out-of-bounds"],
    ["indirect call to null", "uninitialized-element"],
    ["wasm trap: undefined element: out of bounds table access", "table-out-of-bounds"],
    ["wasm trap: call stack exhausted", "stack-overflow"],
    ["wasm trap: indirect call type mismatch", "indirect-call-mismatch"],
    ["null function or function signature mismatch", "uninitialized-element"],
    ["cannot enter component instance", "canonical-abi"],
  ]) assert.equal(trapOf(new WebAssembly.RuntimeError(message)).kind, kind, message);
  assert.equal(trapOf(new TypeError("invalid variant discriminant for expected")).kind, "canonical-abi");
  assert.equal(trapOf(new RangeError("Maximum call stack size exceeded")).kind, "stack-overflow");
});

test("frames of a named module lose its name and their hash", () => {
  const error = new Error("x");
  error.stack = [
    "RuntimeError: unreachable",
    "    at guest.wasm.rust_panic (wasm://wasm/guest.wasm-0a1b2c3d:wasm-function[12]:0x1f4)",
    "    at wasm://wasm/0a1b2c3d:wasm-function[3]:0x10",
    "    at Object.run (blob:null/1:2:3)",
  ].join("\n");
  assert.deepEqual(backtraceOf(error), [
    { function: "rust_panic", module: "guest.wasm", offset: 500 },
    { function: "func[3]", module: null, offset: 16 },
  ]);
});
