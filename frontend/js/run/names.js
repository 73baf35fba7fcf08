// WIT names as jco spells them in JavaScript.

/** `blocking-write-and-flush` → `blockingWriteAndFlush`. @param {string} name */
export function camelCase(name) {
  return name.split("-").map((word, index) => (index === 0 ? word.toLowerCase() : capitalized(word))).join("");
}

/** `output-stream` → `OutputStream`. @param {string} name */
export function pascalCase(name) {
  return name.split("-").map(capitalized).join("");
}

const capitalized = (word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase();

/**
 * A component-model function name in its parts.
 * @param {string} name `add`, `[constructor]counter`, `[method]counter.increment`, `[static]counter.zero`
 * @returns {{kind: "function" | "constructor" | "method" | "static", resource: string | null, name: string}}
 */
export function splitFunctionName(name) {
  const match = /^\[(constructor|method|static)\]([^.]+)(?:\.(.+))?$/.exec(name);
  if (!match) return { kind: "function", resource: null, name };
  return { kind: /** @type {any} */ (match[1]), resource: match[2], name: match[3] ?? "" };
}

/** `wasi:io/streams@0.2.6` → `wasi:io/streams`. @param {string} name */
export const unversioned = (name) => name.split("@")[0];
