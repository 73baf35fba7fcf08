// Comparing 100,000 host calls with 100,000: natively, and in WebAssembly as the toolchain worker does it.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KINDS, reports } from "./traces.js";

const CALLS = 100_000;
const BATCH = 1_000;
const KIT = new URL("../../target/pkg/tools/", import.meta.url);

/** Yields one figure per kind of trace. Needs the tools kit (`cargo xtask build`). */
export async function* measureDiff() {
  execFileSync("cargo", ["build", "--release", "-p", "diptych-shared", "--example", "compare"], { stdio: "inherit" });
  const kit = await import(new URL("diptych_tools_kit.js", KIT));
  kit.initSync({ module: readFileSync(new URL("diptych_tools_kit_bg.wasm", KIT)) });
  const folder = mkdtempSync(join(tmpdir(), "diptych-diff-"));
  try {
    for (const kind of Object.keys(KINDS)) {
      const [left, right] = reports(kind, CALLS);
      const native = natively(folder, left, right);
      const { pushed, compared } = inWasm(kit, left, right);
      yield {
        what: `compare ${CALLS.toLocaleString("en")} calls, ${kind}: native, wasm (reading both)`,
        measured: `${native}, ${compared.toFixed(0)} ms (${pushed.toFixed(0)} ms)`,
        target: "≤ 300 ms",
      };
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function natively(folder, left, right) {
  const paths = [left, right].map((report, index) => {
    const path = join(folder, `${index}.json`);
    writeFileSync(path, JSON.stringify(report));
    return path;
  });
  const program = new URL("../../target/release/examples/compare", import.meta.url).pathname;
  return execFileSync(program, paths, { encoding: "utf8" }).trim().split("\n").at(-1);
}

/** The fastest of three, after the traces were pushed in batches as they stream. */
function inWasm(kit, left, right) {
  const sides = { left, right };
  const batches = Object.entries(sides).flatMap(([side, report]) => {
    const all = [];
    for (let from = 0; from < CALLS; from += BATCH) {
      const events = report.trace.events.slice(from, from + BATCH);
      all.push({ side, batch: JSON.stringify({ type: "trace", events }) });
    }
    return all;
  });
  for (const side of Object.keys(sides)) kit.trace_begin({ side });
  const pushed = timed(() => batches.forEach((batch) => kit.trace_push(batch)));
  const bare = (report) => ({ ...report, trace: { ...report.trace, events: [] } });
  const argument = { left: bare(left), right: bare(right) };
  const compared = Math.min(...[1, 2, 3].map(() => timed(() => kit.compare(argument))));
  return { pushed, compared };
}

function timed(work) {
  const began = performance.now();
  work();
  return performance.now() - began;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  for await (const { what, measured, target } of measureDiff()) {
    console.log(`${what.padEnd(100)} ${measured.padStart(28)}  ${target}`);
  }
}
