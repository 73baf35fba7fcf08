// The first visit: what paints before any wasm, what it costs, how it looks on a phone and in the dark.
import { expect, test } from "../support/test.js";
import { ENGINES } from "../pages/workbench.js";
import { firstVisitBytes } from "../support/first-visit.js";

const KIB = 1024;

test("the shell paints before any wasm arrives", async ({ page, workbench }) => {
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  await page.route("**/*.wasm", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto("/", { waitUntil: "domcontentloaded" });
  await expect(page.getByRole("banner")).toContainText("Diptych");
  await expect(page.locator("body")).toContainText(/component/i);
  await expect.poll(() => page.evaluate(() => performance.getEntriesByName("first-contentful-paint").length)).toBe(1);
  await expect(page.locator("html")).not.toHaveAttribute("data-ready", "true");
  release();
  await workbench.ready();
});

test("what is needed before the page is usable is at most 625 KiB, from this server only", async ({ page, workbench, baseURL }) => {
  const addresses = [];
  page.on("request", (request) => addresses.push(request.url()));
  const bytes = await firstVisitBytes(workbench, "/");
  console.log(`first visit: ${(bytes / KIB).toFixed(0)} KiB before the page is usable`);
  expect(bytes).toBeGreaterThan(50 * KIB);
  expect(bytes).toBeLessThanOrEqual(625 * KIB);
  await workbench.openSample("hello-wat");
  await workbench.run();
  const strangers = addresses.filter((address) => /^https?:/.test(address) && !address.startsWith(baseURL));
  expect(strangers).toEqual([]);
});

test("light and dark follow the system and can be switched", async ({ page, workbench }) => {
  const background = () => page.evaluate(() => {
    const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g).map(Number);
    return r + g + b;
  });
  await page.emulateMedia({ colorScheme: "light" });
  await workbench.open();
  expect(await background()).toBeGreaterThan(600);
  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(background).toBeLessThan(200);
  await workbench.switchTheme("light");
  await expect.poll(background).toBeGreaterThan(600);
  await page.reload();
  await workbench.ready();
  expect(await background()).toBeGreaterThan(600);
});

test.describe("at 390 pixels", () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test("a sample opens, runs and compares through the tabs", async ({ page, workbench }) => {
    await workbench.open();
    await workbench.openSample("hello-wat");
    await workbench.tab("Editor");
    await expect(workbench.editor).toBeVisible();
    await workbench.tab("Files");
    await expect(workbench.file("diptych.toml")).toBeVisible();
    await workbench.run();
    await workbench.tab("Compare");
    await expect(workbench.verdict).toContainText("Same output");
    for (const engine of ENGINES) await expect(workbench.stdout(engine)).toContainText(/hello/i);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});
