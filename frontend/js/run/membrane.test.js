// What passes the membrane: calls by policy, traced, with the guest's own handles.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Deadline } from "./deadline.js";
import { Ending, RunEnded } from "./ending.js";
import { Ledger } from "./ledger.js";
import { createImports } from "./membrane.js";
import { CALL_NUMBERS, Outbox } from "./outbox.js";
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
  { name: "[static]thing.sum", parameters: [{ name: "a", ty: own }, { name: "b", ty: self.ty }], result: { kind: "u64" } },
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
  static sum(a, b) {
    return a.bytes + b.bytes;
  }
  wait() {
    return new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Imports over a host of things, and what they said to the page. */
function imports(denials = {}, limits = {}, timeMs = 60_000) {
  const shared = new Thing(1n);
  const ledger = new Ledger({ filesystem: [{ access: "read", place: "/a" }] });
  const host = {
    "demo:things/types": {
      Thing,
      open(path) {
        if (path === "broken") throw new Error("host trouble");
        if (path === "none") throw "io";
        if (path.startsWith("/") && !ledger.check("filesystem", { access: "read", place: path })) throw "access";
        return path === "shared" ? shared : new Thing(BigInt(path.length));
      },
      all: () => [[shared, 1], [new Thing(2n), 2]],
    },
  };
  const policy = SIGNATURES.map(({ name }) => ({
    interface: NAME,
    function: name,
    need: name === "open" ? { kind: "by-call", of: "filesystem" } : { kind: "grant", of: `things ${name}` },
    ...(denials[name]
      ? { decision: "denied", capability: "things", grant: `things ${name}`, denial: denials[name] }
      : { decision: "allowed" }),
  }));
  const said = [];
  const ending = new Ending();
  const outbox = new Outbox((message) => said.push(message), () => ({}));
  const tracer = new Tracer(new HandleNames(), { traceEvents: 100, traceBytes: 1000, ...limits }, outbox);
  const deadline = new Deadline(ending, timeMs);
  const made = createImports(inspection, { host, closedStreams: {}, policy, ledger, ending, tracer, deadline });
  deadline.cancel();
  return { types: made[NAME], made, said, tracer, ledger, lines: () => linesOf(said), ending };
}

/** The calls of all batches, a line each. */
function linesOf(said) {
  return said.filter(({ kind }) => kind === "batch").flatMap(({ numbers, texts, notes }) => {
    const lines = texts.split("\n");
    return Array.from({ length: numbers.length / CALL_NUMBERS }, (_, index) => {
      const signature = SIGNATURES[numbers[index * CALL_NUMBERS]];
      const { interrupted, denied } = notes.find((note) => note.index === index) ?? {};
      const args = lines.splice(0, signature.parameters.length).join(", ");
      const result = signature.result && interrupted === undefined ? ` -> ${lines.shift()}` : "";
      return `${signature.name}(${args})${result}${interrupted ? ` ! ${interrupted}` : ""}${denied ? ` denied ${denied.grant}` : ""}`;
    });
  });
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
  const { types, lines, ending, ledger } = imports({
    open: { kind: "return", value: access },
    all: { kind: "return", value: { kind: "list", value: [] } },
    "[method]thing.size": { kind: "end-run" },
  });
  assert.deepEqual(types.open("broken"), { tag: "err", val: "access" });
  assert.deepEqual(types.all(), []);
  assert.throws(() => new types.Thing(1n).size(), RunEnded);
  assert.deepEqual(ending.outcome, { outcome: "denied", interface: NAME, function: "[method]thing.size", capability: "things" });
  assert.deepEqual(lines(), [
    'open("broken") -> err(access)',
    "all() -> []",
    "[constructor]thing(1) -> thing#1",
    "[method]thing.size(thing#1) ! denied",
  ]);
  assert.deepEqual(ledger.denied, ["things [method]thing.size", "things all", "things open"]);
});

test("a call that the host denies names the grant that it lacks", () => {
  const { types, lines, ledger } = imports();
  assert.deepEqual(types.open("/b"), { tag: "err", val: "access" });
  assert.equal(types.open("/a/c").tag, "ok");
  types.all();
  assert.deepEqual(lines().slice(0, 2), ['open("/b") -> err(access) denied filesystem read /b', 'open("/a/c") -> ok(thing#1)']);
  assert.deepEqual(ledger.denied, ["filesystem read /b"]);
  assert.deepEqual(ledger.used, ["filesystem read /a/c", "things all"]);
});

test("constructors and static functions are the host's class", () => {
  const { types, lines } = imports();
  const made = new types.Thing(7n);
  assert.ok(made instanceof types.Thing);
  assert.equal(made.size(), 7n);
  assert.equal(types.Thing.sum(new types.Thing(1n), made), 8n);
  assert.deepEqual(lines(), [
    "[constructor]thing(7) -> thing#1",
    "[method]thing.size(thing#1) -> 7",
    "[constructor]thing(1) -> thing#2",
    "[static]thing.sum(thing#2, thing#1) -> 8",
  ]);
});

test("handles that are held are bounded, those given back or away are not", () => {
  const { types, ending } = imports();
  const kept = new types.Thing(1n);
  for (let count = 0; count < 30_000; count += 1) {
    new types.Thing(1n)[Symbol.dispose ?? Symbol.for("dispose")]();
    types.Thing.sum(new types.Thing(1n), kept);
  }
  for (let count = 0; count < 19_999; count += 1) new types.Thing(1n);
  assert.equal(ending.outcome, null);
  assert.throws(() => new types.Thing(1n), RunEnded);
  assert.deepEqual(ending.outcome, { outcome: "limit-exceeded", limit: "resource-handles", value: 20_000 });
});

test("a call that waits is told of before it has returned", async () => {
  const { types, said, lines } = imports();
  const waiting = types.open("a").val.wait();
  assert.deepEqual(said.map(({ kind }) => kind), ["batch", "waiting"]);
  assert.deepEqual([said[1].call.target, said[1].call.texts], [4, "thing#1\n"]);
  await waiting;
  assert.deepEqual(lines(), ['open("a") -> ok(thing#1)', "[method]thing.wait(thing#1)"]);
  assert.ok(said.at(-1).numbers[2] >= 4_000_000);
});

test("a call after the time limit ends the run, and so does a wait that lasts until then", async () => {
  const { types, lines, ending } = imports({}, {}, -1);
  assert.throws(() => types.open("a"), RunEnded);
  assert.deepEqual(ending.outcome, { outcome: "limit-exceeded", limit: "time-ms", value: -1 });
  assert.deepEqual(lines(), ['open("a") ! time-ms']);
  const other = new Ending();
  await assert.rejects(new Deadline(other, 2).passed, RunEnded);
  assert.deepEqual(other.outcome, { outcome: "limit-exceeded", limit: "time-ms", value: 2 });
});

test("a full trace keeps its first calls and goes on counting", () => {
  for (const limits of [{ traceEvents: 1 }, { traceBytes: 15 }]) {
    const { types, lines, tracer } = imports({}, limits);
    types.open("a");
    assert.equal(types.open("ab").val.size(), 2n);
    assert.equal(lines().length, 1);
    assert.equal(tracer.totalCalls, 3);
  }
});

test("calls are told at once at first, then in batches", () => {
  const { types, said } = imports({}, { traceEvents: 5000, traceBytes: 1e6 });
  const thing = new types.Thing(1n);
  for (let count = 0; count < 4000; count += 1) thing.size();
  const sizes = said.map(({ numbers }) => numbers.length / CALL_NUMBERS);
  assert.deepEqual(sizes.slice(0, 256), Array(256).fill(1));
  assert.ok(Math.max(...sizes) <= 256 && sizes.length < 1500, `${sizes.length} batches`);
});

test("imports are there with and without their version", () => {
  const { made } = imports();
  assert.equal(made["demo:things/types"], made[NAME]);
});
