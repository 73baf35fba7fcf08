// `Value` JSON to jco's JavaScript values.
import assert from "node:assert/strict";
import { test } from "node:test";
import { toJs } from "./values.js";

const kind = (name) => ({ kind: name });
const value = (name, inner) => ({ kind: name, value: inner });

test("64-bit integers, floats and bytes", () => {
  assert.equal(toJs(kind("u64"), value("u64", "18446744073709551615")), 18446744073709551615n);
  assert.ok(Number.isNaN(toJs(kind("f32"), value("f32", "nan"))));
  assert.equal(toJs(kind("f64"), value("f64", "-inf")), -Infinity);
  assert.deepEqual(toJs({ kind: "list", element: kind("u8") }, value("bytes", "AQI=")), Uint8Array.of(1, 2));
  assert.deepEqual(toJs({ kind: "list", element: kind("s64") }, value("list", [value("s64", "-1")])), BigInt64Array.of(-1n));
});

test("options, results, records, variants and flags", () => {
  const option = { kind: "option", some: kind("u8") };
  assert.equal(toJs(option, value("option", null)), undefined);
  assert.equal(toJs(option, value("option", value("u8", 3))), 3);
  assert.deepEqual(toJs({ kind: "option", some: option }, value("option", null)), { tag: "none" });
  assert.deepEqual(toJs({ kind: "result", ok: kind("u8"), err: null }, value("result", { Ok: value("u8", 1) })), { tag: "ok", val: 1 });
  assert.deepEqual(toJs({ kind: "result", ok: null, err: null }, value("result", { Err: null })), { tag: "err", val: undefined });
  const record = { kind: "record", fields: [{ name: "a-b", ty: kind("u8") }, { name: "c", ty: option }] };
  assert.deepEqual(toJs(record, value("record", [["a-b", value("u8", 1)]])), { aB: 1, c: undefined });
  const variant = { kind: "variant", cases: [{ name: "x", ty: kind("u8") }, { name: "y", ty: null }] };
  assert.deepEqual(toJs(variant, value("variant", ["x", value("u8", 1)])), { tag: "x", val: 1 });
  assert.deepEqual(toJs(variant, value("variant", ["y", null])), { tag: "y" });
  assert.deepEqual(toJs({ kind: "flags", names: ["a-b", "c"] }, value("flags", ["c"])), { aB: false, c: true });
});

test("a handle is what its call returned", () => {
  assert.equal(toJs({ kind: "borrow", resource: "counter" }, value("handle", "$2"), (name) => `handle ${name}`), "handle $2");
});
