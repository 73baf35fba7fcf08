// `wasi:cli/environment`: the run's variables, as far as the policy names them.
import { byUtf8 } from "./order.js";

/** @param {import("./index.js").HostContext} context */
export const createEnvironment = ({ settings, ledger }) => ({
  /** In the order of the server's map. Each variable that is given counts as used. */
  getEnvironment() {
    const names = ledger.names("environment");
    return Object.entries(settings.environment)
      .filter(([name]) => names === null || names.includes(name))
      .sort(([a], [b]) => byUtf8(a, b))
      .filter(([name]) => ledger.check("environment", { name }));
  },
});
