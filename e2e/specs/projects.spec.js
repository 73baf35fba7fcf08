// Projects: saved by themselves, several, renamed, deleted and brought back, dropped in, taken out.
import { expect, test } from "../support/test.js";
import { apiClient } from "../support/api.js";
import { changed, fixture, sample } from "../support/projects.js";
import { unzip } from "../support/zip.js";

test.beforeEach(async ({ workbench }) => {
  await workbench.open();
});

test("a project with the same files as the one before shows them", async ({ workbench }) => {
  await workbench.openSample("hello-wat");
  await expect(workbench.editor).toContainText("A command: a component");
  await workbench.openSample("hello-wat");
  await expect(workbench.editor).toContainText("A command: a component");
  await workbench.run();
  await expect(workbench.editor).toContainText("A command: a component");
});

test("what was typed survives a reload", async ({ workbench, page }) => {
  await workbench.openSample("hello-wat");
  await workbench.replaceText("hello.wat", ";; kept over a reload");
  await page.reload();
  await workbench.ready();
  await workbench.show("hello.wat");
  await expect(workbench.editor).toContainText("kept over a reload");
});

test("what was typed survives a crashed tab", async ({ workbench, page, context }) => {
  await workbench.openSample("hello-wat");
  await workbench.replaceText("hello.wat", ";; kept over a crash");
  await page.waitForTimeout(400);
  // No pagehide, no beforeunload: the renderer is gone at once.
  const client = await context.newCDPSession(page);
  const crashed = page.waitForEvent("crash");
  // The renderer that would answer is gone, so nothing is awaited of it.
  client.send("Page.crash").catch(() => {});
  await crashed;
  const other = await context.newPage();
  const reopened = workbench.on(other);
  await reopened.open();
  await reopened.show("hello.wat");
  await expect(reopened.editor).toContainText("kept over a crash");
});

test("several projects are kept apart", async ({ workbench }) => {
  await workbench.openProject(fixture("endless"));
  await workbench.openProject(fixture("live-random"));
  await workbench.switchTo("Endless loop");
  await expect(workbench.editor).toContainText("spin-forever");
  await workbench.switchTo("Live random numbers");
  await expect(workbench.editor).toContainText("get-random-u64");
});

test("a project is renamed, deleted and brought back", async ({ workbench, page }) => {
  await workbench.openProject(fixture("endless"));
  await workbench.renameProject("Loop without end");
  await expect(workbench.switcher).toContainText("Loop without end");
  await workbench.deleteProject("Loop without end");
  await expect(workbench.switcher).not.toContainText("Loop without end");
  await workbench.undo("Loop without end");
  await expect(workbench.switcher).toContainText("Loop without end");
  await page.reload();
  await workbench.ready();
  await expect(workbench.editor).toContainText("spin-forever");
});

test("a file is created, renamed, deleted and brought back", async ({ workbench }) => {
  await workbench.openProject(fixture("endless"));
  await workbench.createFile("notes/todo.txt");
  await workbench.replaceText("notes/todo.txt", "remember this");
  await workbench.renameFile("notes/todo.txt", "notes/done.txt");
  await expect(workbench.file("notes/todo.txt")).toHaveCount(0);
  await workbench.deleteFile("notes/done.txt");
  await expect(workbench.file("notes/done.txt")).toHaveCount(0);
  await workbench.undo("Deleted `notes/done.txt`");
  await workbench.show("notes/done.txt");
  await expect(workbench.editor).toContainText("remember this");
});

test("a dropped component opens as a project and runs", async ({ workbench, baseURL }) => {
  const component = await apiClient(baseURL).component(fixture("injection"));
  await workbench.drop([{ name: "answer.wasm", bytes: component, type: "application/wasm" }]);
  await expect(workbench.switcher).toContainText("answer");
  await workbench.run();
  await expect(workbench.value("browser")).toContainText("7");
  await expect(workbench.value("wasmtime")).toContainText("7");
});

test("a dropped core module says what it is missing", async ({ workbench }) => {
  // (module (func (export "nine") (result i32) i32.const 9))
  const module = Buffer.from("0061736d010000000105016000017f0302010007080104" + Buffer.from("nine").toString("hex") + "00000a06010400410" + "90b", "hex");
  await workbench.drop([{ name: "nine.wasm", bytes: module, type: "application/wasm" }]);
  await expect(workbench.switcher).toContainText("nine");
  await expect(workbench.diagnostics).toContainText(/core module/i);
  await expect(workbench.diagnostics).toContainText("wit/");
});

test("a project goes out as a zip and comes back the same", async ({ workbench }) => {
  const files = sample("hello-wat");
  await workbench.openProject(files);
  const { name, bytes } = await workbench.downloadZip();
  expect(name).toMatch(/\.zip$/);
  const out = unzip(bytes);
  for (const [path, content] of Object.entries(files)) expect(out[path].toString(), path).toBe(content.toString());
  // What builds it elsewhere goes along, and stays outside when it comes back.
  expect(Object.keys(out).filter((path) => !files[path]).sort()).toEqual(["README.md", "diptych-export.json", "package.json"]);
  await workbench.openProject(changed(out, { "diptych.toml": (text) => text.replace(/^title = ".*"/m, 'title = "Came back"') }));
  await expect(workbench.switcher).toContainText("Came back");
  await expect(workbench.file("README.md")).toHaveCount(0);
  await workbench.run();
  await expect(workbench.verdict).toContainText("Same output");
});

test("a 64 MiB upload is refused with the limit, and nothing is lost", async ({ workbench }) => {
  await workbench.openProject(fixture("endless"));
  await workbench.dropLarge("huge.wasm", 64 << 20);
  await expect(workbench.toast.filter({ hasText: "huge.wasm" })).toContainText(/upload-bytes is 33554432/);
  await expect(workbench.switcher).toContainText("Endless loop");
  await expect(workbench.editor).toContainText("spin-forever");
});
