// What passes the membrane: calls by policy, traced, with the guest's own handles.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Ending, RunEnded } from "./ending.js";
import { createImports } from "./membrane.js";
import { HandleNames, Tracer } from "./tracer.js";

const own = { kind: "own", resource: "thing" };
const self = { name: "self", ty: { kind: "borrow", resource: "thing" } };
const result = (ok) => ({ kind: "result", ok, err: { kind: "enum", cases: ["io", "access"] } });
const SIGNATURES = [
  { name: "open", parameters: [{ name: "path", ty: { kind: "string" } }], result: result(own) },
  { name: "all", parameters: [], result: { kind: "list", element: { kind: "tuple", items: [own, { kind: "u8" }] } } },
  { name: "[method]thing.size", parameters: [self], result: { kind: "u64" } },
  { name: "[method]thing.same-as", parameters: [self, { name: "other", ty: self.ty }], result: { kind: "bool" } },
  { name: "[method]thing.wait", parameters: [self], result: null },
  { name: "[constructor]thing", parameters: [{ name: "size", ty: { kind: "u64" } }], result: own },
  { name: "[static]thing.sum", parameters: [{ name: "a", ty: own }, { name: "b", ty: self.ty }], result: result(own) },
];
const NAME = "demo:things/types@1.2.0";
const inspection = { imports: [{ name: NAME, supplied: true, functions: SIGNATURES, resources: ["thing"] }] };

class Thing {
  constructor(size) {
    this.bytes = size;
  }
  size() {
    return this.bytes;
  }
  sameAs(other) {
    return this === other;
  }
  wait() {
    return new Promise((resolve) => setTimeout(resolve, 5));
  }
  static sum(a, b) {
    return new Thing(a.bytes + b.bytes);
  }
}

/** Imports over a host of things, and what they said to the page. */
function imports(denials = {}, limit = 100) {
  const shared = new Thing(1n);
  const host = {
    "demo:things/types": {
      open(path) {
        if (path === "broken") throw new Error("host trouble");
        if (path === "none") throw "io";
        return path === "shared" ? shared : new Thing(BigInt(path.length));
      },
      all: () => [[shared, 1], [new Thing(2n), 2]],
      Thing,
    },
  };
  const policy = SIGNATURES.map(({ name }) => ({
    interface: NAME,
    function: name,
    ...(denials[name] ? { decision: "denied", capability: "things", denial: denials[name] } : { decision: "allowed" }),
  }));
  const said = [];
  const ending = new Ending();
  const tracer = new Tracer(new HandleNames(), limit, (message) => said.push(message));
  const made = createImports(inspection, { host, closedStreams: {}, policy, ending, tracer });
  const lines = () => said.filter(({ kind }) => kind === "trace").map(({ event }) =>
    `${event.function}(${event.arguments.join(", ")})${event.result ? ` -> ${event.result}` : ""}${event.interrupted ? ` ! ${event.interrupted}` : ""}${event.decision === "denied" ? ` denied ${event.capability}` : ""}`);
  return { types: made[NAME], made, said, lines, ending };
}

test("the guest gets its own handles, named in order of appearance", () => {
  const { types, lines } = imports();
  const first = types.open("abc");
  assert.equal(first.tag, "ok");
  assert.ok(first.val instanceof types.Thing);
  assert.equal(first.val.size(), 3n);
  const [[second], [third]] = types.all();
  assert.equal(second.sameAs(third), false);
  const again = types.open("shared").val;
  assert.equal(second.sameAs(again), true);
  assert.deepEqual(lines(), [
    'open("abc") -> ok(thing#1)',
    "[method]thing.size(thing#1) -> 3",
    "all() -> [(thing#2, 1), (thing#3, 2)]",
    "[method]thing.same-as(thing#2, thing#3) -> false",
    'open("shared") -> ok(thing#4)',
    "[method]thing.same-as(thing#2, thing#4) -> true",
  ]);
});

test("constructors and static functions are calls like others", () => {
  const { types, lines } = imports();
  const three = new types.Thing(3n);
  assert.equal(types.Thing.sum(new types.Thing(4n), three).val.size(), 7n);
  assert.deepEqual(lines(), [
    "[constructor]thing(3) -> thing#1",
    "[constructor]thing(4) -> thing#2",
    "[static]thing.sum(thing#2, thing#1) -> ok(thing#3)",
    "[method]thing.size(thing#3) -> 7",
  ]);
});

test("a thrown payload is the result's error, anything else the host refusing", () => {
  const { types, lines, ending } = imports();
  assert.deepEqual(types.open("none"), { tag: "err", val: "io" });
  assert.throws(() => types.open("broken"), RunEnded);
  assert.deepEqual(ending.outcome, { outcome: "trapped", kind: "host-refused", message: "host trouble", backtrace: [] });
  assert.deepEqual(lines(), ['open("none") -> err(io)', 'open("broken") ! host trouble']);
  assert.throws(() => types.open("abc"), RunEnded, "nothing runs after the end");
});

test("a denied call gives what the policy says and never reaches the host", () => {
  const access = { kind: "result", value: { Err: { kind: "enum", value: "access" } } };
  const { types, lines, ending } = imports({
    open: { kind: "return", value: access },
    all: { kind: "return", value: { kind: "list", value: [] } },
    "[method]thing.size": { kind: "end-run" },
  });
  assert.deepEqual(types.open("broken"), { tag: "err", val: "access" });
  assert.deepEqual(types.all(), []);
  assert.throws(() => types.Thing.prototype.size.call(Object.create(types.Thing.prototype)), RunEnded);
  assert.deepEqual(ending.outcome, { outcome: "denied", interface: NAME, function: "[method]thing.size", capability: "things" });
  assert.deepEqual(lines(), [
    'open("broken") -> err(access) denied things',
    "all() -> [] denied things",
    "[method]thing.size(thing#1) ! denied denied things",
  ]);
});

test("a call that waits is told of before it has returned", async () => {
  const { types, said, lines } = imports();
  const waiting = types.open("a").val.wait();
  assert.deepEqual(said.map(({ kind }) => kind), ["trace", "waiting"]);
  await waiting;
  assert.deepEqual(lines(), ['open("a") -> ok(thing#1)', "[method]thing.wait(thing#1)"]);
  assert.ok(said.at(-1).event.duration_ns >= 4_000_000);
});

test("a full trace keeps its first calls and goes on working", () => {
  const { types, lines } = imports({}, 1);
  types.open("a");
  assert.equal(types.open("ab").val.size(), 2n);
  assert.equal(lines().length, 1);
});

test("imports are there with and without their version", () => {
  const { made } = imports();
  assert.equal(made["demo:things/types"], made[NAME]);
});
