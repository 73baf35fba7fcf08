// Editing a component, running it on both engines and reading the comparison.
import { expect, test } from "../support/test.js";
import { ENGINES } from "../pages/workbench.js";
import { changed, fixture, sample } from "../support/projects.js";

test.beforeEach(async ({ workbench }) => {
  await workbench.open();
});

test("Run shows a verdict, both outputs and the aligned host calls", async ({ workbench }) => {
  await workbench.openSample("hello-wat");
  await workbench.run();
  await expect(workbench.verdict).toContainText("Same output");
  const printed = await workbench.stdout("wasmtime").innerText();
  expect(printed).toMatch(/hello/i);
  for (const engine of ENGINES) {
    await expect(workbench.outcome(engine)).toContainText(/returned/i);
    await expect(workbench.stdout(engine)).toContainText(/hello/i);
  }
  await expect(workbench.traceRows.filter({ hasText: "get-stdout" })).toHaveCount(1);
  await expect(workbench.traceRows.filter({ hasText: "wasi:cli/stdout@0.2" }).first()).toBeVisible();
});

test("Ctrl+Enter in the editor runs, and edited text changes both outputs", async ({ workbench, page }) => {
  const greeting = "Hello from a component!";
  const other = "Diptych has two leaves!";
  await workbench.openSample("hello-wat");
  await workbench.replaceText("hello.wat", sample("hello-wat")["hello.wat"].toString().replace(greeting, other));
  await workbench.running(() => page.keyboard.press("ControlOrMeta+Enter"));
  for (const engine of ENGINES) await expect(workbench.stdout(engine)).toContainText(other);
  await expect(workbench.verdict).toContainText("Same output");
});

for (const [choice, other] of [["browser", "wasmtime"], ["wasmtime", "browser"]]) {
  test(`the ${choice} engine alone fills its own column`, async ({ workbench }) => {
    await workbench.openSample("hello-wat");
    await workbench.chooseEngine(choice);
    await workbench.run();
    await expect(workbench.stdout(choice)).toContainText(/hello/i);
    await expect(workbench.stdout(other)).not.toContainText(/hello/i);
    await expect(workbench.column(other)).toContainText(/both/);
    await expect(workbench.verdict).toContainText(choice);
  });
}

test("the trace is filtered by interface and by difference", async ({ workbench }) => {
  await workbench.openSample("hello-wat");
  await workbench.run();
  const all = await workbench.traceRows.count();
  await workbench.filterTrace("wasi:cli/stdout");
  await expect(workbench.traceRows).toHaveCount(1);
  await workbench.filterTrace("all interfaces");
  await expect(workbench.traceRows).toHaveCount(all);
  await workbench.differencesOnly.check();
  await expect(workbench.traceRows).toHaveCount(0);
});

test("the first divergence is marked, explained and one key away", async ({ workbench, page }) => {
  await workbench.openProject(fixture("live-random"));
  await workbench.run();
  await expect(workbench.verdict).toContainText(/1 known difference/i);
  const values = await Promise.all(ENGINES.map((engine) => workbench.value(engine).innerText()));
  expect(values[0]).not.toBe(values[1]);
  await expect(workbench.divergence).toContainText("get-random-u64");
  const row = workbench.traceRows.filter({ hasText: "get-random-u64" });
  await expect(row).toHaveClass(/divergent/);
  await expect(row).toHaveAttribute("aria-selected", "false");
  await page.keyboard.press("F8");
  await expect(row).toHaveAttribute("aria-selected", "true");
  for (const value of values) await expect(page.getByTestId("trace-detail")).toContainText(value.trim());
});

test("output that is not text shows as hex", async ({ workbench }) => {
  await workbench.openProject(fixture("binary-output"));
  await workbench.run();
  await expect(workbench.verdict).toContainText("Same output");
  for (const engine of ENGINES) await expect(workbench.stdout(engine)).toContainText(/f8 f9 fa fb/i);
});

test("what a denied stream swallowed is in the trace", async ({ workbench }) => {
  const denied = changed(fixture("binary-output"), { "diptych.toml": (text) => text.replace('grants = ["stdio"]', "grants = []") });
  await workbench.openProject(denied);
  await workbench.run();
  const row = workbench.traceRows.filter({ hasText: "get-stdout" });
  await expect(row).toContainText(/denied/i);
  await expect(workbench.verdict).toContainText("No output. Same 2 host calls.");
});

test("the report downloads with both sides, the comparison and its schema", async ({ workbench }) => {
  await workbench.openSample("hello-wat");
  await workbench.run();
  const report = await workbench.report();
  expect(Object.keys(report).sort()).toEqual(["comparison", "left", "right", "schema"]);
  expect(report.schema).toBe(2);
  expect(report.left.engine.id).toBe("browser");
  expect(report.right.engine.id).toBe("wasmtime");
  expect(report.left.component_sha256).toBe(report.right.component_sha256);
  expect(report.left.stdout.bytes).toBe(report.right.stdout.bytes);
  expect(report.comparison.same).toBe(true);
  expect(report.comparison.verdict).toBe(await workbench.verdict.innerText());
  expect(report.comparison.trace.rows.length).toBe(report.left.trace.events.length);
  for (const side of [report.left, report.right]) {
    expect(side.timing.warm_ns.length).toBeGreaterThan(0);
    expect(side.timing.clock_resolution_ns).toBeGreaterThan(0);
    expect(side.peak_memory_bytes).toBeGreaterThan(0);
  }
});
