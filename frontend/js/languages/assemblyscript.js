// AssemblyScript's compiler in the languages worker: sources in, a core module and what it printed out.

/** @type {Promise<any> | null} */
let loading = null;

/** Loads the compiler and Binaryen, once; a load that failed is tried again by the next call. */
export function load() {
  return (loading ??= import("assemblyscript/asc").catch((error) => {
    loading = null;
    throw error;
  }));
}

/** Whether the next compile has to load first. */
export const isLoaded = () => loading !== null;

/**
 * Compiles.
 * @param {{files: Record<string, string>, plan: {arguments: string[]}}} prepared sources by path, and the command line
 * @returns {Promise<{module: Uint8Array | null, printed: string, tools: string[]}>}
 */
export async function compile(prepared) {
  const asc = await load();
  const stderr = asc.createMemoryStream();
  /** @type {Uint8Array | null} */
  let module = null;
  const { error } = await asc.main(prepared.plan.arguments, {
    stderr,
    stdout: asc.createMemoryStream(),
    readFile: (name) => (Object.hasOwn(prepared.files, name) ? prepared.files[name] : null),
    writeFile: (_name, contents) => {
      module = contents;
    },
    listFiles: () => [],
  });
  let printed = stderr.toString();
  // Its errors are in what it printed, but for those about its command line and its own mistakes.
  if (error && !printed.includes("ERROR")) printed += `FAILURE ${error.message}\n`;
  return { module: error ? null : module, printed, tools: [`assemblyscript ${asc.version}`] };
}
