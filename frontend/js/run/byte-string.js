// Bytes as a trace writes them, `b"hi\n\x00"`: a port of `shared::toolchain::wave::to_trace_text`.

/** What each byte is written as. */
const WRITTEN = Array.from({ length: 256 }, (_, byte) => {
  const named = { 10: "\\n", 13: "\\r", 9: "\\t", 92: "\\\\", 34: '\\"' }[byte];
  if (named) return named;
  return byte >= 32 && byte <= 126 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`;
});
const CODES = WRITTEN.map((text) => Array.from(text, (character) => character.charCodeAt(0)));

/** Characters gathered before they become text; `String.fromCharCode` takes only so many arguments. */
const room = new Uint8Array(4096);

/**
 * @param {ArrayLike<number>} bytes
 * @param {number} maxChars bytes beyond so many characters are not written
 * @returns {string}
 */
export function byteString(bytes, maxChars) {
  let text = 'b"';
  let used = 0;
  // Each byte is at least one character.
  const count = Math.min(bytes.length, maxChars);
  for (let index = 0; index < count; index += 1) {
    const codes = CODES[bytes[index]];
    for (let at = 0; at < codes.length; at += 1) room[used++] = codes[at];
    if (used > room.length - 4) {
      text += String.fromCharCode.apply(null, room.subarray(0, used));
      used = 0;
    }
  }
  return `${text}${String.fromCharCode.apply(null, room.subarray(0, used))}"`;
}
