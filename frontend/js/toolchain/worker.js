// The toolchain worker: loads its kits on first use and runs their methods.
import { asset } from "../assets.js";
import { methods } from "./methods.js";

const kits = {
  tools: lazily(async () => {
    const kit = await import("#pkg/tools");
    await kit.default({ module_or_path: asset(__TOOLS_WASM__) });
    return kit;
  }),
  transpile: lazily(async () => {
    const kit = await import("#pkg/transpile");
    await kit.default({ module_or_path: asset(__TRANSPILE_WASM__) });
    return kit;
  }),
  wat: lazily(async () => {
    const kit = await import("#pkg/wat");
    await kit.default({ module_or_path: asset(__WAT_WASM__) });
    return kit;
  }),
  compose: lazily(async () => {
    const kit = await import("#pkg/compose");
    await kit.default({ module_or_path: asset(__COMPOSE_WASM__) });
    return kit;
  }),
  languages: lazily(async () => {
    const kit = await import("#pkg/languages");
    await kit.default({ module_or_path: asset(__LANGUAGES_WASM__) });
    return kit;
  }),
};

/** Calls `load` once; a load that failed is tried again by the next call. */
function lazily(load) {
  let loading = null;
  return () => (loading ??= load().catch((error) => {
    loading = null;
    throw error;
  }));
}

/** A wasm trap leaves the kit unusable; anything else is the kit's answer. */
function isPoisoned(error) {
  return error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
}

function messageOf(error) {
  if (typeof error === "string") return error;
  return error?.message ?? String(error);
}

// One call at a time, in order: the kits are single-threaded and a panic must not meet another call.
let queue = Promise.resolve();

self.onmessage = ({ data: { id, method, argument } }) => {
  queue = queue.then(async () => {
    try {
      const run = Object.hasOwn(methods, method) ? methods[method] : null;
      if (!run) throw new Error(`the toolchain has no method \`${method}\``);
      const { value, transfer } = await run(kits, argument);
      if (id) self.postMessage({ id, value }, transfer);
    } catch (error) {
      self.postMessage({ id, method, error: messageOf(error), poisoned: isPoisoned(error) });
    }
  });
};
