// What is said of links of each length.
import assert from "node:assert/strict";
import { test } from "node:test";
import { LIMITS, lengthAdvice, limitsOf } from "./limits.js";

test("short links need no advice", () => assert.equal(lengthAdvice(1_500), ""));

test("who is near is told, and who is passed is named with what it takes", () => {
  assert.equal(lengthAdvice(1_900), "Close to the limit of Discord (2,000).");
  assert.match(lengthAdvice(4_000), /^Too long for Discord \(2,000\): .* Close to the limit of Telegram \(4,096\)\.$/);
  assert.equal(limitsOf(2_000).over.length, 0);
  assert.equal(limitsOf(2_001).over.length, 1);
  assert.equal(limitsOf(3_000_000).over.length, LIMITS.length);
});

test("limits go from narrow to wide", () => {
  const lengths = LIMITS.map(({ characters }) => characters);
  assert.deepEqual(lengths, [...lengths].sort((a, b) => a - b));
});
