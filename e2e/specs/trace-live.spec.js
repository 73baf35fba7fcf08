// Host calls while the run goes on: they stream in, denied ones at once, and the view follows the end.
import { expect, test } from "../support/test.js";
import { fixture } from "../support/projects.js";

test.beforeEach(async ({ workbench }) => {
  await workbench.open();
});

test("calls of both engines appear while the component runs, denied ones with rule and grant", async ({ workbench }) => {
  await workbench.openProject(fixture("asks-on-and-on"));
  await workbench.runButton.click();
  await expect(workbench.traceRows.first()).toBeVisible({ timeout: 30_000 });
  await expect(workbench.traceCount).toContainText("by sequence");
  await expect(workbench.denials).toContainText("get-random-bytes");
  await expect(workbench.denials).toContainText("It needs `random secure`");
  for (const engine of ["browser", "wasmtime"]) await expect(workbench.denials).toContainText(`${engine} ×1`);
  await expect(workbench.stopButton).toBeEnabled();

  const distanceFromEnd = () => workbench.traceBody.evaluate((body) => body.scrollHeight - body.scrollTop - body.clientHeight);
  const rows = async () => Number((await workbench.traceCount.innerText()).replaceAll(",", "").match(/\d+/)[0]);
  const overflowing = 60;
  await expect.poll(rows, { timeout: 20_000 }).toBeGreaterThan(overflowing);
  await expect.poll(distanceFromEnd).toBeLessThan(60);

  await workbench.stopButton.click();
  await expect(workbench.runButton).toBeVisible();
  for (const engine of ["browser", "wasmtime"]) await expect(workbench.outcome(engine)).toContainText(/stopped/i);
  await expect(workbench.traceCount).not.toContainText("by sequence");
});
