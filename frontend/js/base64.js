// Bytes to and from the base64 strings of the JSON contract.

/** @param {Uint8Array[]} chunks @returns {string} the base64 of all of them, one after the other */
export function toBase64(chunks) {
  let binary = "";
  for (const chunk of chunks) {
    // In slices: a call takes only so many arguments.
    for (let start = 0; start < chunk.length; start += 8192) {
      binary += String.fromCharCode(...chunk.subarray(start, start + 8192));
    }
  }
  return btoa(binary);
}

/** @param {string | undefined} text @returns {Uint8Array} */
export function fromBase64(text) {
  return Uint8Array.from(atob(text ?? ""), (character) => character.charCodeAt(0));
}
