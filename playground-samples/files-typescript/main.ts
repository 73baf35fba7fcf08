import { getStdout } from "wasi:cli/stdout@0.2.6";
import { getDirectories } from "wasi:filesystem/preopens@0.2.6";

export const run = {
  run(): void {
    const [[folder]] = getDirectories();
    const notes = folder.openAt({}, "notes.txt", {}, { read: true });
    const [bytes] = notes.read(65536n, 0n);
    const lines = bytes.filter((byte: number) => byte === 10).length;
    const line = new TextEncoder().encode(`${lines} lines, ${bytes.length} bytes\n`);

    const summary = folder.openAt({}, "summary.txt", { create: true, truncate: true }, { write: true });
    summary.write(line, 0n);
    getStdout().blockingWriteAndFlush(line);
  },
};
