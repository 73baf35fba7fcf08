// stdin, stdout and stderr: every `get-…` gives a stream of its own onto the same bytes.
import { inputStreamCreate, outputStreamCreate } from "./streams.js";

/** The most bytes one read gives, as on the server. */
const CHUNK_BYTES = 1n << 20n;
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
    const left = limit - written;
    const kept = bytes.length <= left ? bytes : bytes.slice(0, left);
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
      const read = bytes.slice(offset, offset + Number(length < CHUNK_BYTES ? length : CHUNK_BYTES));
      offset += read.length;
      return read;
    },
  };
}

const outputHandler = (write) => ({ write, checkWrite: () => PERMIT_BYTES });
