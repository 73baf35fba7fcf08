// Languages that the page compiles itself: without the server's compilers, with their own words, and to the same bytes.
import { expect, test } from "../support/test.js";
import { changed, sample } from "../support/projects.js";

const COMPILE = "**/api/v1/compile";

/** What a run of the open project was made by, from its report. */
async function made(workbench, timeout = 60_000) {
  await workbench.run(timeout);
  const { left, comparison } = await workbench.report();
  expect(comparison.same, comparison.verdict).toBe(true);
  return left;
}

test.beforeEach(async ({ workbench }) => {
  await workbench.open();
});

test("AssemblyScript is compiled in the page and runs on both engines", async ({ workbench, page }) => {
  test.setTimeout(120_000);
  let asked = 0;
  await page.route(COMPILE, (route) => {
    asked += 1;
    return route.abort();
  });
  for (const name of ["types", "counter"]) {
    await workbench.openSample(`${name}-assemblyscript`);
    const report = await made(workbench);
    await expect(page.getByTestId("compiled")).toContainText("Compiled in the browser in");
    expect(report.toolchain.join()).toMatch(/assemblyscript 0\.\d+\.\d+,wit-component/);
  }
  expect(asked).toBe(0);
});

test("who compiles is the visitor's choice, and the bytes are the same", async ({ workbench, page }) => {
  const toolchains = await (await page.request.get("/api/v1/toolchains")).json();
  const offer = toolchains.toolchains.find(({ language }) => language === "assemblyscript");
  test.skip(!offer?.available, "this server does not compile AssemblyScript");
  test.setTimeout(150_000);
  await workbench.openSample("files-assemblyscript");
  const here = await made(workbench);
  await workbench.command("Languages");
  await page.getByTestId("compile-place").selectOption("server");
  await workbench.closeDialog();
  // The gallery gives a fresh project, which nobody compiled yet.
  await workbench.openSample("files-assemblyscript");
  const there = await made(workbench);
  await expect(page.getByTestId("compiled")).toContainText("Compiled on the server in");
  expect(there.component_sha256).toBe(here.component_sha256);
  expect(there.toolchain[0]).toBe(here.toolchain[0]);
});

test("what AssemblyScript's compiler says is a problem with a place and a code", async ({ workbench, page }) => {
  const broken = (text) => text.replace("reversed = String", "reversed = missing");
  await workbench.openProject(changed(sample("types-assemblyscript"), { "main.ts": broken }));
  await workbench.runButton.click();
  // The compiler is loaded first.
  await expect(workbench.sentence).toContainText("the source has", { timeout: 60_000 });
  await expect(workbench.diagnostics).toContainText("Cannot find name 'missing'");
  await expect(workbench.diagnostics).toContainText("TS2304");
  await expect(workbench.diagnostics).toContainText("main.ts");
  await page.getByTestId("raw-output-toggle").click();
  await expect(page.getByTestId("raw-output")).toContainText("ERROR TS2304");
});

test("a compile in the page can be stopped, and the next one works", async ({ workbench, page }) => {
  // The compiler never arrives.
  await page.route("**/assets/binaryen-*.wasm", () => {});
  await workbench.openSample("hello-assemblyscript");
  await workbench.runButton.click();
  await expect(workbench.verdict).toContainText("Compiling AssemblyScript in the browser");
  await page.getByTestId("cancel").click();
  await expect(workbench.sentence).toHaveText("Stopped while compiling.");
  await page.unroute("**/assets/binaryen-*.wasm");
  await made(workbench);
  await expect(page.getByTestId("compiled")).toContainText("Compiled in the browser in");
});

test("C is compiled in the page once its download was allowed", async ({ workbench, page }) => {
  const clang = await page.evaluate(() => globalThis.diptych.languages.hasClang());
  test.skip(!clang, "this site has no clang for the page");
  test.setTimeout(180_000);
  await page.route(COMPILE, (route) => route.abort());
  await workbench.command("Languages");
  await page.getByTestId("compile-place").selectOption("browser");
  await workbench.closeDialog();
  await workbench.openSample("types-c");
  page.once("dialog", (dialog) => dialog.dismiss());
  await workbench.runButton.click();
  await expect(workbench.sentence).toContainText("was not downloaded");
  const asked = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.message());
    dialog.accept();
  });
  const report = await made(workbench, 150_000);
  expect(report.toolchain.join()).toContain("clang 22");
  await expect(page.getByTestId("compiled")).toContainText("Compiled in the browser in");
  // Kept: another visit is not asked.
  await workbench.open();
  await workbench.openSample("hello-c");
  await made(workbench, 100_000);
  expect(asked).toHaveLength(1);
});
