// Streams over bytes in memory: always ready, read and written in bounded pieces.
import { inputStreamCreate, ioErrorCreate, outputStreamCreate } from "./streams.js";

/** The most bytes one read gives or one write takes, as on the server. */
export const CHUNK_BYTES = 1n << 20n;

/** An input stream over bytes to their end. @param {Uint8Array} bytes */
export function readerOf(bytes) {
  let offset = 0;
  return inputStreamCreate({
    blockingRead(length) {
      if (offset >= bytes.length) throw { tag: "closed" };
      const read = bytes.slice(offset, offset + Number(length < CHUNK_BYTES ? length : CHUNK_BYTES));
      offset += read.length;
      return read;
    },
  });
}

/** Bytes that are being written, within a bound that `reserve` keeps. */
export class BytesWriter {
  /** Grows in large steps: a guest may write byte by byte. */
  #room = new Uint8Array();
  #reserve;
  #isTaken = false;
  length = 0;

  /** @param {(bytes: number) => void} reserve throws an Error, for the guest to read, where there is no room */
  constructor(reserve) {
    this.#reserve = reserve;
  }

  /** A stream that appends to them. */
  stream() {
    return outputStreamCreate({
      write: (bytes) => this.#write(bytes),
      checkWrite: () => {
        this.#mustBeOpen();
        return CHUNK_BYTES;
      },
      flush: () => this.#mustBeOpen(),
    });
  }

  /** What was written; its streams are closed from now on. @returns {Uint8Array} */
  take() {
    const bytes = this.#room.slice(0, this.length);
    this.#isTaken = true;
    this.#room = new Uint8Array();
    this.length = 0;
    return bytes;
  }

  #write(bytes) {
    this.#mustBeOpen();
    failing(() => this.#reserve(bytes.length));
    const length = this.length + bytes.length;
    if (length > this.#room.length) {
      const larger = new Uint8Array(Math.max(length, 2 * this.#room.length));
      larger.set(this.#room.subarray(0, this.length));
      this.#room = larger;
    }
    this.#room.set(bytes, this.length);
    this.length = length;
  }

  #mustBeOpen() {
    if (this.#isTaken) throw { tag: "closed" };
  }
}

/** Runs an operation of a stream whose errors are the stream's `last-operation-failed`. */
function failing(operation) {
  try {
    operation();
  } catch (error) {
    throw { tag: "last-operation-failed", val: ioErrorCreate(error.message) };
  }
}
