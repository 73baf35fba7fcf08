// Short links: published with what the author saw, opened at once elsewhere, run again, compared then and now.
import { expect, test } from "../support/test.js";
import { sample } from "../support/projects.js";

/** Publishes the open project; answers the short link. */
async function publish(page, { title = "" } = {}) {
  await page.getByTestId("share").click();
  await expect(page.getByTestId("short-publish")).toBeEnabled();
  if (title) await page.getByTestId("short-title").fill(title);
  await page.getByTestId("short-publish").click();
  await expect(page.getByTestId("short-url")).toHaveValue(/\/s\/[0-9a-z]{20}$/);
  return page.getByTestId("short-url").inputValue();
}

test("a visitor sees what the author saw, runs it again, and compares then and now", async ({ workbench, page, browser }) => {
  await workbench.open();
  await workbench.openSample("hello-wat");
  await workbench.run();
  await expect(workbench.verdict).toContainText("Same output");
  const address = await publish(page, { title: "Hello, <b>then</b>" });
  await workbench.closeDialog();

  const context = await browser.newContext();
  const visitor = workbench.on(await context.newPage());
  await visitor.open(address);
  const there = visitor.page;
  // At once, without a run.
  await expect(there.getByTestId("link-title")).toHaveText("Hello, <b>then</b>");
  await expect(visitor.verdict).toContainText("Same output");
  await expect(there.getByTestId("link-view-then")).toHaveAttribute("aria-pressed", "true");
  await expect(there.getByTestId("column-wasmtime")).toContainText("wasmtime");
  await expect(there.getByTestId("link-view-now")).toHaveCount(0);
  // Nothing else was made: the one project is the link's.
  expect(new URL(there.url()).pathname).toBe(new URL(address).pathname);

  await there.getByTestId("link-run").click();
  await expect(there.getByTestId("link-view-now")).toHaveAttribute("aria-pressed", "true");
  await there.getByTestId("link-view-wasmtime-then-and-now").click();
  await expect(there.getByTestId("column-browser")).toContainText("wasmtime then");
  await expect(there.getByTestId("column-wasmtime")).toContainText("wasmtime now");
  await expect(visitor.verdict).toContainText("Same output");

  // A reload opens the same copy again, edits included.
  await there.reload();
  await expect(there.getByTestId("link-title")).toBeVisible();
  await there.getByTestId("project-switcher").click();
  await expect(there.getByTestId("project-entry")).toHaveCount(1);
  await context.close();
});

test("a fork remembers what it came from, and its author can take it back", async ({ workbench, page, browser }) => {
  await workbench.open();
  await workbench.openProject(sample("hello-wat"), "first");
  const first = await publish(page);
  await workbench.closeDialog();
  await page.goto(first);
  await expect(page.getByTestId("link-title")).toBeVisible();
  const second = await publish(page, { title: "A fork" });
  const id = new URL(second).pathname.slice(3);
  const { content } = await (await page.request.get(`/api/v1/links/${id}`)).json();
  expect(content.parent).toBe(new URL(first).pathname.slice(3));
  await workbench.closeDialog();

  const context = await browser.newContext();
  const other = await context.newPage();
  await other.goto(second);
  await expect(other.getByTestId("link-parent")).toHaveAttribute("href", first);

  await page.getByTestId("share").click();
  const remove = page.getByTestId("short-mine").getByRole("listitem").filter({ hasText: "A fork" }).getByTestId("short-delete");
  await remove.click();
  await expect(remove).toHaveText("Undo");
  await expect(page.getByTestId("short-mine").getByText("A fork")).toHaveCount(0, { timeout: 10_000 });
  expect((await page.request.get(`/api/v1/links/${id}`)).status()).toBe(404);
  await other.goto(second);
  await expect(other.getByText(/The link could not be opened: there is no such link here/)).toBeVisible();
  await context.close();
});

test.describe("without a server", () => {
  test.use({ expectedErrors: /net::ERR_FAILED/ });

  test("a secret is not published unawares, and a server that is away says so", async ({ workbench, page }) => {
    await workbench.open();
    const token = ["ghp", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"].join("_");
    await workbench.openProject({ ...sample("hello-wat"), "notes.txt": Buffer.from(`${token}\n`) }, "secret");
    await page.getByTestId("share").click();
    await page.getByTestId("short-publish").click();
    await expect(page.getByTestId("short-said")).toContainText("looks like a secret");
    await expect(page.getByTestId("short-publish")).toHaveText("Publish anyway");
    await expect(page.getByTestId("short-url")).toHaveCount(0);
    await page.route("**/api/v1/links", (route) => route.abort());
    await page.getByTestId("short-publish").click();
    await expect(page.getByTestId("short-said")).toContainText("Not published: the server does not answer");
  });
});
