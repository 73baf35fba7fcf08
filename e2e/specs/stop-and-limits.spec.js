// Runs that do not end by themselves: stopped by hand, by time, by memory, by output.
import { expect, test } from "../support/test.js";
import { ENGINES } from "../pages/workbench.js";
import { fixture } from "../support/projects.js";

test.beforeEach(async ({ workbench }) => {
  await workbench.open();
});

test("Stop ends an endless loop on both engines within a second", async ({ workbench, page }) => {
  await workbench.openProject(fixture("slow-printer"));
  await workbench.runButton.click();
  for (const engine of ENGINES) await expect(workbench.stdout(engine)).toContainText("first line");
  const elapsedMs = await page.evaluate(pressStopAndWait);
  expect(elapsedMs).toBeLessThan(1_000);
  for (const engine of ENGINES) await expect(workbench.outcome(engine)).toContainText(/stopped/i);
  // What was written before stays, and the next run works at once.
  for (const engine of ENGINES) await expect(workbench.stdout(engine)).toContainText("first line");
  await workbench.openSample("hello-wat");
  await workbench.run();
  await expect(workbench.verdict).toContainText("Same output");
});

test("the page stays alive while a component burns", async ({ workbench, page }) => {
  await workbench.openProject(fixture("endless"));
  await workbench.runButton.click();
  await expect(workbench.stopButton).toBeEnabled();
  const slowest = await page.evaluate(async () => {
    let worst = 0;
    for (let frame = 0; frame < 30; frame++) {
      const begin = performance.now();
      await new Promise(requestAnimationFrame);
      worst = Math.max(worst, performance.now() - begin);
    }
    return worst;
  });
  // A page that the component blocked would stand still until the time limit, ten seconds.
  expect(slowest).toBeLessThan(3_000);
  await workbench.stopButton.click();
  await expect(workbench.outcome("browser")).toContainText(/stopped/i);
});

for (const [name, limit, value] of [
  ["time-limit", "time-ms", "700"],
  ["memory-growth", "memory-bytes", "8388608"],
  ["output-flood", "output-bytes", "65536"],
]) {
  test(`${limit} ends a run on both engines, with its name and value`, async ({ workbench }) => {
    await workbench.openProject(fixture(name));
    await workbench.run();
    for (const engine of ENGINES) {
      await expect(workbench.outcome(engine)).toContainText(limit);
      await expect(workbench.outcome(engine)).toContainText(value);
    }
    const { left, right, comparison } = await workbench.report();
    for (const report of [left, right]) {
      expect(report).toMatchObject({ outcome: "limit-exceeded", limit, value: Number(value) });
    }
    expect(comparison.outcome.same).toBe(true);
  });
}

test("a trap shows its reason and a backtrace with names on both engines", async ({ workbench }) => {
  await workbench.openSample("trap");
  await workbench.run();
  const { left, right } = await workbench.report();
  for (const report of [left, right]) {
    expect(report.outcome).toBe("trapped");
    expect(report.backtrace.length).toBeGreaterThan(1);
    expect(report.backtrace[0].function).not.toMatch(/^func\[/);
  }
  expect(left.kind).toBe(right.kind);
  expect(left.backtrace[0].function).toBe(right.backtrace[0].function);
  for (const engine of ENGINES) {
    await expect(workbench.outcome(engine)).toContainText(/trapped/i);
    await expect(workbench.outcome(engine)).toContainText(left.backtrace[0].function);
  }
});

/** In the page: presses Stop and times until both columns say so, by the page's own clock. */
function pressStopAndWait() {
  const shown = (hook) => document.querySelector(`[data-testid="${hook}"]`);
  return new Promise((resolve) => {
    const begin = performance.now();
    const observer = new MutationObserver(() => {
      const outcomes = ["outcome-browser", "outcome-wasmtime"].map((hook) => shown(hook)?.textContent ?? "");
      if (!outcomes.every((text) => /stopped/i.test(text))) return;
      observer.disconnect();
      resolve(performance.now() - begin);
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    shown("stop").click();
  });
}
