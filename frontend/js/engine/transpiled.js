// The last few components as JavaScript, by hash, so that running one again starts at once.
import { toolchain } from "../toolchain/client.js";

/** A composition's parts are one each. */
const KEPT = 24;
/** A component whose JavaScript takes longer than this to make is not run here (`transpile-time-ms`). */
const TRANSPILE_TIME_MS = 30_000;

/** @typedef {{files: [string, Uint8Array][], entry: string, needs_jspi: boolean}} Transpiled */
/** @type {Map<string, Promise<Transpiled>>} youngest last */
const kept = new Map();

/**
 * @param {{sha256: string, bytes: Uint8Array, waiting?: string[]}} request `waiting`: imports whose functions may wait,
 *   beside those of WASI that may
 * @returns {{key: string, result: Promise<Transpiled>, cached: boolean}}
 */
export function transpiled({ sha256, bytes, waiting = [] }) {
  const key = [sha256, ...waiting].join(" ");
  const known = kept.get(key);
  const result = known ?? transpile(bytes, waiting);
  kept.delete(key);
  kept.set(key, result);
  if (!known) result.catch(() => kept.delete(key));
  if (kept.size > KEPT) kept.delete(kept.keys().next().value);
  return { key, result, cached: Boolean(known) };
}

async function transpile(bytes, waiting) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => {
      toolchain.restart();
      reject(new Error(`transpiling it took longer than the limit \`transpile-time-ms\` (${TRANSPILE_TIME_MS})`));
    }, TRANSPILE_TIME_MS);
  });
  try {
    return await Promise.race([toolchain.call("transpile", { bytes, waiting }), late]);
  } finally {
    clearTimeout(timer);
  }
}
