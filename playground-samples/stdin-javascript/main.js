import { getStdin } from "wasi:cli/stdin@0.2.6";
import { getStdout } from "wasi:cli/stdout@0.2.6";

// The ASCII letters of UTF-8 text are single bytes, which occur nowhere else in it.
const upperCase = (byte) => (byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte);

export const run = {
  run() {
    const input = getStdin();
    const output = getStdout();
    for (;;) {
      let bytes;
      try {
        bytes = input.blockingRead(4096n);
      } catch {
        // The end is told as an error.
        return;
      }
      output.blockingWriteAndFlush(bytes.map(upperCase));
    }
  },
};
