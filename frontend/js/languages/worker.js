// The languages worker: compiles a project with a compiler that runs in the page, one at a time.
import { asset } from "../assets.js";
import * as assemblyscript from "./assemblyscript.js";

/** The compilers, by the language's name in manifests. */
const COMPILERS = { assemblyscript };

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

async function compile(project) {
  const stages = [];
  const kits = await kit();
  const { ready, output } = await stage(stages, "bind", () => kits.prepare({ project }));
  if (output) return output;
  const compiler = COMPILERS[ready.language];
  if (!compiler.isLoaded()) await stage(stages, "load", compiler.load);
  const made = await stage(stages, "compile", () => compiler.compile(ready));
  const finished = await stage(stages, "encode", () => kits.finish({ project, ...made }));
  return { ...finished, stages };
}

self.onmessage = async ({ data: { project } }) => {
  try {
    self.postMessage({ output: await compile(project) });
  } catch (error) {
    // A compiler or a kit that broke down is not used again: the page ends this worker.
    self.postMessage({ error: typeof error === "string" ? error : (error?.message ?? String(error)) });
  }
};
