// stdin, stdout and stderr: every `get-…` gives a stream of its own onto the same bytes.
import { inputStreamCreate, outputStreamCreate } from "@bytecodealliance/preview2-shim/io";
import { Pollable } from "./poll.js";

/** The most bytes a guest may write at once; it asks for this permit first. As on the server. */
const PERMIT_BYTES = 64n << 10n;

/** What a guest gets whose stdio is denied: nothing to read, and nobody who hears it. */
export const closedStreams = {
  "input-stream": () => inputStreamCreate(inputHandler(new Uint8Array())),
  "output-stream": () => outputStreamCreate(outputHandler(() => {})),
};

/** @param {import("./index.js").HostContext} context */
export function createStdio({ settings, ending, onOutput }) {
  const input = inputHandler(settings.stdin);
  const limit = settings.limits.outputBytes;
  let written = 0;
  const writer = (stream) => (bytes) => {
    const kept = bytes.subarray(0, Math.max(0, limit - written));
    written += kept.length;
    if (kept.length > 0) onOutput(stream, kept);
    if (kept.length < bytes.length) {
      onOutput(stream, null);
      ending.limit("output-bytes", limit);
    }
  };
  return {
    "wasi:cli/stdin": { getStdin: () => inputStreamCreate(input) },
    "wasi:cli/stdout": { getStdout: () => outputStreamCreate(outputHandler(writer("stdout"))) },
    "wasi:cli/stderr": { getStderr: () => outputStreamCreate(outputHandler(writer("stderr"))) },
  };
}

function inputHandler(bytes) {
  let offset = 0;
  return {
    blockingRead(length) {
      if (offset >= bytes.length) throw { tag: "closed" };
      const end = length > BigInt(bytes.length) ? bytes.length : offset + Number(length);
      const read = bytes.slice(offset, end);
      offset += read.length;
      return read;
    },
    subscribe: () => new Pollable(),
  };
}

function outputHandler(write) {
  return { write, checkWrite: () => PERMIT_BYTES, flush() {}, subscribe: () => new Pollable() };
}
