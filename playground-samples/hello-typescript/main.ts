import { getStdout } from "wasi:cli/stdout@0.2.6";

export const run = {
  run(): void {
    const text = "Hello from TypeScript!\n";
    getStdout().blockingWriteAndFlush(new TextEncoder().encode(text));
  },
};
