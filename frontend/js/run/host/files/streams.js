// Streams over virtual files.
import { inputStreamCreate, ioErrorCreate, outputStreamCreate } from "../streams.js";

/** The most bytes one read gives or one write takes. */
const CHUNK_BYTES = 1n << 20n;

/** Reads a file from a position. @param {import("./tree.js").Node} node @param {bigint} position */
export function fileReader(node, position) {
  let next = position;
  return inputStreamCreate({
    blockingRead(length) {
      const [bytes] = orFailed(() => node.read(next, length < CHUNK_BYTES ? length : CHUNK_BYTES));
      if (bytes.length === 0 && length > 0n) throw { tag: "closed" };
      next += BigInt(bytes.length);
      return bytes;
    },
  });
}

/** Writes a file from a position, or always at its end. @param {import("./tree.js").Node} node @param {bigint | null} position */
export function fileWriter(node, position) {
  let next = position;
  return outputStreamCreate({
    write(bytes) {
      const end = orFailed(() => node.write(next, bytes));
      if (next !== null) next = end;
    },
    checkWrite: () => CHUNK_BYTES,
  });
}

/** An error code as a stream's `last-operation-failed`. */
function orFailed(operation) {
  try {
    return operation();
  } catch (code) {
    if (typeof code !== "string") throw code;
    throw { tag: "last-operation-failed", val: Object.assign(ioErrorCreate(code), { fileErrorCode: code }) };
  }
}
