// What a server offers: said in one place, in the gallery, and where a project needs what is not there.
import { expect, test } from "../support/test.js";
import { changed, sample } from "../support/projects.js";

const INSTALL = "cargo xtask toolchains install go";

test.beforeEach(async ({ workbench, page }) => {
  const toolchains = [
    { language: "wat", available: true, toolchain: ["wat 1.259.0"], install: "" },
    { language: "rust", available: true, toolchain: ["rustc 1.95.0"], install: "" },
    { language: "go", available: false, install: INSTALL },
  ];
  await page.route("**/api/v1/toolchains", (route) => route.fulfill({ json: { toolchains } }));
  await workbench.open();
});

test("the languages say where they are compiled, with what, and how the rest are had", async ({ workbench, page }) => {
  await workbench.command("Languages");
  await expect(page.getByTestId("language-wat")).toContainText("in the browser");
  await expect(page.getByTestId("language-rust")).toContainText("rustc 1.95.0");
  await expect(page.getByTestId("language-go")).toContainText(INSTALL);
  await workbench.closeDialog();
});

test("a project in a language that nobody offers says what to do", async ({ workbench }) => {
  const manifest = sample("hello-rust")["diptych.toml"].toString().replace('language = "rust"', 'language = "go"');
  await workbench.openProject(changed(sample("hello-rust"), { "diptych.toml": manifest }));
  await workbench.runButton.click();
  await expect(workbench.sentence).toContainText(INSTALL);
  await expect(workbench.diagnostics).toContainText(INSTALL);
});

test("the gallery shows one language's samples, by keyboard too", async ({ workbench, page }) => {
  await workbench.samplesButton.click();
  const card = (name) => page.getByTestId(`sample-${name}`);
  await expect(card("types-wat")).toContainText("compiles in the browser");
  await page.getByTestId("samples-of-rust").focus();
  await page.keyboard.press("Enter");
  await expect(card("types-rust")).toBeVisible();
  await expect(card("types-rust")).toContainText("compiles on the server");
  await expect(card("types-wat")).toBeHidden();
  await page.getByTestId("samples-of-all").click();
  await expect(card("types-wat")).toBeVisible();
});
