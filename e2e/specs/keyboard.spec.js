// Everything by keyboard: the palette, the panes' sizes, the way to Run, a focus one can see.
import { expect, test } from "../support/test.js";

test.beforeEach(async ({ workbench }) => {
  await workbench.open();
});

for (const keys of ["ControlOrMeta+Shift+p", "F1"]) {
  test(`${keys} opens the palette, from the page and from the editor`, async ({ workbench, page }) => {
    await workbench.switcher.focus();
    await page.keyboard.press(keys);
    await expect(workbench.palette).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(workbench.palette).toBeHidden();
    await workbench.editor.click();
    await page.keyboard.press(keys);
    await expect(workbench.palette).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(workbench.palette).toBeHidden();
  });
}

test("commands of the palette do what they say", async ({ workbench, page }) => {
  await workbench.openSample("hello-wat");
  await workbench.running(() => workbench.command("run"));
  await expect(workbench.verdict).toContainText("Same output");
  await workbench.command("open a sample");
  await expect(page.getByTestId("sample-hello-wat")).toBeVisible();
});

test("panes resize with the arrow keys and stay so", async ({ workbench, page }) => {
  const splitter = page.getByRole("separator").first();
  await splitter.focus();
  const before = Number(await splitter.getAttribute("aria-valuenow"));
  for (let press = 0; press < 5; press++) await page.keyboard.press("ArrowRight");
  const after = Number(await splitter.getAttribute("aria-valuenow"));
  expect(after).toBeGreaterThan(before);
  await page.reload();
  await workbench.ready();
  expect(Number(await page.getByRole("separator").first().getAttribute("aria-valuenow"))).toBe(after);
});

test("Tab reaches Run, and the focus shows", async ({ workbench, page }) => {
  await workbench.openSample("hello-wat");
  await page.locator("body").focus();
  await page.evaluate(() => document.activeElement?.blur());
  let reached = false;
  for (let presses = 0; presses < 15 && !reached; presses++) {
    await page.keyboard.press("Tab");
    reached = await workbench.runButton.evaluate((button) => button === document.activeElement);
  }
  expect(reached).toBe(true);
  const shown = await workbench.runButton.evaluate((button) => {
    const style = getComputedStyle(button);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none";
  });
  expect(shown).toBe(true);
  await workbench.running(() => page.keyboard.press("Enter"));
  await expect(workbench.verdict).toContainText("Same output");
});
