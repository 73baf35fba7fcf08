// The aligned trace's rows out of the numbers that the kit gives (`shared/src/report/rows.rs`).

const WIDTH = 4;
const NONE = 0xffffffff;
const KINDS = ["same", "arguments", "result", "denial", "order", "only-left", "only-right"];

/**
 * @typedef {object} Row
 * @property {string} kind how the two calls compare
 * @property {boolean} isKnown whether a known difference between hosts explains it
 * @property {number | null} left the index of the left report's event
 * @property {number | null} right
 *
 * @param {Uint32Array} packed @returns {Row[]}
 */
export function unpackRows(packed) {
  const index = (number) => (number === NONE ? null : number);
  return Array.from({ length: Math.floor(packed.length / WIDTH) }, (_, row) => {
    const [kind, left, right] = packed.subarray(row * WIDTH, row * WIDTH + WIDTH);
    return { kind: KINDS[kind & 0xff] ?? "same", isKnown: kind >> 8 > 0, left: index(left), right: index(right) };
  });
}
