// Measures what the workbench aims for and prints each figure beside its target; never fails on a slow one.
import { measureBrowserEngine } from "./bench/browser-engine.js";
import { measureComposition } from "./bench/composition.js";
import { measureDiff } from "./bench/diff.js";
import { measureInspect } from "./bench/inspect.js";
import { measureLanguages } from "./bench/languages.mjs";
import { measureLinks } from "./bench/links.mjs";
import { measurePage } from "./bench/page.js";
import { measureServer } from "./bench/server.js";
import { startServer } from "./support/server.js";

const PORT = 8097;

const server = await startServer(PORT);
try {
  console.log(`${"what".padEnd(58)} ${"measured".padStart(12)}  target`);
  for await (const { what, measured, target } of measurements(server.url)) {
    console.log(`${what.padEnd(58)} ${measured.padStart(12)}  ${target}`);
  }
} finally {
  await server.stop();
}

async function* measurements(url) {
  yield* measureServer(url);
  yield* measureBrowserEngine(url);
  yield* measurePage(url);
  yield* measureComposition(url);
  yield* measureInspect(url);
  yield* measureDiff();
  yield* measureLinks();
  yield* measureLanguages({ write: process.argv.includes("--write") });
}
