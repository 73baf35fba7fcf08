// Handles between the parts of a composition: each has its own side of an object, and the trace one name for it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { crossing } from "./crossing.js";
import { Ending, RunEnded } from "./ending.js";
import { define, HandleBudget, innerOf } from "./handles.js";
import { OutsideHandles, PartHandles } from "./part-handles.js";
import { HandleNames } from "./tracer.js";

const symbolDispose = Symbol.dispose ?? Symbol.for("dispose");
const own = { kind: "own", resource: "thing" };
const borrow = { kind: "borrow", resource: "thing" };
const THINGS = { name: "demo:things/things", resources: ["thing"], functions: [] };
const RELAY = { name: "demo:things/relay", resources: [], functions: [] };

/** A class as jco makes one of a resource that a component exports. */
class Thing {
  constructor(size) {
    this.bytes = size;
  }
  size() {
    return this.bytes;
  }
  [symbolDispose]() {
    this.isDropped = true;
  }
}

/** A part that defines things, one that passes them on, and one that uses both. */
function parts() {
  const names = new HandleNames();
  const ending = new Ending();
  const budget = new HandleBudget(ending);
  const definer = { instance: "definer", handles: new PartHandles([], () => null, budget, names), functions: { Thing, same: (a, b) => a === b }, export: null };
  const kept = [];
  const relay = {
    instance: "relay",
    handles: new PartHandles([THINGS], () => definer, budget, names),
    functions: { keep: (thing) => void kept.push(thing), back: () => kept.pop(), look: (thing) => kept.push(thing) },
    export: null,
  };
  const suppliers = { [THINGS.name]: definer, [RELAY.name]: relay };
  const user = new PartHandles([THINGS, RELAY], (name) => suppliers[name], budget, names);
  const call = (supplier, name, types, result = null, caller = user) =>
    crossing({ name, parameters: types.map((ty) => ({ ty })), result }, caller, supplier);
  return { names, ending, definer, relay, user, kept, call, budget };
}

test("an owned handle becomes the receiver's, keeps its name, and comes back", () => {
  const { names, definer, relay, user, kept, call } = parts();
  const make = call(definer, "[constructor]thing", [{ kind: "u32" }], own);
  const thing = make(null, [3]);
  assert.ok(thing instanceof user.classesOf(THINGS.name).Thing);
  assert.equal(names.of(thing, "thing"), "thing#1");

  call(relay, "keep", [own])(null, [thing]);
  assert.equal(innerOf(thing), null, "it was given away");
  assert.ok(kept[0] instanceof relay.handles.classesOf(THINGS.name).Thing);
  assert.ok(!(kept[0] instanceof user.classesOf(THINGS.name).Thing));
  assert.equal(names.of(kept[0], "thing"), "thing#1");

  const again = call(relay, "back", [], own)(null, []);
  assert.ok(again instanceof user.classesOf(THINGS.name).Thing);
  assert.equal(names.of(again, "thing"), "thing#1");
  assert.equal(call(definer, "[method]thing.size", [borrow], { kind: "u32" })(again, []), 3);
});

test("the definer gets its own object back, lent or given, and drops reach it", () => {
  const { definer, relay, kept, call } = parts();
  const make = call(definer, "[constructor]thing", [{ kind: "u32" }], own);
  const [a, b] = [make(null, [1]), make(null, [2])];
  const same = call(definer, "same", [borrow, own], { kind: "bool" });
  assert.equal(same(null, [a, b]), false);
  assert.equal(innerOf(b), null);

  const inner = innerOf(a);
  call(relay, "look", [borrow])(null, [a]);
  assert.equal(innerOf(kept[0]), inner, "the same object");
  assert.equal(innerOf(a), inner, "still the user's");
  a[symbolDispose]();
  assert.equal(inner.isDropped, true);
});

test("handles inside of values cross too", () => {
  const { definer, user, call } = parts();
  definer.functions.pair = () => [new Thing(1), undefined];
  const result = { kind: "tuple", items: [own, { kind: "option", some: own }] };
  const [first, second] = call(definer, "pair", [], result)(null, []);
  assert.ok(first instanceof user.classesOf(THINGS.name).Thing);
  assert.equal(second, undefined);
});

test("a handle of the host's becomes the receiver's own, under the same name", () => {
  const { names, relay, budget } = parts();
  const STREAMS = { name: "demo:io/streams@1.0.0", resources: ["stream"], functions: [] };
  const fromHost = (suppliers = {}) => new PartHandles([STREAMS, RELAY], (name) => suppliers[name] ?? null, budget, names);
  const given = [];
  const writer = { ...relay, handles: fromHost(), functions: { write: (stream) => void given.push(stream), back: () => given.pop() } };
  const user = fromHost({ [RELAY.name]: writer });
  const inner = {};
  const stream = user.around(user.classes.Stream, inner);
  assert.equal(names.of(stream, "stream"), "stream#1");
  const type = { kind: "own", resource: "stream" };
  crossing({ name: "write", parameters: [{ ty: { ...type, kind: "borrow" } }], result: null }, user, writer)(null, [stream]);
  assert.ok(given[0] instanceof writer.handles.classes.Stream);
  assert.deepEqual([innerOf(given[0]), innerOf(stream), names.of(given[0], "stream")], [inner, inner, "stream#1"]);
  given.pop();
  crossing({ name: "write", parameters: [{ ty: type }], result: null }, user, writer)(null, [stream]);
  const back = crossing({ name: "back", parameters: [], result: type }, user, writer)(null, []);
  assert.ok(back instanceof user.classes.Stream);
  assert.deepEqual([innerOf(back), innerOf(stream), names.of(back, "stream")], [inner, null, "stream#1"]);
});

test("all parts together hold as many handles as one component may", () => {
  const { definer, ending, call } = parts();
  const make = call(definer, "[constructor]thing", [{ kind: "u32" }], own);
  const last = Array.from({ length: 20_000 }, () => make(null, [1])).at(-1);
  call(definer, "same", [borrow, own], { kind: "bool" })(null, [last, last]);
  make(null, [1]);
  assert.equal(ending.outcome, null);
  assert.throws(() => make(null, [1]), RunEnded);
  assert.equal(ending.outcome.limit, "resource-handles");
});

test("whoever calls the whole passes what one part returned to another", () => {
  const { definer, relay, kept, call, budget, names } = parts();
  const outside = new OutsideHandles(budget, names);
  const thing = call(definer, "[constructor]thing", [{ kind: "u32" }], own, outside)(null, [5]);
  call(relay, "keep", [own], null, outside)(null, [thing]);
  const back = call(relay, "back", [], own, outside)(null, []);
  assert.equal(call(definer, "[method]thing.size", [borrow], { kind: "u32" }, outside)(back, []), 5);
  assert.equal(kept.length, 0);
});

test("a resource's own names are no names of the membrane's", () => {
  const { definer, user, call } = parts();
  const { Thing: Class } = user.classesOf(THINGS.name);
  definer.functions.Thing = class extends Thing {
    inner() {
      return "the guest's";
    }
  };
  define(Class, "method", "inner", function () {
    return call(definer, "[method]thing.inner", [borrow], { kind: "string" })(this, []);
  });
  const thing = call(definer, "[constructor]thing", [{ kind: "u32" }], own)(null, [1]);
  assert.equal(thing.inner(), "the guest's");
});
