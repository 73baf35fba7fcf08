// The aligned trace: every kind of difference in words, known ones told apart, grants from denied calls, filters, detail, downloads.
import { expect, test } from "../support/test.js";
import { ENGINES } from "../pages/workbench.js";
import { alterServerTrace } from "../support/altered-run.js";
import { apiClient } from "../support/api.js";
import { changed, fixture } from "../support/projects.js";

/** `many-calls` with a few calls only. */
const fewCalls = (calls = 12) => changed(fixture("many-calls"), { "diptych.toml": (text) => text.replace("100000", `${calls}`) });

test.beforeEach(async ({ workbench }) => {
  await workbench.open();
});

test("missing, extra, changed and denied calls each say so, and are found by their kind", async ({ workbench, page }) => {
  await alterServerTrace(page, (events) => {
    const altered = structuredClone(events);
    altered[2].result = "424242";
    Object.assign(altered[5], { decision: "denied", capability: "monotonic-clock", grant: "monotonic-clock read", interrupted: "denied" });
    delete altered[5].result;
    altered[0] = { ...altered[0], interface: "wasi:clocks/wall-clock@0.2.6", function: "resolution" };
    return altered;
  });
  await workbench.openProject(fewCalls());
  await workbench.run();
  await expect(workbench.verdict).toContainText("4 host calls differ");
  const kinds = await workbench.traceRows.evaluateAll((rows) => rows.map((row) => row.dataset.kind).filter((kind) => kind !== "same"));
  expect(kinds.sort()).toEqual(["denial", "extra", "missing", "result"]);
  await workbench.traceKind.selectOption("result");
  await expect(workbench.traceRows).toHaveCount(1);
  await page.getByTestId("trace-all").click();
  await workbench.deniedOnly.check();
  await expect(workbench.traceRows).toHaveCount(1);
});

test("a call that was made elsewhere leads to its other place", async ({ workbench, page }) => {
  await alterServerTrace(page, ([first, ...others]) => [...others, first]);
  await workbench.openProject(fewCalls());
  await workbench.run();
  await workbench.traceRows.and(page.locator("[data-kind=order]")).first().click();
  const first = await workbench.chosenRow.getAttribute("data-row");
  await page.getByTestId("counterpart").click();
  await expect(workbench.chosenRow).not.toHaveAttribute("data-row", first);
  await page.getByTestId("counterpart").click();
  await expect(workbench.chosenRow).toHaveAttribute("data-row", first);
});

test("F8 and Shift+F8 walk the differences in a circle", async ({ workbench, page }) => {
  await alterServerTrace(page, (events) => events.map((event, at) => (at === 3 || at === 7 ? { ...event, result: "1" } : event)));
  await workbench.openProject(fewCalls());
  await workbench.run();
  const chosen = () => workbench.chosenRow.getAttribute("data-row");
  await page.keyboard.press("F8");
  expect(await chosen()).toBe("3");
  await page.keyboard.press("F8");
  expect(await chosen()).toBe("7");
  await page.keyboard.press("F8");
  expect(await chosen()).toBe("3");
  await page.keyboard.press("Shift+F8");
  expect(await chosen()).toBe("7");
  await workbench.previousDifference.click();
  expect(await chosen()).toBe("3");
  // In the table itself, too.
  await workbench.traceBody.focus();
  await page.keyboard.press("End");
  expect(await chosen()).toBe("11");
  await page.keyboard.press("ArrowUp");
  expect(await chosen()).toBe("10");
});

test("differences that hosts are known to have are labelled, with the reason and a reference", async ({ workbench, page }) => {
  await workbench.openProject(fixture("live-random"));
  await workbench.run();
  await expect(workbench.modeTag).toHaveText("live");
  await expect(page.getByTestId("live-note")).toContainText("expected to differ");
  const known = page.getByTestId("known").first();
  await expect(known).toContainText("random numbers");
  await expect(known.getByRole("link")).toHaveAttribute("href", /^https:\/\//);
});

test("Grant adds exactly the missing grant, runs again, and can be taken back", async ({ workbench }) => {
  const denied = changed(fixture("binary-output"), { "diptych.toml": (text) => text.replace('grants = ["stdio"]', "grants = []") });
  await workbench.openProject(denied);
  await workbench.run();
  await expect(workbench.denials).toContainText("get-stdout");
  await expect(workbench.denials).toContainText(/nothing of `stdio` is granted/);
  await expect(workbench.grantButtons.first()).toContainText("stdio stdout");
  await workbench.running(() => workbench.grantButtons.first().click());
  for (const engine of ENGINES) await expect(workbench.stdout(engine)).toContainText(/f8 f9 fa fb/i);
  await expect(workbench.denials).toBeHidden();
  await workbench.undo("Granted");
  await workbench.run();
  await expect(workbench.denials).toContainText("get-stdout");
});

test("a run that a denial ended offers the grant in its outcome", async ({ workbench }) => {
  const denied = changed(fixture("live-random"), { "diptych.toml": (text) => text.replace('grants = ["random"]', "grants = []") });
  await workbench.openProject(denied);
  await workbench.run();
  for (const engine of ENGINES) await expect(workbench.outcome(engine)).toContainText(/denied/);
  await workbench.running(() => workbench.outcome("wasmtime").getByTestId("grant").click());
  for (const engine of ENGINES) await expect(workbench.outcome(engine)).toContainText(/returned/);
});

test("byte strings show as text or hex, remembered for the same value", async ({ workbench, page }) => {
  await workbench.openProject(fixture("binary-output"));
  await workbench.run();
  const write = workbench.traceRows.filter({ hasText: "write-and-flush" });
  await write.first().click();
  await expect(workbench.detail).toContainText('b"\\x00\\x01');
  await page.getByTestId("value-hex").first().click();
  await expect(workbench.detail).toContainText("00 01 02 03");
  await workbench.traceRows.filter({ hasText: "get-stdout" }).click();
  await write.first().click();
  await expect(workbench.detail).toContainText("00 01 02 03");
  await page.getByTestId("value-hex").first().click();
  await expect(workbench.detail).toContainText('b"\\x00\\x01');
});

test("what guests write stays text in the trace", async ({ workbench, page }) => {
  await workbench.openProject(fixture("hostile-output"));
  await workbench.run();
  await workbench.traceRows.filter({ hasText: "write-and-flush" }).first().click();
  const shown = await page.locator(".trace").innerText();
  expect(shown).toContain("<img src=x onerror=globalThis.pwn=1>");
  expect(shown).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b\u0000\u0007\u001b]/);
  expect(await page.evaluate(() => globalThis.pwn)).toBeUndefined();
});

test("search and interfaces narrow the table, and the summary adds up", async ({ workbench, page }) => {
  await workbench.openProject(fewCalls());
  await workbench.run();
  await expect(workbench.traceRows).toHaveCount(12);
  await workbench.traceSearch.fill("INSECURE");
  await expect(workbench.traceRows).toHaveCount(1);
  await workbench.traceSearch.fill("");
  const summary = page.getByTestId("interfaces");
  await summary.locator("summary").click();
  await expect(summary.locator("tbody tr")).toHaveCount(2);
  await expect(summary.locator("tbody tr").filter({ hasText: "monotonic-clock" })).toContainText("11");
  await summary.getByRole("button", { name: "wasi:clocks/monotonic-clock" }).click();
  await expect(workbench.traceRows).toHaveCount(11);
});

test("each engine's trace downloads whole, the same that the table shows", async ({ workbench }) => {
  await workbench.openProject(fewCalls());
  await workbench.run();
  for (const engine of ENGINES) {
    const document = await workbench.trace(engine);
    expect(document.schema).toBe(1);
    const events = document.events ?? document.trace?.events;
    expect(events.length).toBe(12);
    expect(events[0].function).toBe("get-insecure-random-u64");
  }
  const report = await workbench.report();
  expect(report.left.trace.events.length).toBe(12);
  expect(report.comparison.trace.rows.length).toBe(12);
});

test("on a narrow screen the table, the detail and the grants are there", async ({ workbench, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await workbench.openProject(changed(fixture("binary-output"), { "diptych.toml": (text) => text.replace('grants = ["stdio"]', "grants = []") }));
  await workbench.run();
  await expect(workbench.grantButtons.first()).toBeVisible();
  await workbench.traceRows.filter({ hasText: "get-stdout" }).click();
  await expect(workbench.detail).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  for (const element of [workbench.denials, workbench.detail]) {
    const box = await element.boundingBox();
    expect(box.x >= 0 && box.x + box.width <= 390).toBe(true);
  }
});

test("curl gets the same trace from the API as the page shows", async ({ workbench, baseURL }) => {
  const project = fixture("hostile-output");
  await workbench.openProject(project);
  await workbench.run();
  const shown = await workbench.trace("wasmtime");
  const api = apiClient(baseURL);
  const component = await api.component(project);
  const { report } = await api.run({ base64: component.toString("base64") }, { grants: ["stdio"] });
  const untimed = ({ start_ns, duration_ns, ...call }) => call;
  expect(report.trace.events.length).toBeGreaterThan(0);
  expect(report.trace.events.map(untimed)).toEqual(shown.events.map(untimed));
  expect(report.trace.total_calls).toBe(shown.total_calls);
  await expect(workbench.traceRows).toHaveCount(shown.total_calls);
});
