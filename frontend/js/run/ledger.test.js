// What a policy's scopes cover, and what a run is said to have used.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Ledger } from "./ledger.js";

const SCOPES = {
  filesystem: [{ access: "read", place: "/data" }, { access: "write", place: "/data/out" }],
  http: [
    { method: "GET", scheme: "https", host: "api.example.com", port: null, path: "/v1/*" },
    { method: "*", scheme: "http", host: "*.test.example", port: 8080, path: "/" },
  ],
  "key-value": [{ access: "read", place: "default" }],
  "blob-store": [{ access: "write", place: null }],
  environment: ["HOME"],
  config: [null],
};
const request = (text) => {
  const [, method, scheme, host, port, path] = /^(\S+) (\w+):\/\/([^:/]+)(?::(\d+))?(\/.*)$/.exec(text);
  return { method, scheme, host, port: port ? Number(port) : null, path };
};

test("what is covered and what is not", () => {
  const place = (text) => ({ access: text.split(" ")[0], place: text.split(" ")[1] });
  for (const [capability, scope, expected] of [
    ["filesystem", place("read /data"), true],
    ["filesystem", place("read /data/a/b"), true],
    ["filesystem", place("read /database"), false],
    ["filesystem", place("read /"), false],
    ["filesystem", place("write /data/a"), false],
    ["filesystem", place("write /data/out/x"), true],
    ["filesystem", place("read /data/out"), true],
    ["http", request("GET https://api.example.com/v1/x"), true],
    ["http", request("GET https://api.example.com:443/v1/"), true],
    ["http", request("GET https://api.example.com:8443/v1/"), false],
    ["http", request("POST https://api.example.com/v1/x"), false],
    ["http", request("GET http://api.example.com/v1/x"), false],
    ["http", request("GET https://api.example.com/v2"), false],
    ["http", request("PUT http://a.test.example:8080/"), true],
    ["http", request("PUT http://atest.example:8080/"), false],
    ["http", request("PUT http://a.test.example:8080/x"), false],
    ["key-value", place("read default"), true],
    ["key-value", place("write default"), false],
    ["key-value", place("read defaults"), false],
    ["blob-store", place("write anything"), true],
    ["environment", { name: "HOME" }, true],
    ["environment", { name: "home" }, false],
    ["config", { name: "any" }, true],
    ["logging", { name: "any" }, false],
  ]) {
    assert.equal(new Ledger(SCOPES).check(capability, scope), expected, `${capability} ${JSON.stringify(scope)}`);
  }
});

test("needs are remembered once, as the grants that would cover them", () => {
  const ledger = new Ledger(SCOPES);
  ledger.use({ kind: "any", of: "filesystem" });
  ledger.use({ kind: "any", of: "environment" });
  ledger.use({ kind: "grant", of: "stdio stdout" });
  ledger.use({ kind: "nothing" });
  for (let times = 0; times < 2; times += 1) ledger.check("filesystem", { access: "read", place: "/data/b c" });
  assert.equal(ledger.takeDenied(), null);
  ledger.check("http", request("DELETE https://api.example.com:8443/v1/x"));
  ledger.deny({ capability: "random", grant: "random secure" });
  ledger.deny({ capability: "demo:other/things" });
  assert.deepEqual(ledger.takeDenied(), { capability: "http", grant: "http DELETE https://api.example.com:8443/v1/x" });
  assert.equal(ledger.takeDenied(), null);
  assert.deepEqual(ledger.used, ["any environment", "filesystem read /data/b c", "stdio stdout"]);
  assert.deepEqual(ledger.denied, ["http DELETE https://api.example.com:8443/v1/x", "random secure"]);
});

test("too many needs of one capability become one", () => {
  const ledger = new Ledger({ filesystem: [{ access: "write", place: "/" }], config: [null] });
  for (let index = 0; index < 257; index += 1) {
    ledger.check("filesystem", { access: "read", place: `/${index}` });
    ledger.check("config", { name: `${index}` });
  }
  assert.deepEqual(ledger.used, ["config", "filesystem read /"]);
  ledger.check("filesystem", { access: "write", place: "/a" });
  assert.deepEqual(ledger.used, ["config", "filesystem read /", "filesystem write /a"]);
});

test("names that are granted", () => {
  const ledger = new Ledger(SCOPES);
  assert.deepEqual(ledger.names("environment"), ["HOME"]);
  assert.equal(ledger.names("config"), null);
  assert.deepEqual(ledger.names("logging"), []);
});
