// Compositions in the page: how long composing takes, and how smoothly a graph of a hundred nodes moves.
import { Workbench } from "../pages/workbench.js";
import { launch } from "../support/browser.js";
import { wireProject } from "../support/projects.js";
import { measureGraph } from "./graph.js";
import { spread } from "./statistics.js";

const ROUNDS = 30;
/** What each composed component holds besides its function. */
const PADDING_BYTES = 100_000;
const NODES = 100;

const manifest = (language, entry) =>
  Buffer.from(`format = 1\ntitle = "Measured"\n[source]\nlanguage = "${language}"\nentry = "${entry}"\n`);
const data = (bytes) => `(memory 2) (data (i32.const 0) "${"x".repeat(bytes)}")`;

/** Exports `demo:chain/link`. */
const base = (bytes) => `(component
  (core module $m ${data(bytes)} (func (export "f") (result i32) i32.const 1))
  (core instance $i (instantiate $m))
  (func $f (result u32) (canon lift (core func $i "f")))
  (instance $link (export "f" (func $f)))
  (export "demo:chain/link" (instance $link)))
`;

/** Imports `demo:chain/link`, and exports it again. */
const link = (bytes) => `(component
  (import "demo:chain/link" (instance $in (export "f" (func (result u32)))))
  (core func $lowered (canon lower (func $in "f")))
  (core module $m (import "in" "f" (func $f (result i32))) ${data(bytes)} (func (export "f") (result i32) call $f))
  (core instance $i (instantiate $m (with "in" (instance (export "f" (func $lowered))))))
  (func $f (result u32) (canon lift (core func $i "f")))
  (instance $link (export "f" (func $f)))
  (export "demo:chain/link" (instance $link)))
`;

/** A chain of `length` instances; each component holds `bytes` of data. */
function chain(length, bytes) {
  const lines = ["package demo:chain;", "let n0 = new project:base {};"];
  for (let at = 1; at < length; at++) {
    lines.push(`let n${at} = new project:link { "demo:chain/link": n${at - 1}["demo:chain/link"] };`);
  }
  lines.push(`export n${length - 1}["demo:chain/link"];`, "");
  return {
    "diptych.toml": manifest("wac", "chain.wac"),
    "chain.wac": Buffer.from(lines.join("\n")),
    "components/base/diptych.toml": manifest("wat", "base.wat"),
    "components/base/base.wat": Buffer.from(base(bytes)),
    "components/link/diptych.toml": manifest("wat", "link.wat"),
    "components/link/link.wat": Buffer.from(link(bytes)),
  };
}

/** @param {string} url */
export async function* measureComposition(url) {
  const browser = await launch();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const workbench = new Workbench(page);
    await workbench.open(url);
    const { bytes, took } = await page.evaluate(composeInPage, { project: wireProject(chain(2, PADDING_BYTES)), rounds: ROUNDS });
    const sizes = bytes.map((count) => `${Math.round(count / 1000)} kB`).join(" and ");
    yield { what: `page: two components (${sizes}) composed, warm`, measured: spread(took, "ms"), target: "median ≤ 30 ms" };
    await workbench.openProject(chain(NODES, 1), "chain");
    await page.locator(".graph-node").nth(NODES - 1).waitFor({ state: "attached" });
    yield* measureGraph(page);
  } finally {
    await browser.close();
  }
}

/** In the page: the parts compiled, then composed again and again, with all that crosses to the worker and back. */
async function composeInPage({ project, rounds }) {
  const { toolchain } = globalThis.diptych;
  const components = {};
  for (const name of ["base", "link"]) {
    const folder = `components/${name}/`;
    const files = Object.entries(project.files).filter(([path]) => path.startsWith(folder));
    const part = { files: Object.fromEntries(files.map(([path, file]) => [path.slice(folder.length), file])) };
    const { component, diagnostics } = await toolchain.call("compile", { project: part });
    if (!component) throw new Error(JSON.stringify(diagnostics));
    components[name] = Uint8Array.from(atob(component), (character) => character.charCodeAt(0));
  }
  const whole = { files: Object.fromEntries(Object.entries(project.files).filter(([path]) => !path.startsWith("components/"))) };
  const took = [];
  for (let round = -3; round < rounds; round++) {
    const began = performance.now();
    const { output } = await toolchain.call("compose", { project: whole, components });
    if (!output.component) throw new Error(JSON.stringify(output.diagnostics));
    // The first ones load the kit and warm it up.
    if (round >= 0) took.push(performance.now() - began);
  }
  return { bytes: Object.values(components).map((component) => component.length), took };
}
