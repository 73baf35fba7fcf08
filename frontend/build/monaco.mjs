// Keeps Monaco's TypeScript features from bringing all of Monaco along.
import { join } from "node:path";

/**
 * Monaco's starter of workers imports every feature of the editor for its side effects, and the TypeScript
 * features import that starter: they get one of our own in its place.
 * @param {string} frontend this package's folder
 */
export const ownWorkerStarter = (frontend) => ({
  name: "own-worker-starter",
  setup: ({ onResolve }) => {
    onResolve({ filter: /internal\/common\/workers\.js$/ }, () => ({ path: join(frontend, "js/editor/help/web-worker.js") }));
  },
});
