// The graph of a composition with the mouse and with the keyboard alone: every edit of it is an edit of the text.
import { expect, test } from "../support/test.js";

const port = (page, words) => page.locator(`.graph-port[aria-label^="${words}"]`);

async function openMiddleware(workbench, page) {
  await workbench.open();
  await workbench.openSample("composition-middleware");
  await expect(port(page, "reader, import")).toBeVisible({ timeout: 60_000 });
}

/** The middle of what is on the page. */
async function middle(locator) {
  const box = await locator.boundingBox();
  return [box.x + box.width / 2, box.y + box.height / 2];
}

/** Drags from one port onto another, and does not let go. */
async function hold(page, from, to) {
  const [start, end] = [await middle(from), await middle(to)];
  await page.mouse.move(...start);
  await page.mouse.down();
  await page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, { steps: 3 });
  await page.mouse.move(...end, { steps: 3 });
}

test("the mouse drags a wire from an export to an import, and what does not fit says why", async ({ workbench, page }) => {
  test.setTimeout(120_000);
  await openMiddleware(workbench, page);
  const wanted = port(page, "reader, import");
  const words = page.locator(".graph-drag-words");
  await hold(page, wanted, port(page, "filter, import samples:words/dictionary"));
  await expect(words).toContainText("Both are imports");
  await page.mouse.up();
  // Escape lets the wire go, also over what would fit.
  await hold(page, port(page, "dictionary, export"), wanted);
  await expect(words).toContainText("Let go to wire them.");
  await page.keyboard.press("Escape");
  await expect(words).toBeHidden();
  await page.mouse.up();
  await expect(wanted).toHaveAttribute("aria-label", /wired to filter$/);
  await hold(page, port(page, "dictionary, export"), wanted);
  await page.mouse.up();
  await expect(wanted).toHaveAttribute("aria-label", /wired to dictionary$/);
  await workbench.editor.click();
  await page.keyboard.press("ControlOrMeta+z");
  await expect(wanted).toHaveAttribute("aria-label", /wired to filter$/);
});

test("the keyboard alone finds a port, wires it, puts middleware on the wire and takes it away", async ({ workbench, page }) => {
  test.setTimeout(120_000);
  await openMiddleware(workbench, page);
  const focused = page.locator(":focus");
  // The graph is one stop of the page, at first on the host.
  await page.getByRole("button", { name: "Fit", exact: true }).focus();
  await page.keyboard.press("Tab");
  await expect(focused).toHaveAttribute("aria-label", /^host, supplies/);
  for (const key of ["PageDown", "PageDown", "PageDown", "ArrowDown"]) await page.keyboard.press(key);
  await expect(focused).toHaveAttribute("aria-label", /^reader, import .* wired to filter$/);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Wire to dictionary" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(focused).toHaveAttribute("aria-label", /^reader, import .* wired to dictionary$/);
  await page.keyboard.press("ArrowLeft");
  await expect(focused).toHaveAttribute("aria-label", /^wire of .* from dictionary to reader$/);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Put filter here" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(focused).toHaveAttribute("aria-label", /^filter2, instance of filter/);
  await page.keyboard.press("Delete");
  await expect(page.locator(".graph-node-name")).toHaveText(["host", "dictionary", "filter", "reader", "exports"]);
  // What stood on the wire leaves it as it was.
  await expect(port(page, "reader, import")).toHaveAttribute("aria-label", /wired to dictionary$/);
});

test("a wire shows its own calls, also where another wire has the same interface", async ({ workbench, page }) => {
  test.setTimeout(120_000);
  await openMiddleware(workbench, page);
  await workbench.chooseEngine("browser");
  await workbench.run(60_000);
  const wire = page.getByRole("button", { name: /^wire of samples:words\/dictionary from filter to reader; browser: 3 calls/ });
  await wire.click();
  await page.getByRole("menuitem", { name: "Show calls" }).click();
  await expect(workbench.traceRows).toHaveCount(3);
  for (const row of await workbench.traceRows.all()) await expect(row).toContainText("reader → filter");
});

test.describe("without the graph", () => {
  test.use({ expectedErrors: /Failed to load resource/ });

  test("other projects do not load the graph, and where it does not load the text still runs", async ({ workbench, page }) => {
    test.setTimeout(120_000);
    const asked = [];
    await page.route(/\/assets\/(diptych_)?graph/, (route) => {
      asked.push(route.request().url());
      return route.fulfill({ status: 404 });
    });
    await workbench.open();
    await workbench.openSample("hello-wat");
    await workbench.chooseEngine("browser");
    await workbench.run();
    expect(asked).toEqual([]);
    await workbench.openSample("composition-middleware");
    await expect(page.getByRole("alert").filter({ hasText: "The graph did not load" })).toBeVisible();
    await workbench.run(60_000);
    await expect(workbench.sentence).toContainText("returned");
  });
});
