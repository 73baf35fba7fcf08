// The languages worker: compiles a project with a compiler that runs in the page, one at a time.
import { asset } from "../assets.js";
import * as assemblyscript from "./assemblyscript.js";
import * as clang from "./clang.js";

/** The compilers, by the language's name in manifests. */
const COMPILERS = { assemblyscript, c: clang, cpp: clang };

/** @type {Promise<any> | null} */
let loading = null;

/** The languages kit, loaded once. */
function kit() {
  return (loading ??= (async () => {
    const loaded = await import("#pkg/languages");
    await loaded.default({ module_or_path: asset(__LANGUAGES_WASM__) });
    return loaded;
  })().catch((error) => {
    loading = null;
    throw error;
  }));
}

/** Runs `work` as a stage: says that it begins, and notes how long it took. */
async function stage(stages, name, work) {
  self.postMessage({ event: { type: "stage", stage: name } });
  const since = performance.now();
  const value = await work();
  stages.push({ stage: name, duration_ns: Math.round((performance.now() - since) * 1e6) });
  return value;
}

/** What hears the page's answer to a question. @type {((allowed: boolean) => void) | null} */
let answered = null;

/** The page, as a compiler that loads sees it. */
const page = {
  ask: (words) => new Promise((resolve) => {
    answered = resolve;
    self.postMessage({ ask: words });
  }),
  tell: (step) => self.postMessage({ step }),
};

async function compile(project) {
  const stages = [];
  const kits = await kit();
  const { ready, output } = await stage(stages, "bind", () => kits.prepare({ project }));
  if (output) return output;
  const compiler = COMPILERS[ready.language];
  if (!compiler.isLoaded()) await stage(stages, "load", () => compiler.load(page));
  const made = await stage(stages, "compile", () => compiler.compile(ready, kits));
  const finished = await stage(stages, "encode", () => kits.finish({ project, ...made }));
  return { ...finished, stages };
}

self.onmessage = async ({ data: { project, allowed } }) => {
  if (allowed !== undefined) return answered?.(allowed);
  try {
    self.postMessage({ output: await compile(project) });
  } catch (error) {
    // A compiler or a kit that broke down is not used again: the page ends this worker.
    const broke = error instanceof WebAssembly.RuntimeError || error instanceof RangeError ? "the compiler broke down: " : "";
    self.postMessage({ error: broke + (error?.message ?? String(error)) });
  }
};
