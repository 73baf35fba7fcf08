// A command: it copies stdin to stdout, with ASCII letters in upper case.
import { getStdin } from "./bindings/wasi/cli/stdin";
import { getStdout } from "./bindings/wasi/cli/stdout";

export namespace run {
  export function run(): bool {
    const input = getStdin();
    const output = getStdout();
    while (true) {
      const chunk = input.blockingRead(4096);
      // The end of the input is an error that says `closed`.
      if (!chunk.isOk) return chunk.error.isClosed;
      const bytes = chunk.value;
      for (let i = 0; i < bytes.length; i++) {
        if (bytes[i] >= 97 && bytes[i] <= 122) bytes[i] -= 32;
      }
      if (!output.blockingWriteAndFlush(bytes).isOk) return false;
    }
  }
}
