// A command: it prints one line.
import { getStdout } from "./bindings/wasi/cli/stdout";

export namespace run {
  /** True for success. */
  export function run(): bool {
    const text = Uint8Array.wrap(String.UTF8.encode("Hello from AssemblyScript!\n"));
    const written = getStdout().blockingWriteAndFlush(text);
    return written.isOk;
  }
}
