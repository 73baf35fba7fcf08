// The editor helps while one types: completion, hover, definitions, rename, outline, by language.
import { expect, test } from "../support/test.js";
import { changed, fixture, sample } from "../support/projects.js";

const MODULE = `(module
  (func $double (param $n i32) (result i32)
    (i32.add (local.get $n) (local.get $n)))
  (func (export "spin") (param i32) (result i32)
    (call $double (local.get 0))))
`;
const WORLD = `package demo:app;

/// Shapes.
interface shapes {
  /// A place.
  record point { x: s32, y: s32 }
  area: func(of: point) -> s32;
}

world app {
  import wasi:random/random@0.2.6;
  import shapes;
  export spin: func(n: s32) -> s32;
}
`;
const OTHER = `interface other {
  use shapes.{point};
  go: func(to: point);
}
`;

/** A core module with its world. */
const demo = () => changed(fixture("endless"), { "main.wat": MODULE, "wit/world.wit": WORLD, "wit/other.wit": OTHER });

/** The editor's own popups. */
const suggestions = (page) => page.locator(".suggest-widget.visible .monaco-list-row");
const hover = (page) => page.locator(".monaco-hover:visible");

/** Puts the caret into the `number`th `word` that is shown. */
async function into(workbench, word, number = 0) {
  await workbench.editor.locator(".view-line span span", { hasText: word }).nth(number).click();
}

/** Runs a command of the palette. */
async function command(page, name) {
  await page.keyboard.press("F1");
  await page.getByRole("combobox", { name: "Command" }).fill(name);
  await page.keyboard.press("Enter");
}

test.beforeEach(async ({ workbench }) => {
  await workbench.open();
  await workbench.openProject(demo());
});

test("WAT: instructions and names complete, and a name says what it is", async ({ workbench, page }) => {
  await workbench.show("main.wat");
  await into(workbench, "$double", 1);
  await page.keyboard.press("ControlOrMeta+Space");
  await expect(suggestions(page).filter({ hasText: "$double" }).first()).toBeVisible();
  await page.keyboard.press("Escape");
  await command(page, "Go to definition");
  await expect(workbench.caretLine).toHaveText("2");
});

test("WIT: the outline lists what a file declares", async ({ workbench, page }) => {
  await workbench.show("wit/world.wit");
  await into(workbench, "point");
  await page.keyboard.press("ControlOrMeta+Shift+O");
  const rows = page.locator(".quick-input-list .monaco-list-row");
  await expect(rows.filter({ hasText: "shapes" }).first()).toBeVisible();
  await expect(rows.filter({ hasText: "area" }).first()).toBeVisible();
});

test("WIT: a definition opens in another file, and a package's to read", async ({ workbench, page }) => {
  await workbench.show("wit/other.wit");
  await into(workbench, "point", 1);
  await page.keyboard.press("F12");
  await expect(workbench.editor).toContainText("package demo:app;");
  await expect(workbench.caretLine).toHaveText("6");
  await into(workbench, "random", 1);
  await page.keyboard.press("F12");
  await expect(page.getByText("wasi/random.wit (read only)")).toBeVisible();
  await page.getByTestId("leave-package").click();
  await expect(workbench.editor).toContainText("package demo:app;");
});

test("WIT: a rename changes every file, and one undo takes it back", async ({ workbench, page }) => {
  await workbench.show("wit/world.wit");
  await into(workbench, "point");
  await command(page, "Rename");
  await expect(page.locator(".rename-input")).toBeVisible();
  await page.locator(".rename-input").fill("spot");
  await page.keyboard.press("Enter");
  await expect(workbench.editor).toContainText("record spot");
  await workbench.show("wit/other.wit");
  await expect(workbench.editor).toContainText("to: spot");
  await workbench.editor.click();
  await page.keyboard.press("ControlOrMeta+z");
  await expect(workbench.editor).toContainText("to: point");
  await workbench.show("wit/world.wit");
  await expect(workbench.editor).toContainText("record point");
});

test("JavaScript: the WIT's types are known, and a wrong use is marked", async ({ workbench, page }) => {
  const manifest = 'format = 1\ntitle = "typed"\n[source]\nlanguage = "javascript"\nentry = "main.js"\n';
  const source = 'import { getRandomU64 } from "wasi:random/random@0.2.6";\n\nexport const n = getRandomU64();\nn.missing;\n';
  await workbench.openProject({ "diptych.toml": Buffer.from(manifest), "main.js": Buffer.from(source), "wit/world.wit": Buffer.from(WORLD) });
  await workbench.show("main.js");
  await expect(page.locator(".squiggly-error")).toHaveCount(1, { timeout: 30_000 });
  await workbench.editor.locator(".view-line span span", { hasText: "getRandomU64" }).last().hover();
  await expect(hover(page)).toContainText("bigint");
});

test("Rust: the server completes the fields of a WIT record", async ({ workbench, page }) => {
  await workbench.openProject(sample("types-rust"));
  await workbench.show("lib.rs");
  await workbench.editor.click();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type("fn probe(point: Point) { point.");
  // The first answer waits for rust-analyzer to read the standard library.
  const fields = suggestions(page).filter({ hasText: "f64" });
  await expect(fields).toHaveCount(2, { timeout: 30_000 });
  await page.keyboard.type("y");
  await page.keyboard.press("Enter");
  await expect(workbench.editor).toContainText("{ point.y");
});
