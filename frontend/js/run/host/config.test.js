// Runtime configuration as far as the policy names it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createConfig } from "./config.js";

const DENIED = { tag: "upstream", val: "access-denied" };
const CONFIG = { theme: "dark", ä: "1", "10": "2", "9": "3" };

/** The interface where these names are granted (null for all), and the needs that it asked for. */
function config(names) {
  const asked = [];
  const ledger = {
    names: () => names,
    check(capability, scope) {
      asked.push(scope ? `${capability} ${scope.name}` : capability);
      return names === null || Boolean(scope && names.includes(scope.name));
    },
    use: ({ kind, of }) => asked.push(`${kind} ${of}`),
  };
  return { ...createConfig(CONFIG, ledger)["wasi:config/store"], asked };
}
const thrown = (operation) => assert.throws(operation, (error) => {
  assert.deepEqual(error, DENIED);
  return true;
});

test("values by key", () => {
  const { get } = config(["theme", "toString"]);
  assert.equal(get("theme"), "dark");
  assert.equal(get("toString"), undefined);
  thrown(() => get("9"));
});

test("all granted keys, in the order of their bytes", () => {
  const all = config(null);
  assert.deepEqual(all.getAll(), [["10", "2"], ["9", "3"], ["theme", "dark"], ["ä", "1"]]);
  assert.deepEqual(all.asked, ["any config", "config 10", "config 9", "config theme", "config ä"]);
  const some = config(["none", "theme"]);
  assert.deepEqual(some.getAll(), [["theme", "dark"]]);
  assert.deepEqual(some.asked, ["any config", "config theme"]);
  const none = config([]);
  thrown(none.getAll);
  assert.deepEqual(none.asked, ["config"]);
});
