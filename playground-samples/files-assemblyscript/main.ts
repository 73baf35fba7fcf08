// A command: it counts the lines and bytes of /notes.txt and writes them to /summary.txt.
import { getStdout } from "./bindings/wasi/cli/stdout";
import { getDirectories } from "./bindings/wasi/filesystem/preopens";
import { Descriptor, DescriptorFlags, OpenFlags } from "./bindings/wasi/filesystem/types";

/** Opens a file below `/`, or traps. */
function open(path: string, how: OpenFlags, flags: DescriptorFlags): Descriptor {
  const root = getDirectories()[0].v0;
  return root.openAt(0, path, how, flags).value;
}

export namespace run {
  export function run(): bool {
    const notes = open("notes.txt", 0, DescriptorFlags.Read).read(1 << 20, 0).value.v0;
    let lines = 0;
    for (let i = 0; i < notes.length; i++) {
      if (notes[i] == 10) lines++;
    }
    const text = Uint8Array.wrap(String.UTF8.encode(`${lines} lines, ${notes.length} bytes\n`));
    const summary = open("summary.txt", OpenFlags.Create | OpenFlags.Truncate, DescriptorFlags.Write);
    if (!summary.write(text, 0).isOk) return false;
    return getStdout().blockingWriteAndFlush(text).isOk;
  }
}
