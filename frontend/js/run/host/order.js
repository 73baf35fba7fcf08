// The order of Rust's maps with string keys: by UTF-8 bytes, which is by code point.

/** @param {string} a @param {string} b */
export function byUtf8(a, b) {
  const left = a[Symbol.iterator]();
  const right = b[Symbol.iterator]();
  for (;;) {
    const { value: one, done: oneDone } = left.next();
    const { value: other, done: otherDone } = right.next();
    if (oneDone || otherDone) return Number(Boolean(otherDone)) - Number(Boolean(oneDone));
    const difference = one.codePointAt(0) - other.codePointAt(0);
    if (difference !== 0) return difference;
  }
}
