// Compositions on the browser's engine: calls between parts are seen, and each part has its own grants.
import { expect, test } from "../support/test.js";
import { COMPOSITION, Parts } from "../support/composition.js";

const call = (name, ...args) => ({ export: name, arguments: args });

/** The trace in the order in which calls began, a line each. */
function lines({ trace }) {
  const events = [...trace.events].sort((a, b) => a.sequence - b.sequence);
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index));
  return events.map((event) => {
    const name = event.function.split("]").pop();
    const end = event.interrupted === undefined ? event.result : `! ${event.interrupted}`;
    const denied = event.decision === "denied" ? ` denied ${event.grant}` : "";
    return `${event.caller} -> ${event.callee ?? "host"}: ${name}(${event.arguments.join(", ")})${end === undefined ? "" : ` = ${end}`}${denied}`;
  });
}

const values = ({ values }) => values.map(({ value }) => value);

test.describe("a composition linked part by part", () => {
  /** @type {Parts} */
  let parts;

  test.beforeEach(async ({ workbench, page }) => {
    await workbench.open();
    parts = new Parts(page);
    await parts.build();
  });

  test("shows calls between parts, a resource on its way through three of them, and who was denied", async () => {
    const report = await parts.run({ calls: [call("tour"), call("greet")] });
    expect(report.outcome, JSON.stringify(report)).toBe("returned");
    expect(values(report)).toEqual(["[16, 17, 117, 2, 3]", '"HELLO"']);
    expect(lines(report)).toEqual([
      "u -> r: fresh(5) = counter#1",
      "r -> c: counter(5) = counter#1",
      "r -> c: counter.increment(counter#1, 1) = ok(6)",
      "u -> r: poke(counter#1) = some(16)",
      "r -> c: counter.increment(counter#1, 10) = ok(16)",
      "u -> c: counter.increment(counter#1, 1) = ok(17)",
      'u -> c: counter.increment(counter#1, 101) = err("too much")',
      "u -> r: keep(counter#1)",
      "u -> r: back() = counter#1",
      "u -> c: counter(100) = counter#2",
      "u -> c: merge(counter#1, counter#2) = 117",
      "u -> r: take(counter#2)",
      "u -> c: counter.dropped() = 2",
      "u -> c: counter(1) = counter#3",
      "u -> c: counter.dropped() = 3",
      'u -> s: shout("hello") = "HELLO"',
    ]);
    const root = report.trace.events.find((event) => event.function === "shout");
    expect(root.interface).toBe("$root");
    expect(report.composition.traced).toBe("linked");

    const timed = await parts.run({ calls: [call("greet")], warm_calls: 3 });
    expect(timed.composition).toMatchObject({ traced: "linked", timed: "static", agree: true });
    expect(timed.timing.warm_ns).toHaveLength(3);
    expect(timed.timing.phases.map(({ name }) => name)).toEqual(["transpile", "compile", "instantiate", "first-call"]);

    // Each part gets what it is granted, and the report tells what each needed.
    const granted = {
      calls: [call("variables")],
      environment: { A: "1", B: "2" },
      grants: ["environment A"],
      component_grants: { r: ["environment B"] },
      warm_calls: 2,
    };
    const varied = await parts.run(granted);
    expect(values(varied)).toEqual(["(2, 1)"]);
    expect(lines(varied)).toEqual([
      "u -> r: variables() = (2, 1)",
      'r -> host: get-environment() = [("A", "1"), ("B", "2")]',
      "r -> c: variables() = 1",
      'c -> host: get-environment() = [("A", "1")]',
    ]);
    expect(varied.used).toEqual(["environment A", "environment B"]);
    expect(varied.composition).toEqual({
      traced: "linked",
      timed: "linked",
      why: expect.stringContaining("grants of their own"),
      parts: [
        { instance: "c", policy: ["environment A"], used: ["environment A"], denied: [] },
        { instance: "r", policy: ["environment A", "environment B"], used: ["environment A", "environment B"], denied: [] },
        { instance: "s", policy: ["environment A"], used: [], denied: [] },
        { instance: "u", policy: ["environment A"], used: [], denied: [] },
      ],
    });

    const denied = await parts.run({ ...granted, grants: [] });
    expect(lines(denied).slice(1)).toEqual([
      'r -> host: get-environment() = [("B", "2")]',
      "r -> c: variables() = 0",
      "c -> host: get-environment() = [] denied environment",
    ]);
    expect(denied.composition.parts.slice(0, 2)).toEqual([
      { instance: "c", policy: [], used: [], denied: ["environment"] },
      { instance: "r", policy: ["environment B"], used: ["environment B"], denied: [] },
    ]);
  });

  test("ends with the trap of the part that failed, and with a limit while a part computes", async () => {
    const report = await parts.run({ calls: [call("fail")] });
    expect(report).toMatchObject({ outcome: "trapped", kind: "unreachable" });
    const trap = "wasm trap: wasm `unreachable` instruction executed";
    expect(lines(report)).toEqual([`u -> r: fail() = ! ${trap}`, `r -> c: fail() = ! ${trap}`]);

    const handles = await parts.run({
      calls: [call("demo:parts/counters@1.0.0#[constructor]counter", "7"), call("demo:parts/counters@1.0.0#[method]counter.increment", "$1", "2")],
    });
    expect(values(handles)).toEqual(["counter#1", "ok(9)"]);

    const late = await parts.run({ calls: [call("burst", "4294967295")], limits: { "time-ms": 300, "trace-events": 10 } });
    expect(late).toMatchObject({ outcome: "limit-exceeded", limit: "time-ms" });
    expect(late.trace.total_calls).toBeGreaterThan(100);
    expect(lines(late)).toHaveLength(10);

    const hung = await parts.run({ calls: [call("hang")], limits: { "time-ms": 300 } });
    expect(hung).toMatchObject({ outcome: "limit-exceeded", limit: "time-ms" });
    expect(lines(hung)).toEqual(["u -> c: spin() = ! time-ms"]);
  });

  test("waits where a part waits", async () => {
    const composition = structuredClone(COMPOSITION);
    const sleeper = composition.instances.find(({ name }) => name === "s");
    sleeper.component = "sleeper";
    for (const name of ["wasi:clocks/monotonic-clock@0.2.6", "wasi:io/poll@0.2.6"]) {
      sleeper.wires.push({ import: { name, kind: "interface" }, source: { from: "host", import: name } });
    }
    const settings = { calls: [call("greet"), call("tour")], mode: "live", component_grants: { s: ["monotonic-clock"] } };
    const report = await parts.run(settings, { composition });
    expect(values(report), JSON.stringify(report)).toEqual(['"hello"', "[16, 17, 117, 2, 3]"]);
    expect(lines(report).slice(0, 4)).toEqual([
      'u -> s: shout("hello") = "hello"',
      "s -> host: subscribe-duration(20000000) = pollable#1",
      "s -> host: pollable.block(pollable#1)",
      "u -> r: fresh(5) = counter#1",
    ]);
    expect(report.trace.events.find(({ sequence }) => sequence === 0).duration_ns).toBeGreaterThan(15_000_000);
  });

  test("runs as one component where it cannot be linked, unless parts have their own grants", async () => {
    const composition = structuredClone(COMPOSITION);
    composition.instances[3].wires[0].source = { from: "expression" };
    const settings = { calls: [call("greet")], warm_calls: 2 };
    const report = await parts.run(settings, { composition });
    const why = "`demo:parts/counters@1.0.0` of `u` is more than a wire between two components";
    expect(report.composition).toEqual({ traced: "static", timed: "static", why });
    expect(values(report)).toEqual(['"HELLO"']);
    expect(report.trace.events).toEqual([]);

    const refused = await parts.run({ ...settings, component_grants: { u: ["stdio"] } }, { composition });
    expect(refused.outcome).toBe("rejected");
    expect(refused.why).toContain(why);

    const alone = await parts.run(settings, { isLinked: false });
    expect(alone).not.toHaveProperty("composition");
    expect(values(alone)).toEqual(['"HELLO"']);
  });
});
