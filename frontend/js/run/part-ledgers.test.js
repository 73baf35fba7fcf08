// The ledgers of a composition's parts: the host asks the one whose call it is.
import assert from "node:assert/strict";
import { test } from "node:test";
import { PartLedgers } from "./part-ledgers.js";

test("each part is granted and told its own, and the report has all of it", () => {
  const ledgers = new PartLedgers([
    { instance: "a", scopes: { environment: ["A"] } },
    { instance: "b", scopes: { environment: ["B"] } },
  ]);
  const ask = (index, name) => {
    ledgers.turnTo(ledgers.of(index));
    return ledgers.check("environment", { name });
  };
  assert.deepEqual([ask(1, "B"), ask(0, "B"), ask(0, "A"), ask(1, "A")], [true, false, true, false]);
  assert.deepEqual(ledgers.names("environment"), ["B"]);
  ledgers.use({ kind: "any", of: "config" });
  assert.deepEqual(ledgers.parts, [
    { instance: "a", used: ["environment A"], denied: ["environment B"] },
    { instance: "b", used: ["any config", "environment B"], denied: ["environment A"] },
  ]);
  assert.deepEqual(ledgers.used, ["any config", "environment A", "environment B"]);
  assert.deepEqual(ledgers.denied, ["environment A", "environment B"]);
  assert.equal(ledgers.changes, 5);
});
