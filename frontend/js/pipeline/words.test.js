// How runs of stages read, and when they are the same.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ended, isSame } from "./words.js";

const report = (more = {}) => ({
  outcome: "returned", values: [], stdout: { bytes: "" }, denied: [],
  timing: { phases: [{ duration_ns: 1_200_000 }, { duration_ns: 300_000 }] }, trace: { total_calls: 1 }, ...more,
});

test("a run tells how it ended, what it gave, time and calls", () => {
  assert.deepEqual(ended(report({ values: [{ value: "[1, 2]" }] })), { how: "returned", gave: "[1, 2]", note: "1.5 ms, 1 host call", isGood: true });
  assert.deepEqual(ended(report({ values: [{ value: "ok" }], stdout: { bytes: btoa("hello") } })), { how: "returned", gave: "5 B on stdout", note: "1.5 ms, 1 host call", isGood: true });
  const failed = ended(report({ outcome: "exited", code: 1, denied: ["stdio"] }));
  assert.deepEqual(failed, { how: "exited with code 1", gave: "", note: "1.5 ms, 1 host call, 1 need denied", isGood: false });
  assert.equal(ended(report({ outcome: "limit-exceeded", limit: "time-ms" })).how, "limit exceeded: time-ms");
  assert.equal(ended(report({ outcome: "trapped", kind: "stack-overflow" })).how, "trapped: stack overflow");
  assert.equal(ended(report({ outcome: "trapped", kind: "other" })).how, "trapped");
  assert.equal(ended(report({ outcome: "rejected", why: "Call 1: no" })).how, "rejected: Call 1: no");
  assert.equal(ended(report({ values: [{ value: "x".repeat(300) }] })).gave.length, 201);
});

test("runs are the same when they end alike and give the same", () => {
  assert.ok(isSame(report(), report({ trace: { total_calls: 7 } })));
  assert.ok(!isSame(report(), report({ outcome: "trapped" })));
  assert.ok(!isSame(report({ stdout: { bytes: "YQ==" } }), report()));
  assert.ok(!isSame(report({ outcome: "exited", code: 0 }), report({ outcome: "exited", code: 2 })));
});
