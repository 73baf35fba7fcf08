// What is wrong with a project is said where it is, can be clicked, and is said before anything runs.
import { expect, test } from "../support/test.js";
import { changed, fixture, sample } from "../support/projects.js";

test.beforeEach(async ({ workbench }) => {
  await workbench.open();
});

test("broken WAT is marked while typing, and a click jumps there", async ({ workbench, page }) => {
  const source = sample("hello-wat")["hello.wat"].toString();
  await workbench.openSample("hello-wat");
  await workbench.replaceText("hello.wat", `${source}\n\n(bogus)\n`);
  const entry = workbench.diagnostics.getByRole("button").filter({ hasText: "hello.wat" }).first();
  await expect(entry).toBeVisible();
  await expect(page.locator(".squiggly-error").first()).toBeAttached();
  const line = Number(/:(\d+)/.exec(await entry.innerText())[1]);
  await page.keyboard.press("ControlOrMeta+Home");
  await entry.click();
  await expect(workbench.editor).toContainText("(bogus)");
  await expect(workbench.caretLine).toHaveText(String(line));
  // Mended text clears the list.
  await workbench.replaceText("hello.wat", source);
  await expect(workbench.diagnostics.getByRole("button").filter({ hasText: "hello.wat" })).toHaveCount(0);
});

test("broken WIT names its file and line", async ({ workbench }) => {
  const project = changed(fixture("endless"), { "wit/world.wit": "package demo:x;\n\nworld w {\n  export f: func() -> nonsense;\n}\n" });
  await workbench.openProject(project);
  const entry = workbench.diagnostics.getByRole("button").filter({ hasText: "wit/world.wit" });
  await expect(entry).toContainText("nonsense");
  await entry.click();
  await expect(workbench.editor).toContainText("nonsense");
  await expect(workbench.caretLine).toHaveText("4");
});

test("broken Rust comes back from the server with its place and code", async ({ workbench }) => {
  const project = changed(sample("hello-rust"), { "main.rs": 'fn main() {\n    let count: u32 = "three";\n    println!("{count}");\n}\n' });
  await workbench.openProject(project);
  await workbench.runButton.click();
  const entry = workbench.diagnostics.getByRole("button").filter({ hasText: "E0308" });
  await expect(entry).toBeVisible({ timeout: 30_000 });
  await expect(entry).toContainText("mismatched types");
  await entry.click();
  await expect(workbench.caretLine).toHaveText("2");
});

test("a core module without a world says what to add", async ({ workbench }) => {
  const project = changed(fixture("endless"), { "main.wat": '(module (func (export "spin")))' });
  await workbench.openProject(project);
  await expect(workbench.diagnostics).toContainText(/core module/i);
  await expect(workbench.diagnostics).toContainText(/wit/i);
});

test("an unknown import is named before the run", async ({ workbench }) => {
  await workbench.openProject(fixture("unknown-import"));
  await workbench.run();
  for (const engine of ["browser", "wasmtime"]) {
    await expect(workbench.outcome(engine)).toContainText("acme:secrets/vault@1.2.0");
    await expect(workbench.outcome(engine)).toContainText(/not run/i);
  }
});

for (const [what, edit, says] of [
  ["an unknown grant", (text) => text.replace("[run]", '[run]\ngrants = ["netwrok"]'), /netwrok/],
  ["a newer format", (text) => text.replace("format = 1", "format = 7"), /format 7/],
  ["no TOML at all", () => "format = 1\ntitle = \n", /diptych\.toml/],
  ["an entry that is not there", (text) => text.replace('entry = "main.wat"', 'entry = "other.wat"'), /other\.wat/],
]) {
  test(`a manifest with ${what} says so in its place`, async ({ workbench }) => {
    await workbench.openProject(fixture("endless"));
    await workbench.replaceText("diptych.toml", edit(fixture("endless")["diptych.toml"].toString()));
    await expect(workbench.diagnostics).toContainText(says);
    await expect(workbench.diagnostics).toContainText("diptych.toml");
  });
}
