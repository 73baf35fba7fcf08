// `wasi:config`: the run's settings by key, as far as the policy names them.
import { byUtf8 } from "./order.js";

const DENIED = { tag: "upstream", val: "access-denied" };

/**
 * @param {Record<string, string>} config
 * @param {import("../ledger.js").Ledger} ledger
 */
export function createConfig(config, ledger) {
  return {
    "wasi:config/store": {
      get(key) {
        if (!ledger.check("config", { name: key })) throw DENIED;
        return Object.hasOwn(config, key) ? config[key] : undefined;
      },
      /** The granted keys, each of which counts as used. */
      getAll() {
        const names = ledger.names("config");
        if (names?.length === 0) {
          ledger.check("config", null);
          throw DENIED;
        }
        ledger.use({ kind: "any", of: "config" });
        return Object.entries(config)
          .filter(([key]) => names === null || names.includes(key))
          .sort(([a], [b]) => byUtf8(a, b))
          .filter(([key]) => ledger.check("config", { name: key }));
      },
    },
  };
}
