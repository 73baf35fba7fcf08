// `wasi:io/streams` and `wasi:io/error`: streams over a handler, with the bounds of wasmtime's.
//
// A handler of an input stream has `blockingRead(length)`, which gives at most `length` bytes (a
// bigint) and at least one unless `length` is 0, or throws `{tag: "closed"}`. A handler of an output
// stream has `checkWrite()`, the permit, `write(bytes)`, and `flush()` if that does anything. All of them
// are ready at once.
import { Pollable } from "./poll.js";

/** The most bytes that a guest may write and flush in one call. */
const FLUSHED_BYTES = 4096n;

/** A `wasi:io/error` with these words. */
export const ioErrorCreate = (words) => ({ toDebugString: () => words });

const subscribe = () => new Pollable();

class InputStream {
  #handler;

  constructor(handler) {
    this.#handler = handler;
  }

  read(length) {
    return this.#handler.blockingRead(length);
  }

  blockingRead(length) {
    return this.read(length);
  }

  skip(length) {
    return BigInt(this.read(length).length);
  }

  blockingSkip(length) {
    return this.skip(length);
  }

  subscribe() {
    return subscribe();
  }
}

class OutputStream {
  #handler;

  constructor(handler) {
    this.#handler = handler;
  }

  checkWrite() {
    return this.#handler.checkWrite();
  }

  write(bytes) {
    this.#handler.write(bytes);
  }

  blockingWriteAndFlush(bytes) {
    requireFlushable(BigInt(bytes.length), "blocking-write-and-flush");
    this.write(bytes);
  }

  flush() {
    this.#handler.flush?.();
  }

  blockingFlush() {
    this.flush();
  }

  writeZeroes(length) {
    if (length > this.checkWrite()) throw new Error("cannot write more zeroes than `check_write` allows");
    this.write(new Uint8Array(Number(length)));
  }

  blockingWriteZeroesAndFlush(length) {
    requireFlushable(length, "blocking-write-zeroes-and-flush");
    this.write(new Uint8Array(Number(length)));
  }

  splice(source, length) {
    const permit = this.checkWrite();
    const most = length < permit ? length : permit;
    if (most === 0n) return 0n;
    const bytes = source.read(most);
    if (bytes.length > 0) this.write(bytes);
    return BigInt(bytes.length);
  }

  blockingSplice(source, length) {
    return this.splice(source, length);
  }

  subscribe() {
    return subscribe();
  }
}

function requireFlushable(length, name) {
  if (length > FLUSHED_BYTES) throw new Error(`Buffer too large for ${name} (expected at most ${FLUSHED_BYTES})`);
}

/** @param {{blockingRead(length: bigint): Uint8Array}} handler */
export const inputStreamCreate = (handler) => new InputStream(handler);

/** @param {{checkWrite(): bigint, write(bytes: Uint8Array): void, flush?(): void}} handler */
export const outputStreamCreate = (handler) => new OutputStream(handler);
