// What a run has beyond the command-line world: HTTP, stores, settings, logging.
import { createBlobStore } from "./blob-store.js";
import { createConfig } from "./config.js";
import { createHttp } from "./http.js";
import { createKeyValue } from "./key-value.js";
import { createLogging } from "./logging.js";
import { Shelves, StoreBudget } from "./shelves.js";

/** @param {import("./index.js").HostContext} context */
export function createServices({ settings, ledger, ending, sendLive }) {
  const budget = new StoreBudget();
  return {
    ...createHttp(settings.http, ledger, ending, sendLive ?? null),
    ...createKeyValue(new Shelves(settings.keyValue, budget), ledger),
    ...createBlobStore(new Shelves(settings.blobStore, budget), ledger),
    ...createConfig(settings.config, ledger),
    ...createLogging(),
  };
}
