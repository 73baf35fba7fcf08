// Inspect on a component of 20 MB: until its sizes, its text and the end of a search are on the screen.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { Inspector } from "../pages/inspector.js";
import { Workbench } from "../pages/workbench.js";
import { launch } from "../support/browser.js";
import { largeComponent } from "../support/large-component.js";
import { spread } from "./statistics.js";

const ROUNDS = 3;

/** @param {string} url */
export async function* measureInspect(url) {
  const { bytes, functions } = largeComponent(20 * 1024 * 1024);
  const figures = { apart: [], text: [], search: [] };
  const folder = await mkdtemp(join(tmpdir(), "diptych-bench-"));
  const path = join(folder, "large.wasm");
  await writeFile(path, bytes);
  const browser = await launch();
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const page = await browser.newPage();
      const inspector = new Inspector(page);
      await new Workbench(page).open(url);
      await inspector.open();
      await inspector.tab("size");
      const clock = stopwatch();
      await inspector.openFile(path);
      await inspector.sizeRows.first().getByText("module 0").waitFor();
      figures.apart.push(clock());
      await inspector.tab("wat");
      await inspector.lines.nth(5).waitFor();
      figures.text.push(clock());
      await inspector.find.fill(`i32.const ${functions - 1}`);
      await page.keyboard.press("Enter");
      await inspector.wat.locator(".current").getByText(`i32.const ${functions - 1}`).waitFor();
      figures.search.push(clock());
      await page.close();
    }
  } finally {
    await browser.close();
    await rm(folder, { recursive: true });
  }
  yield { what: "inspect: 20 MB opened → sizes on screen", measured: spread(figures.apart, "ms"), target: "≤ 1000 ms" };
  yield { what: "inspect: 20 MB → first lines of its text", measured: spread(figures.text, "ms"), target: "≤ 1000 ms" };
  yield { what: "inspect: 20 MB searched to its last function", measured: spread(figures.search, "ms"), target: "told, can be left" };
}

/** Milliseconds since the last question. */
function stopwatch() {
  let since = performance.now();
  return () => {
    const now = performance.now();
    const passed = now - since;
    since = now;
    return passed;
  };
}
