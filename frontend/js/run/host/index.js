// The host of one instance: what its imports act on, by interface without version.
//
// Functions are named as jco names them; a resource's constructor and static functions are those of
// a class among its interface's functions, by jco's name of the resource. Resources are plain objects
// with jco's method names. An error of a `result` is thrown as its payload. Live clocks and random are
// preview2-shim's; what both engines must do alike is our own.
import { createArguments } from "./arguments.js";
import { createEnvironment } from "./environment.js";
import { createExit } from "./exit.js";
import { createFiles } from "./files/index.js";
import { createMonotonicClock } from "./monotonic-clock.js";
import { poll } from "./poll.js";
import { createRandom } from "./random.js";
import { createServices } from "./services.js";
import { sockets } from "./sockets.js";
import { createStdio } from "./stdio.js";
import { terminals } from "./terminals.js";
import { createWallClock } from "./wall-clock.js";

/**
 * What a host is made for.
 * @typedef {object} HostContext
 * @property {any} [settings] RunSettings with their base64 as bytes, see `engine/settings.js`
 * @property {import("../ledger.js").Ledger} ledger asked first by whatever depends on a call's arguments
 * @property {import("../ending.js").Ending} ending
 * @property {(stream: "stdout" | "stderr", bytes: Uint8Array | null) => void} onOutput null: what follows is cut
 * @property {((request: import("./http.js").LiveRequest) => Promise<import("./http.js").LiveAnswer>) | null} [sendLive]
 *   null where live HTTP requests are off
 * @property {(root: import("./files/tree.js").Node) => void} [onFiles] takes the virtual files, to see what became of them
 */

/**
 * @param {HostContext} context
 * @returns {Record<string, Record<string, Function>>}
 */
export function createHost(context) {
  return {
    "wasi:io/poll": poll,
    ...createStdio(context),
    ...terminals,
    "wasi:cli/environment": { ...createArguments(context), ...createEnvironment(context) },
    ...createExit(context),
    ...createWallClock(context),
    ...createMonotonicClock(context),
    ...createRandom(context),
    ...createFiles(context),
    ...sockets,
    ...createServices(context),
  };
}
