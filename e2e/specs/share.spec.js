// Share links: the project in the fragment, restored elsewhere, and bad links that lose nothing.
import { expect, test } from "../support/test.js";
import { fixture, sample } from "../support/projects.js";

test("a link carries the project to another browser and runs on demand", async ({ workbench, browser }) => {
  await workbench.open();
  await workbench.openSample("hello-wat");
  const link = await workbench.share();
  expect(new URL(link.url).hash).toMatch(/^#v1\.[A-Za-z0-9_-]+$/);
  expect(link.length).toBe(link.url.length);
  const context = await browser.newContext();
  const other = workbench.on(await context.newPage());
  await other.open(link.url);
  await expect(other.switcher).toContainText(/^title = "(.*)"/m.exec(sample("hello-wat")["diptych.toml"])[1]);
  await expect(other.verdict).not.toContainText("Same output");
  await other.run();
  await expect(other.verdict).toContainText("Same output");
  await context.close();
});

test("a link opens beside what is already there", async ({ workbench }) => {
  await workbench.open();
  await workbench.openProject(fixture("endless"));
  const { url } = await workbench.share();
  await workbench.openProject(fixture("live-random"));
  await workbench.page.goto(`${url}`);
  await workbench.page.reload();
  await workbench.ready();
  await expect(workbench.switcher).toContainText("Endless loop");
  await workbench.switchTo("Live random numbers");
  await expect(workbench.editor).toContainText("get-random-u64");
});

for (const [what, damage, says] of [
  ["truncated", (url) => url.slice(0, -20), /truncated|incomplete|damaged|cut/i],
  ["changed", (url) => url.replace(/.{4}$/, "AAAA"), /damaged|checksum|changed|truncated|incomplete/i],
  ["from a later version", (url) => url.replace("#v1.", "#v9."), /format 9/],
  ["no link at all", (url) => url.replace(/#.*/, "#hello"), /link/i],
  ["oversized", (url) => `${url}${"A".repeat(3 << 20)}`, /too long|too large|damaged|limit|truncated/i],
]) {
  test(`a link that is ${what} says so and loses no work`, async ({ workbench, page }) => {
    await workbench.open();
    await workbench.openProject(fixture("endless"));
    const { url } = await workbench.share();
    await workbench.closeDialog();
    await page.evaluate((fragment) => { location.hash = fragment; }, new URL(damage(url)).hash);
    await expect(workbench.toast.filter({ hasText: "could not be opened" })).toContainText(says);
    await expect(workbench.switcher).toContainText("Endless loop");
    await expect(workbench.editor).toContainText("spin-forever");
  });
}
