// Takes the custom sections (function names above all) out of a wasm module: half of its size, and the page never shows them.

/** Reads an unsigned LEB128 number at `at`; answers it and where it ends. */
function unsigned(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return [value, at];
  }
}

/** The module without its custom sections. */
export function withoutNames(bytes) {
  const HEADER_BYTES = 8;
  const CUSTOM = 0;
  const kept = [bytes.subarray(0, HEADER_BYTES)];
  for (let at = HEADER_BYTES; at < bytes.length; ) {
    const [size, body] = unsigned(bytes, at + 1);
    if (bytes[at] !== CUSTOM) kept.push(bytes.subarray(at, body + size));
    at = body + size;
  }
  return Buffer.concat(kept);
}
