// The last few components as JavaScript, by hash, so that running one again starts at once.
import { toolchain } from "../toolchain/client.js";

const KEPT = 8;
/** A component whose JavaScript takes longer than this to make is not run here (`transpile-time-ms`). */
const TRANSPILE_TIME_MS = 30_000;

/** @typedef {{files: [string, Uint8Array][], entry: string, needs_jspi: boolean}} Transpiled */
/** @type {Map<string, Promise<Transpiled>>} youngest last */
const kept = new Map();

/**
 * @param {{sha256: string, bytes: Uint8Array}} request
 * @returns {{result: Promise<Transpiled>, cached: boolean}}
 */
export function transpiled({ sha256, bytes }) {
  const known = kept.get(sha256);
  const result = known ?? transpile(bytes);
  kept.delete(sha256);
  kept.set(sha256, result);
  if (!known) result.catch(() => kept.delete(sha256));
  if (kept.size > KEPT) kept.delete(kept.keys().next().value);
  return { result, cached: Boolean(known) };
}

async function transpile(bytes) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => {
      toolchain.restart();
      reject(new Error(`transpiling it took longer than the limit \`transpile-time-ms\` (${TRANSPILE_TIME_MS})`));
    }, TRANSPILE_TIME_MS);
  });
  try {
    return await Promise.race([toolchain.call("transpile", { bytes }), late]);
  } finally {
    clearTimeout(timer);
  }
}
