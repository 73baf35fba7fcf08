// From a world to a component: the start in a language, the bindings, the WASI imports, and what no longer fits.
import { expect, test } from "../support/test.js";

const WORLD = `package my:component;

/// What the component gives.
world greeter {
  /// The sum.
  export add: func(a: u32, b: u32) -> u32;
  export greet: func(name: string) -> string;
}
`;

const PROJECT = {
  "diptych.toml": Buffer.from('format = 1\ntitle = "A world"\n[source]\nlanguage = "wat"\nentry = "main.wat"\n'),
  "main.wat": Buffer.from("(module)\n"),
  "wit/world.wit": Buffer.from(WORLD),
};

test.beforeEach(async ({ workbench }) => {
  await workbench.open();
  await workbench.openProject(PROJECT);
  await workbench.show("wit/world.wit");
});

test("a component in Rust runs as it is, and then no longer fits a changed world", async ({ workbench, page }) => {
  await page.getByTestId("from-world").click();
  await page.getByTestId("in-rust").check();
  await expect(page.getByTestId("generated-text")).toContainText("impl Guest for Component");
  await page.getByTestId("generated-file").filter({ hasText: "diptych.toml" }).click();
  await expect(page.getByTestId("generated-text")).toContainText('world = "greeter"');
  await page.getByTestId("create-component").click();
  await expect(workbench.switcher).toContainText("greeter in Rust");
  await workbench.run(60_000);
  await expect(page.getByTestId("compiled")).toContainText("Compiled on the server in");
  for (const engine of ["browser", "wasmtime"]) await expect(workbench.value(engine)).toContainText("0");

  await workbench.replaceText(
    "wit/world.wit",
    WORLD.replace("b: u32", "b: u64").replace("  export greet", "  export later: func();\n  export greet"),
  );
  await expect(workbench.diagnostics).toContainText("`add` changed after the last build");
  await expect(workbench.diagnostics).toContainText("exports `later`, which the last built component does not");
  await workbench.replaceText("wit/world.wit", WORLD);
  await expect(workbench.diagnostics).toContainText("No problems");
});

test("a component in WAT is made by keyboard, compiles in the page, and is undone", async ({ workbench, page }) => {
  await workbench.command("New component from this world");
  const rust = page.getByTestId("in-rust");
  await expect(rust).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(page.getByTestId("in-wat")).toBeChecked();
  await expect(page.getByTestId("generated-text")).toContainText("cabi_realloc");
  await page.getByTestId("create-component").press("Enter");
  await expect(workbench.switcher).toContainText("greeter in WAT");
  await expect(page.getByTestId("compiled")).toContainText("Compiled in the browser in");
  await expect(workbench.diagnostics).toContainText("No problems");
  await workbench.undo("Created the project");
  await expect(workbench.switcher).toContainText("A world");
  await expect(workbench.file("wit/world.wit")).toBeVisible();
});

test("the bindings of every language can be read", async ({ workbench, page }) => {
  await page.getByTestId("bindings").click();
  for (const [language, words] of [
    ["rust", "pub fn"], ["c", "greeter_string_t"], ["zig", "pub extern fn"], ["typescript", "export"],
    ["python", "class WitWorld(Protocol)"], ["go", "wit_component"], ["assemblyscript", "../main"],
  ]) {
    await page.getByTestId(`in-${language}`).check();
    const texts = [];
    const files = page.getByTestId("generated-file");
    await expect(files.first()).toBeVisible();
    for (const file of await files.all()) {
      await file.click();
      texts.push(await page.getByTestId("generated-text").innerText());
    }
    expect(texts.join("\n"), language).toContain(words);
  }
  await workbench.closeDialog();
});

test("a WASI interface is at hand, and a broken world says so", async ({ workbench, page }) => {
  await page.getByTestId("wasi-imports").click();
  await page.getByTestId("wasi-random-random").click();
  await expect(workbench.editor).toContainText("import wasi:random/random@0.2");
  await page.getByTestId("wasi-imports").click();
  await expect(page.getByTestId("wasi-random-random")).toBeDisabled();
  await workbench.closeDialog();
  await workbench.undo("imports wasi:random/random");
  await expect(workbench.editor).not.toContainText("wasi:random");

  await workbench.replaceText("wit/world.wit", "package my:component;\nworld {}\n");
  await page.getByTestId("from-world").click();
  await expect(page.getByRole("dialog").getByRole("alert")).toContainText("The WIT has an error");
  await expect(page.getByTestId("create-component")).toBeDisabled();
});
