// What a composition's parts are refused for, and what only keeps them from being linked one by one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { staticWhy } from "./linking-check.js";

const API = "demo:a/api";
const port = (name, kind = "interface") => ({ name, kind });
const wire = (name, source, kind) => ({ import: port(name, kind), source });
const from = (instance, name) => ({ from: "instance", instance, export: name });
const host = (name) => ({ from: "host", import: name });

/** `b` takes `demo:a/api` from `a` and the clock from the host. */
function linked(change = () => {}) {
  const composition = {
    instances: [
      { name: "a", component: "one", wires: [], exports: [port(API)] },
      { name: "b", component: "two", wires: [wire(API, from("a", API)), wire("wasi:clocks/wall-clock@0.2.6", host("wasi:clocks/wall-clock@0.2.3"))], exports: [port("run", "function")] },
    ],
    exports: [{ name: "run", source: from("b", "run") }],
  };
  change(composition);
  return { composition, components: { one: {}, two: {} } };
}

const CALLS = [{ interface: null, function: "run" }];
const check = (change, componentGrants = {}, calls = CALLS) => staticWhy(linked(change), { componentGrants }, calls);
const outcomeOf = (change, componentGrants) => {
  try {
    check(change, componentGrants);
  } catch (refused) {
    return refused.outcome;
  }
  return null;
};

test("what fits together is linked", () => {
  assert.equal(check(), null);
  assert.equal(check(({ instances }) => instances[1].wires.push(wire("thing", from("a", API), "type"))), null);
});

test("what wires cannot say runs as one component", () => {
  const wires = (change) => ({ instances }) => change(instances[1].wires);
  const expected = [
    [wires((all) => { all[0].source = { from: "expression" }; }), "`demo:a/api` of `b` is more than a wire between two components"],
    [({ exports }) => { exports[0].source = { from: "expression" }; }, "the export `run` is more than a wire between two components"],
    [wires((all) => { all[1].source = host("demo:clock/clock"); }), "`wasi:clocks/wall-clock@0.2.6` of `b` is imported as `demo:clock/clock`"],
    [wires((all) => { all[0].import.kind = "other"; }), "`demo:a/api` of `b` is neither an interface nor a function"],
    [({ exports }) => { exports[0].source = host("run"); }, "no part's export is the whole's `run`"],
  ];
  for (const [change, why] of expected) assert.equal(check(change), why);
});

test("what does not fit together is refused", () => {
  const expected = [
    [(composition) => { composition.instances = []; }, "it has no instance"],
    [({ instances }) => { instances[0].component = "constructor"; }, "`a` is of a component `constructor` that was not sent"],
    [({ instances }) => instances.reverse(), "`b` is wired to `a`, which does not come before it"],
    [({ instances }) => { instances[0].exports = []; }, "`a` exports no `demo:a/api`"],
    [({ instances }) => instances[1].wires.push(wire(API, from("a", API))), "`demo:a/api` of `b` is wired twice"],
    [({ instances }) => { instances[1].name = "a"; }, "two instances are called `a`"],
    [({ exports }) => exports.push(exports[0]), "`run` is exported twice"],
  ];
  for (const [change, why] of expected) {
    assert.deepEqual(outcomeOf(change), { outcome: "rejected", why: `The composition does not fit together: ${why}.` });
  }
  assert.match(outcomeOf(() => {}, { c: ["stdio"] }).why, /grants for `c`/);
  const many = ({ instances }) => instances.unshift(...Array.from({ length: 99 }, (_, index) => ({ name: `x${index}`, component: "one", wires: [], exports: [] })));
  assert.deepEqual(outcomeOf(many), { outcome: "limit-exceeded", limit: "composition-instances", value: 100 });
});
