// Guests that mean no good: each run ends, within bounds and with the same outcome on both engines.
import { apiClient } from "../support/api.js";
import { runOnBoth } from "../support/engines.js";
import { fixture } from "../support/projects.js";
import { expect, test } from "../support/test.js";

const GRANTS = ["stdio", "monotonic-clock", "random"];

/** Each guest: its export with arguments, limits, what both reports have. */
const GUESTS = [
  ["hoard-handles", [], { "trace-events": 500 },
    { outcome: "limit-exceeded", limit: "resource-handles", value: 20_000, trace: { total_calls: 20_001 } }],
  ["sleep-forever", [], { "time-ms": 1_500 }, { outcome: "limit-exceeded", limit: "time-ms", value: 1_500 }],
  ["poll-forever", [], { "time-ms": 1_500 }, { outcome: "limit-exceeded", limit: "time-ms", value: 1_500 }],
  ["flood-clock", [], { "time-ms": 1_500, "trace-events": 500 }, { outcome: "limit-exceeded", limit: "time-ms" }],
  ["flood-random", [], { "time-ms": 1_500, "trace-events": 500 }, { outcome: "limit-exceeded", limit: "time-ms" }],
  ["ask-random", ["1048577"], {}, { outcome: "limit-exceeded", limit: "random-bytes", value: 1 << 20 }],
  ["ask-random", ["18446744073709551615"], {}, { outcome: "limit-exceeded", limit: "random-bytes" }],
  ["write-huge", ["30000000"], {}, { outcome: "limit-exceeded", limit: "output-bytes", value: 1 << 20 }],
  ["write-often", ["200"], { "trace-bytes": 100_000 }, { outcome: "returned" }],
  ["write-often", ["200"], { "output-bytes": 10_000 }, { outcome: "limit-exceeded", limit: "output-bytes", value: 10_000 }],
  ["call-then-hang", [], { "time-ms": 1_500 }, { outcome: "limit-exceeded", limit: "time-ms" }],
];

/** What must be the same of a call on both engines; a long value's beginning is enough to see it. */
const essence = ({ interface: name, function: called, arguments: args, result, interrupted, decision }) =>
  ({ name, called, args: args.map((text) => text.slice(0, 200)), result: result?.slice(0, 200), isCut: interrupted !== undefined, decision });

for (const [name, args, limits, expected] of GUESTS) {
  test(`${name}(${args}) with ${JSON.stringify(limits)}`, async ({ workbench, page, baseURL }) => {
    await workbench.open();
    const api = apiClient(baseURL);
    const component = await api.component(fixture("hostile-guest"));
    const settings = { calls: [{ export: name, arguments: args }], grants: GRANTS, limits };
    const { browser, wasmtime } = await runOnBoth(page, api, component, settings);
    for (const report of [browser, wasmtime]) expect(report).toMatchObject(expected);
    expect(browser.trace.events.map(essence)).toEqual(wasmtime.trace.events.map(essence));
    expect(browser.trace.total_calls).toBeGreaterThanOrEqual(browser.trace.events.length);
    expect(browser.used).toEqual(wasmtime.used);
    expect(browser.stdout).toEqual(wasmtime.stdout);
    // The next run is not the worse for it.
    const after = await runOnBoth(page, api, component, { ...settings, calls: [{ export: "write-often", arguments: ["1"] }], limits: {} });
    for (const report of [after.browser, after.wasmtime]) expect(report.outcome).toBe("returned");
  });
}

test("without a grant the same guests are denied alike", async ({ workbench, page, baseURL }) => {
  await workbench.open();
  const api = apiClient(baseURL);
  const component = await api.component(fixture("hostile-guest"));
  for (const [name, args, grant] of [
    ["hoard-handles", [], "monotonic-clock sleep"],
    ["flood-clock", [], "monotonic-clock read"],
    ["flood-random", [], "random secure"],
    ["write-often", ["2"], "stdio stdout"],
  ]) {
    const grants = GRANTS.filter((granted) => !grant.startsWith(granted));
    const { browser, wasmtime } = await runOnBoth(page, api, component, { calls: [{ export: name, arguments: args }], grants });
    expect(browser.denied).toEqual([grant]);
    expect(wasmtime.denied).toEqual([grant]);
    expect(browser.trace.events.map(essence)).toEqual(wasmtime.trace.events.map(essence));
    expect(browser.trace.events.find(({ decision }) => decision === "denied")).toMatchObject({ grant });
    expect(browser.outcome).toBe(wasmtime.outcome);
  }
});
