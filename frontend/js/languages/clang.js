// Clang and lld in the languages worker: sources and objects in, a core module and what they printed out.
import { cached, keep } from "./downloads.js";

/** Where the site has them, or `null`: `{version, folder, bytes}`. */
const CLANG = __CLANG__;

/** @type {any} */
let clang = null;

/** Whether the next compile has to load first. */
export const isLoaded = () => clang !== null;

/**
 * Loads the compiler, which is kept by the browser once it was downloaded.
 * @param {{ask: (words: string) => Promise<boolean>, tell: (step: string) => void}} page whom to ask, and to tell
 */
export async function load({ ask, tell }) {
  if (!CLANG) throw new Error("this site has no clang for the page: who runs it adds it by `cargo xtask toolchains install clang-page`");
  const folder = new URL(`../${CLANG.folder}/`, import.meta.url);
  const megabytes = (bytes) => Math.round(bytes / 1e6);
  const store = `diptych-clang-${CLANG.version}`;
  if (!(await cached(store, new URL("llvm.core.wasm", folder)))) {
    const allowed = await ask(
      `C and C++ in the browser need a download of ${megabytes(CLANG.bytes)} MB, kept for next time. Download it now?`,
    );
    if (!allowed) throw new Error("its compiler was not downloaded. Run again to be asked again");
  }
  // The package fetches its parts itself: from what is kept, or from the site into what is kept.
  self.fetch = keep(self.fetch.bind(self), store, folder);
  const loaded = await import(new URL("bundle.js", folder).href);
  let told = -1;
  await loaded.runLLVM(null, {}, {
    fetchProgress: ({ doneLength, totalLength }) => {
      const now = megabytes(doneLength);
      if (now === told) return;
      told = now;
      tell(`loading the compiler, ${now} of ${megabytes(totalLength)} MB`);
    },
  });
  clang = loaded;
}

/** Files by path as folders of folders. */
function treeOf(files) {
  const tree = {};
  for (const [path, content] of Object.entries(files)) {
    const names = path.split("/");
    const last = names.pop();
    let folder = tree;
    for (const name of names) {
      if (!Object.hasOwn(folder, name)) define(folder, name, {});
      folder = folder[name];
    }
    define(folder, last, content);
  }
  return tree;
}

/** Names are data: `__proto__` is one of them. */
function define(object, name, value) {
  Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
}

/** Runs one command line; its words, and the files after it if it succeeded. */
async function run(args, tree) {
  const decoder = new TextDecoder();
  let printed = "";
  const stderr = (bytes) => {
    if (bytes) printed += decoder.decode(bytes, { stream: true });
  };
  try {
    const files = await clang.runClang(args, tree, { stdout: null, stderr, decodeASCII: false });
    return { files, words: () => printed };
  } catch (error) {
    if (!(error instanceof clang.Exit)) throw error;
    return { files: null, words: () => printed };
  }
}

/**
 * Compiles each source, then links.
 * @param {{files: Record<string, string | Uint8Array>, plan: any}} prepared see the kit's `prepared.rs`
 * @param {any} kit the languages kit
 * @returns {Promise<{module: Uint8Array | null, printed: string, linked: string, tools: string[]}>}
 */
export async function compile({ files, plan }, kit) {
  const tools = [`clang ${CLANG.version}`];
  const sources = treeOf(files);
  const objects = {};
  let printed = "";
  let isCommand = false;
  for (const { arguments: args, object, generated } of plan.compiles) {
    const { files: made, words } = await run(args, sources);
    printed += words();
    if (!made) continue;
    const bytes = object.split("/").reduce((folder, name) => folder[name], made);
    define(objects, object, bytes);
    isCommand ||= !generated && kit.defines_main({ object: bytes });
  }
  if (Object.keys(objects).length < plan.compiles.length) return { module: null, printed, linked: "", tools };
  const link = isCommand ? plan.command : plan.library;
  if (!link) {
    const missing = "there is neither a `main` nor a world to implement: write `int main(void)`, or describe a world in `wit/world.wit`";
    return { module: null, printed: `${printed}error: ${missing}\n`, linked: "", tools };
  }
  const { files: made, words } = await run(link, treeOf({ ...files, ...objects }));
  return { module: made?.["module.wasm"] ?? null, printed, linked: words(), tools };
}
