// Pipelines as a person uses them: stages run on both engines, each compared, granted and stopped by itself.
import { expect, test } from "../support/test.js";
import { Policy } from "../pages/policy.js";
import { changed, sample } from "../support/projects.js";

const words = (changes) => changed(sample("pipeline-words"), changes);

/** A component in WAT that exports `f: func(text: string) -> string`, which answers its argument, after so many turns of a loop. */
const echo = (turns) => `(component
  (core module $m
    (memory (export "memory") 1)
    (global $free (mut i32) (i32.const 1024))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      (local $at i32)
      (local.set $at (global.get $free))
      (global.set $free (i32.add (global.get $free) (local.get 3)))
      (local.get $at))
    (func (export "f") (param i32 i32) (result i32)
      (local $left i64)
      (local.set $left (i64.const ${turns}))
      (loop $again
        (local.set $left (i64.sub (local.get $left) (i64.const 1)))
        (br_if $again (i64.gt_s (local.get $left) (i64.const 0))))
      (i32.store (i32.const 0) (local.get 0))
      (i32.store (i32.const 4) (local.get 1))
      (i32.const 0)))
  (core instance $i (instantiate $m))
  (func (export "f") (param "text" string) (result string)
    (canon lift (core func $i "f") (memory (core memory $i "memory")) (realloc (core func $i "realloc")))))
`;

const stage = (name, from) => `[[stage]]\nname = "${name}"\ncomponent = "echo"\ncall = "f"\nvalues = [${from}]\n`;

/** A pipeline of stages that all run the same component. */
const echoes = (stages, turns = 1) => Object.fromEntries(Object.entries({
  "diptych.toml": 'format = 1\ntitle = "Echoes"\n\n[source]\nlanguage = "pipeline"\nentry = "pipeline.toml"\n',
  "pipeline.toml": stages,
  "components/echo/diptych.toml": 'format = 1\ntitle = "Echo"\n\n[source]\nlanguage = "wat"\nentry = "echo.wat"\n',
  "components/echo/echo.wat": echo(turns),
}).map(([path, text]) => [path, Buffer.from(text)]));

test("bytes and values go from stage to stage, and each stage has its own trace and comparison", async ({ workbench, page }) => {
  test.setTimeout(120_000);
  await workbench.open();
  await workbench.openSample("pipeline-words");
  await expect(page.getByTestId("stage-count")).toContainText("takes words", { timeout: 60_000 });
  await workbench.run(60_000);
  for (const engine of ["browser", "wasmtime"]) {
    await expect(workbench.stage("words", engine)).toContainText('["the", "rose", "is"');
    await expect(workbench.stage("count", engine)).toContainText('("rose", 4), ("a", 3)');
    await expect(workbench.stage("print", engine)).toContainText("on stdout");
    await expect(workbench.stage("print", engine)).toContainText("ms");
  }
  for (const name of ["read", "words", "count", "print"]) await expect(page.getByTestId(`stage-${name}`)).toContainText("same");
  // The last stage is shown first; another by a click, or by the keyboard.
  await expect(workbench.stdout("browser")).toContainText("4 × rose");
  await workbench.showStage("read");
  await expect(workbench.stdout("wasmtime")).toContainText("the rose is a rose");
  await expect(workbench.traceRows.filter({ hasText: "open-at" })).toHaveCount(1);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(workbench.value("browser")).toContainText('["the", "rose", "is"');
});

test("a stage is denied what only its neighbour has; Grant and Tighten are for one stage", async ({ workbench, page }) => {
  test.setTimeout(120_000);
  const policy = new Policy(workbench);
  await workbench.open();
  const without = (text) => text.replace('print = ["stdio"]', 'print = ["stdio stdin", "random"]');
  await workbench.openProject(words({ "diptych.toml": without }));
  await expect(page.getByTestId("stage-print")).toBeVisible({ timeout: 60_000 });
  await workbench.run(60_000);
  await expect(workbench.stage("print", "browser")).toContainText("1 need denied");
  await expect(workbench.stage("read", "browser")).not.toContainText("denied");
  await policy.section.getByRole("button", { name: "Grant stdio stdout to print" }).click();
  await expect(workbench.toast).toContainText("Granted `stdio stdout` to `print`");
  await expect(workbench.stage("print", "wasmtime")).toContainText("on stdout", { timeout: 60_000 });
  expect(await policy.manifest()).toMatch(/^print = \[.*"stdio stdout".*"random".*\]$/m);
  await expect(workbench.runButton).toBeVisible();
  // What it never used goes.
  await policy.tightenButton.click();
  await policy.applyTighten.click();
  await expect(workbench.runButton).toBeVisible({ timeout: 60_000 });
  await expect.poll(() => policy.manifest()).toContain('print = ["stdio stdin", "stdio stdout"]');
});

test("what needs a failed stage is not run and says why; the others run", async ({ workbench, page }) => {
  test.setTimeout(120_000);
  await workbench.open();
  await workbench.openProject(words({
    "pipeline.toml": (text) => `${text.replace('"/poem.txt"', '"/nothing.txt"')}\n[[stage]]\nname = "alone"\ncomponent = "print"\nstdin = "(\\"x\\", 1)"\n`,
    "diptych.toml": (text) => `${text}alone = ["stdio"]\n`,
  }));
  await expect(page.getByTestId("stage-alone")).toBeVisible({ timeout: 60_000 });
  await workbench.run(60_000);
  for (const engine of ["browser", "wasmtime"]) {
    await expect(workbench.stage("print", engine)).toHaveText(/not run: .*`read`/);
    await expect(workbench.stage("alone", engine)).toContainText("on stdout");
  }
  await workbench.showStage("read");
  await expect(workbench.stderr("browser")).toContainText("/nothing.txt");
});

test("stages that do not need one another run at the same time, and Stop ends them", async ({ workbench, page }) => {
  test.setTimeout(120_000);
  await workbench.open();
  const text = stage("start", '"\\"x\\""') + stage("left", '{ from = "start" }') + stage("right", '{ from = "start" }');
  await workbench.openProject(echoes(text));
  await expect(page.getByTestId("stage-right")).toContainText("takes start");
  await workbench.run();
  for (const engine of ["browser", "wasmtime"]) await expect(workbench.stage("right", engine)).toContainText('"x"');
  // Never ends by itself.
  await workbench.openProject(changed(echoes(text.replace("start", "first").replaceAll('from = "start"', 'from = "first"'), "0x7fffffffffffffff"), {
    "diptych.toml": (manifest) => `${manifest}\n[run.limits]\ntime-ms = 30000\n`,
  }));
  await expect(page.getByTestId("stage-first")).toBeVisible();
  await workbench.runButton.click();
  await expect(workbench.stage("first", "browser")).toContainText("running");
  await expect(workbench.stage("left", "wasmtime")).toContainText("waits");
  await expect(page.getByTestId("pipeline-state")).toHaveText("running: 0 of 3 stages");
  await workbench.stopButton.click();
  await expect(workbench.runButton).toBeVisible();
  for (const engine of ["browser", "wasmtime"]) await expect(workbench.stage("first", engine)).toHaveText(/not run: stopped/);
});

test("what is wrong with a pipeline's text is said at its place, and nothing runs", async ({ workbench, page }) => {
  await workbench.open();
  await workbench.openProject(echoes(stage("a", '{ from = "b" }') + stage("b", '{ from = "a" }')));
  await expect(workbench.diagnostics).toContainText("stages need one another in a circle: `a` needs `b` needs `a`");
  await workbench.runButton.click();
  await expect(workbench.verdict).toContainText("Not run: the source has 1 error");
  await expect(page.getByTestId("pipeline")).toContainText("The stages will stand here");
});
