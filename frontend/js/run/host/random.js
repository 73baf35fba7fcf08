// `wasi:random`: the browser's random bytes, or seeded streams that are the same on every engine.
import { random } from "@bytecodealliance/preview2-shim/random";
import { INSECURE_RANDOM_SEED, INSECURE_SEED, RANDOM_SEED, SeededRandom } from "../virtual.js";

/** The most bytes one call may ask for (`random-bytes`), as on the server. */
const RANDOM_BYTES = 1 << 20;

/** @param {import("./index.js").HostContext} context */
export function createRandom({ settings, ending }) {
  const live = settings.mode === "live";
  const source = (seed) => {
    const stream = new SeededRandom(seed);
    return {
      bytes(length) {
        if (length > BigInt(RANDOM_BYTES)) ending.limit("random-bytes", RANDOM_BYTES);
        if (live) return random.getRandomBytes(length);
        const bytes = new Uint8Array(Number(length));
        stream.fill(bytes);
        return bytes;
      },
      number: () => (live ? random.getRandomU64() : stream.nextU64()),
    };
  };
  const secure = source(RANDOM_SEED);
  const insecure = source(INSECURE_RANDOM_SEED);
  return {
    "wasi:random/random": { getRandomBytes: secure.bytes, getRandomU64: secure.number },
    "wasi:random/insecure": { getInsecureRandomBytes: insecure.bytes, getInsecureRandomU64: insecure.number },
    "wasi:random/insecure-seed": {
      insecureSeed: () => (live ? [random.getRandomU64(), random.getRandomU64()] : INSECURE_SEED),
    },
  };
}
