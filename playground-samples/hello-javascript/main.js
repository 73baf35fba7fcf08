import { getStdout } from "wasi:cli/stdout@0.2.6";

export const run = {
  run() {
    const text = "Hello from JavaScript!\n";
    getStdout().blockingWriteAndFlush(new TextEncoder().encode(text));
  },
};
