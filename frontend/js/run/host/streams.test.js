// Streams keep wasmtime's bounds.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inputStreamCreate, outputStreamCreate } from "./streams.js";

const U64_MAX = (1n << 64n) - 1n;

function streams(bytes, permit = 8192n) {
  const written = [];
  let offset = 0;
  const input = inputStreamCreate({
    blockingRead(length) {
      if (offset === bytes.length) throw { tag: "closed" };
      const read = bytes.slice(offset, offset + Number(length < 4n ? length : 4n));
      offset += read.length;
      return read;
    },
  });
  return { input, written, output: outputStreamCreate({ checkWrite: () => permit, write: (chunk) => written.push(chunk.length) }) };
}

test("reads and skips take what there is, however much is asked for", () => {
  const { input } = streams(Uint8Array.of(1, 2, 3, 4, 5, 6));
  assert.equal(input.read(0n).length, 0);
  assert.equal(input.skip(1n), 1n);
  assert.equal(input.blockingRead(U64_MAX).length, 4);
  assert.equal(input.blockingSkip(U64_MAX), 1n);
  assert.throws(() => input.read(1n), (error) => error.tag === "closed");
});

test("writing and flushing at once is bounded, and zeroes are", () => {
  const { output, written } = streams(new Uint8Array());
  output.write(new Uint8Array(100_000));
  output.blockingWriteAndFlush(new Uint8Array(4096));
  assert.throws(() => output.blockingWriteAndFlush(new Uint8Array(4097)), /Buffer too large for blocking-write-and-flush/);
  output.writeZeroes(8192n);
  assert.throws(() => output.writeZeroes(U64_MAX), /more zeroes/);
  output.blockingWriteZeroesAndFlush(1n);
  assert.throws(() => output.blockingWriteZeroesAndFlush(U64_MAX), /Buffer too large for blocking-write-zeroes-and-flush/);
  assert.deepEqual(written, [100_000, 4096, 8192, 1]);
});

test("splicing passes on what is read, up to the permit", () => {
  const { input, output, written } = streams(new Uint8Array(6), 3n);
  assert.equal(output.splice(input, U64_MAX), 3n);
  assert.equal(output.blockingSplice(input, 2n), 2n);
  assert.equal(output.splice(input, 0n), 0n);
  assert.deepEqual(written, [3, 2]);
});
