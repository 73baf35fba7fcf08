// AssemblyScript's compiler for the page: Binaryen's WebAssembly as a file of its own, which the browser compiles as it
// arrives and keeps compiled, and nothing that the page's policy forbids.
import { readFile } from "node:fs/promises";

/** What the package's one file says around the module that it carries as text, and where it starts itself. */
const CARRIED = "WA??=L6(`";
const START = /await Q6\(\)/;

/** Where the template literal that begins before `at` ends. */
function endOfText(source, at) {
  while (source[at] !== "`") at += source[at] === "\\" ? 2 : 1;
  return at;
}

/**
 * Takes the package apart. Fails when a version of it is made differently: its names are pinned with it.
 * @param {string} path `node_modules/binaryen/index.js`
 * @returns {Promise<{module: Buffer, script: string}>} `script` takes the module's address from `__BINARYEN_WASM__`
 */
export async function splitBinaryen(path) {
  const source = await readFile(path, "utf8");
  const start = source.indexOf(CARRIED);
  if (start < 0 || !START.test(source)) throw new Error(`${path} is made in another way than build/assemblyscript.mjs knows`);
  const from = start + CARRIED.length;
  const to = endOfText(source, from);
  // The text is the compiler's own file, which `npm ci` checked: reading it is what the page would do.
  const text = new Function(`return \`${source.slice(from, to)}\``)();
  const module = Buffer.from(Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 0xff));
  const script = (source.slice(0, from) + source.slice(to)).replace(START, () => `await Q6({
  instantiateWasm: async (imports, done) => done(
    (await WebAssembly.instantiateStreaming(fetch(new URL(__BINARYEN_WASM__, import.meta.url)), imports)).instance,
  ),
})`);
  if (!WebAssembly.validate(module)) throw new Error(`the module in ${path} could not be read`);
  return { module, script };
}

/** A small module that the compiler fetches from an address with the data in it, which `connect-src 'self'` refuses. */
const FETCHED_DATA = /WebAssembly\.instantiateStreaming\(fetch\((\w+)\)\)/;

/** Gives the bundler `script` in place of Binaryen's package, and a compiler that fetches nothing. */
export const assemblyscript = (script) => ({
  name: "assemblyscript",
  setup: ({ onLoad }) => {
    onLoad({ filter: /node_modules\/binaryen\/index\.js$/ }, () => ({ contents: script, loader: "js" }));
    onLoad({ filter: /node_modules\/assemblyscript\/dist\/assemblyscript\.js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      if (!FETCHED_DATA.test(source)) throw new Error(`${path} is made in another way than build/assemblyscript.mjs knows`);
      const contents = source.replace(FETCHED_DATA, (_, address) =>
        `WebAssembly.instantiate(Uint8Array.from(atob(${address}.split(",")[1]), (letter) => letter.charCodeAt(0)))`);
      return { contents, loader: "js" };
    });
  },
});
