// What a policy's scopes cover, and what a run is said to have used.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Ledger } from "./ledger.js";

const REQUEST = /^(\S+) (\w+):\/\/([^:/]+)(?::(\d+))?(\/.*)$/;

/** A grant's or need's text in its parts, as `policy_scopes` has them. */
function parsed(text) {
  const [, capability, scope] = /^(\S+)(?: (.*))?$/.exec(text);
  const placed = { filesystem: "/", "key-value": null, "blob-store": null };
  if (scope === undefined) return [capability, capability in placed ? { access: "write", place: placed[capability] } : null];
  if (capability in placed) {
    const [, access, place] = /^(\S+) (.*)$/.exec(scope);
    return [capability, { access, place }];
  }
  if (capability !== "http") return [capability, { name: scope }];
  const [, method, scheme, host, port, path] = REQUEST.exec(scope);
  return [capability, { method, scheme, host, port: port ? Number(port) : null, path }];
}

/** A ledger of these grants. */
function ledgerOf(...policy) {
  const scopes = {};
  for (const [capability, scope] of policy.map(parsed)) (scopes[capability] ??= []).push(scope?.name ?? scope);
  return new Ledger(scopes);
}

test("what is covered and what is not, as on the server", () => {
  const { cases } = JSON.parse(readFileSync(new URL("../../../shared/tests/policy/scopes.json", import.meta.url), "utf8"));
  for (const { policy, allowed, denied } of cases) {
    const ledger = ledgerOf(...policy);
    for (const need of allowed) assert.equal(ledger.check(...parsed(need)), true, `${policy} allows ${need}`);
    for (const need of denied) assert.equal(ledger.check(...parsed(need)), false, `${policy} denies ${need}`);
    assert.deepEqual([...ledger.used, ...ledger.denied].sort(), [...new Set([...allowed, ...denied])].sort());
  }
});

test("needs are remembered once, as the grants that would cover them", () => {
  const ledger = ledgerOf("filesystem read /data", "http GET https://api.example.com/*");
  ledger.use({ kind: "any", of: "filesystem" });
  ledger.use({ kind: "any", of: "environment" });
  ledger.use({ kind: "grant", of: "stdio stdout" });
  ledger.use({ kind: "nothing" });
  for (let times = 0; times < 2; times += 1) ledger.check("filesystem", { access: "read", place: "/data/b c" });
  assert.equal(ledger.takeDenied(), null);
  ledger.check(...parsed("http DELETE https://api.example.com:8443/v1/x"));
  ledger.check(...parsed("http GET https://api.example.com:443/v1"));
  ledger.deny({ capability: "random", grant: "random secure" });
  ledger.deny({ capability: "demo:other/things" });
  assert.deepEqual(ledger.takeDenied(), { capability: "http", grant: "http DELETE https://api.example.com:8443/v1/x" });
  assert.equal(ledger.takeDenied(), null);
  assert.deepEqual(ledger.used, ["any environment", "filesystem read /data/b c", "http GET https://api.example.com/v1", "stdio stdout"]);
  assert.deepEqual(ledger.denied, ["http DELETE https://api.example.com:8443/v1/x", "random secure"]);
});

test("too many needs of one capability become one", () => {
  const ledger = ledgerOf("filesystem", "config");
  for (let index = 0; index < 257; index += 1) {
    ledger.check("filesystem", { access: "read", place: `/${index}` });
    ledger.check("config", { name: `${index}` });
  }
  assert.deepEqual(ledger.used, ["config", "filesystem read /"]);
  ledger.check("filesystem", { access: "write", place: "/a" });
  assert.deepEqual(ledger.used, ["config", "filesystem read /", "filesystem write /a"]);
});

test("names that are granted", () => {
  const ledger = ledgerOf("environment HOME", "config");
  assert.deepEqual(ledger.names("environment"), ["HOME"]);
  assert.equal(ledger.names("config"), null);
  assert.deepEqual(ledger.names("logging"), []);
});
