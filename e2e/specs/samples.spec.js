// Every sample, opened from the gallery and run on both engines, against what is expected of each.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "../support/test.js";
import { normalized } from "../support/normalize.js";
import { sampleNames, samplePath } from "../support/projects.js";

const names = sampleNames();

test("there are samples for every lesson of the spine", () => {
  expect(names.length).toBeGreaterThanOrEqual(10);
});

for (const name of names) {
  test(`${name} does on both engines what is expected`, async ({ workbench }) => {
    await workbench.open();
    await workbench.openSample(name);
    await workbench.run(60_000);
    const { left, right, comparison } = await workbench.report();
    expectSame(name, "wasmtime", normalized(right));
    expectSame(name, "browser", normalized(left));
    const differs = existsSync(samplePath(name, "expected/differences.toml"));
    expect(comparison.same, comparison.verdict).toBe(!differs);
  });
}

/** Compares with the expectation beside the sample; `BLESS=1` rewrites the browser's. */
function expectSame(name, engine, report) {
  const path = samplePath(name, `expected/${engine}.json`);
  if (process.env.BLESS && engine === "browser") writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`);
  expect(existsSync(path), `${path} is missing: run with BLESS=1 and look at what it says`).toBe(true);
  expect(report).toEqual(JSON.parse(readFileSync(path, "utf8")));
}
