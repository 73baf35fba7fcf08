// What leaves the page and what comes in: the report as a page of its own, folders, JSON.
import { expect, test } from "../support/test.js";
import { sample } from "../support/projects.js";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

test("a report as a web page shows itself without a network", async ({ workbench, page, context }, info) => {
  await workbench.open();
  await workbench.openSample("hello-wat");
  await page.getByTestId("export").click();
  await expect(page.getByTestId("export-page")).toBeDisabled();
  await page.keyboard.press("Escape");
  await workbench.run();
  await page.getByTestId("export").click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId("export-page").click()]);
  const path = info.outputPath(download.suggestedFilename());
  expect(path).toMatch(/\.report\.html$/);
  await download.saveAs(path);

  await context.setOffline(true);
  const reader = await context.newPage();
  const said = [];
  reader.on("console", (message) => said.push(message.text()));
  reader.on("request", (request) => { if (!/^(file|blob):/.test(request.url())) said.push(request.url()); });
  await reader.goto(`file://${path}`);
  await expect(reader.locator("#verdict")).toContainText("Same output");
  await expect(reader.locator("#rows tr")).toHaveCount(2);
  await expect(reader.locator(".left pre").nth(1)).toContainText("Hello from a component!");
  await reader.fill("#words", "get-stdout");
  await expect(reader.locator("#rows tr:visible")).toHaveCount(1);
  const [saved] = await Promise.all([reader.waitForEvent("download"), reader.click("#save")]);
  expect(saved.suggestedFilename()).toBe("report.json");
  expect(said).toEqual([]);
  await reader.close();
  await context.setOffline(false);
});

test("a folder and a gist open as projects and run", async ({ workbench, page }, info) => {
  await workbench.open();
  const folder = info.outputPath("adder");
  const files = { ...sample("core-module-plus-wit"), "node_modules/x/index.js": "left out" };
  delete files["diptych.toml"];
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  await page.getByTestId("export").click();
  await page.getByTestId("import-folder").setInputFiles(folder);
  await expect(workbench.switcher).toContainText("adder");
  await expect(workbench.toast.filter({ hasText: "made one for WAT" })).toContainText("1 file in `node_modules` left out.");

  await page.getByTestId("export").click();
  const text = sample("hello-wat")["hello.wat"].toString();
  await page.getByTestId("import-json").fill(JSON.stringify({ description: "From a gist", files: { "hello.wat": { content: text, truncated: false } } }));
  await page.getByTestId("import-json-open").click();
  await expect(workbench.switcher).toContainText("From a gist");
  await expect(workbench.editor).toContainText("A command: a component");
});
