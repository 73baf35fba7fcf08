// Every sample and every denied variant, opened from the gallery and run on both engines, against what
// is expected of each.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { Workbench } from "../pages/workbench.js";
import { normalized } from "../support/normalize.js";
import { sample, sampleCases, samplePath } from "../support/projects.js";
import { PORT } from "../support/server.js";
import { expect, listen, test as base } from "../support/test.js";

const cases = sampleCases();

const test = base.extend({
  /** A page of the worker's own for all its samples, as a visitor goes from one to the next: opening it anew takes longer than most of them. */
  gallery: [async ({ browser }, use) => {
    const context = await browser.newContext({ baseURL: `http://localhost:${PORT}`, viewport: { width: 1440, height: 900 } });
    const workbench = new Workbench(await context.newPage());
    const errors = listen(workbench.page);
    await workbench.open();
    await use({ workbench, errors });
    await context.close();
  }, { scope: "worker" }],
});

test("there are samples for every lesson of the spine, and denied ones", () => {
  expect(cases.filter(({ denied }) => !denied).length).toBeGreaterThanOrEqual(20);
  expect(cases.filter(({ denied }) => denied).length).toBe(13);
});

for (const { name, denied, expected, known, stages = [] } of cases) {
  test(`${name}${denied ? " without its grants" : ""} does on both engines what is expected`, async ({ gallery: { workbench, errors } }) => {
    test.setTimeout(120_000);
    await workbench.openSample(name, denied);
    await workbench.run(60_000);
    // Of a pipeline each stage has runs of its own.
    for (const stage of stages.length ? stages : [null]) {
      if (stage) await workbench.showStage(stage);
      const { left, right, comparison } = await workbench.report();
      const folder = stage ? `${expected}/${stage}` : expected;
      expectSame(samplePath(name, `${folder}/wasmtime.json`), "wasmtime", normalized(right));
      expectSame(samplePath(name, `${folder}/browser.json`), "browser", normalized(left));
      expect(comparison.same, comparison.verdict).toBe(true);
      expect(comparison.known.map(({ id }) => id).sort()).toEqual([...new Set(known)].sort());
    }
    expect(errors.splice(0), "unexpected messages in the console").toEqual([]);
  });
}

test("a denied variant is the same project with another title, words and grants", async ({ workbench }) => {
  const title = /^title = "(.*)"$/m.exec(sample("wall-clock")["diptych.toml"])[1];
  await workbench.open();
  await workbench.openSample("wall-clock", true);
  await expect(workbench.switcher).toContainText(`${title}, denied`);
  await workbench.show("diptych.toml");
  await expect(workbench.editor).toContainText("grants = []");
  await workbench.show("clock.wat");
  await expect(workbench.editor).toContainText("tell-now");
});

/** Compares with the expectation at `path`; `BLESS=1` rewrites the browser's. */
function expectSame(path, engine, report) {
  if (process.env.BLESS && engine === "browser") {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`);
  }
  expect(existsSync(path), `${path} is missing: run with BLESS=1 and look at what it says`).toBe(true);
  expect(report).toEqual(JSON.parse(readFileSync(path, "utf8")));
}
