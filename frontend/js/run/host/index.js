// The host of one instance: what its imports act on, by interface without version.
//
// Functions are named as jco names them; resources are plain objects with jco's method names. An
// error of a `result` is thrown as its payload. Built on preview2-shim's browser implementation for
// streams, sockets and live clocks and random; what both engines must do alike is our own.
import { instanceNetwork, ipNameLookup, tcpCreateSocket, udpCreateSocket } from "@bytecodealliance/preview2-shim/sockets";
import { createClocks } from "./clocks.js";
import { createFiles } from "./files.js";
import { byUtf8 } from "./order.js";
import { poll } from "./poll.js";
import { createRandom } from "./random.js";
import { createStdio } from "./stdio.js";

/**
 * @param {any} settings RunSettings with stdin and files as bytes
 * @param {import("../ending.js").Ending} ending
 * @param {(stream: "stdout" | "stderr", bytes: Uint8Array) => void} onOutput
 * @returns {Record<string, Record<string, Function>>}
 */
export function createHost(settings, ending, onOutput) {
  const none = () => undefined;
  return {
    "wasi:io/poll": poll,
    ...createStdio(settings, ending, onOutput),
    ...createClocks(settings.mode),
    ...createRandom(settings.mode, ending),
    ...createFiles(settings.files),
    "wasi:cli/environment": {
      getEnvironment: () => environment(settings.environment),
      getArguments: () => ["component", ...settings.arguments],
      initialCwd: none,
    },
    "wasi:cli/exit": {
      exit: (status) => ending.end({ outcome: "exited", code: status.tag === "ok" ? 0 : 1 }, "exit"),
      exitWithCode: (code) => ending.end({ outcome: "exited", code }, "exit"),
    },
    "wasi:cli/terminal-stdin": { getTerminalStdin: none },
    "wasi:cli/terminal-stdout": { getTerminalStdout: none },
    "wasi:cli/terminal-stderr": { getTerminalStderr: none },
    "wasi:sockets/instance-network": instanceNetwork,
    "wasi:sockets/ip-name-lookup": ipNameLookup,
    "wasi:sockets/tcp-create-socket": tcpCreateSocket,
    "wasi:sockets/udp-create-socket": udpCreateSocket,
  };
}

/** In the order of the server's map, whatever the order of the object's keys. */
function environment(variables) {
  return Object.entries(variables).sort(([a], [b]) => byUtf8(a, b));
}
