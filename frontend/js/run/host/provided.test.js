// `provided.json` is what this host provides, function by function; `BLESS=1` writes it anew.
//
// The names are those of `shared`'s list of what hosts supply. A method is provided when the host gives
// out a handle that has it: a resource that nothing here ever makes has none.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import "./shim-for-tests.js";
import { Ending } from "../ending.js";
import { Ledger } from "../ledger.js";
import { camelCase, pascalCase, splitFunctionName } from "../names.js";

const { createHost } = await import("./index.js");
const { ioErrorCreate } = await import("./streams.js");

const SUPPLIED = new URL("../../../../shared/src/toolchain/inspect/supplied.rs", import.meta.url);
const PROVIDED = new URL("provided.json", import.meta.url);

/** Every function that a guest may import, by interface. */
function supplied() {
  const [, list] = /^const FUNCTIONS[^=]*=([\s\S]*?)^\];/m.exec(readFileSync(SUPPLIED, "utf8"));
  const functions = new Map();
  let interfaceName = "";
  for (const [, name] of list.matchAll(/"([^"]+)"/g)) {
    if (name.startsWith("wasi:")) functions.set((interfaceName = name), []);
    else functions.get(interfaceName).push(name);
  }
  return functions;
}

const EVERYTHING = {
  filesystem: [{ access: "write", place: "/" }], http: [null], config: [null], environment: [null],
  "key-value": [{ access: "write", place: null }], "blob-store": [{ access: "write", place: null }],
};

/** A host, and an object of each resource that it gives out, by the resource's bare name. */
function hostAndObjects() {
  const bytes = new Uint8Array(1);
  const host = createHost({
    settings: {
      arguments: [], environment: {}, stdin: bytes, files: { a: bytes }, config: {}, mode: "deterministic",
      http: [{ method: "GET", url: "https://a.example/", status: 200, headers: [], body: bytes }],
      keyValue: { s: {} }, blobStore: { c: { o: bytes } }, limits: { outputBytes: 1 },
    },
    ledger: new Ledger(EVERYTHING),
    ending: new Ending(),
    onOutput: () => {},
  });
  const { Fields, OutgoingRequest, OutgoingResponse, RequestOptions, IncomingBody } = host["wasi:http/types"];
  const request = new OutgoingRequest(new Fields());
  request.setAuthority("a.example");
  const future = host["wasi:http/outgoing-handler"].handle(request, undefined);
  const response = future.get().val.val;
  const body = response.consume();
  const [[descriptor]] = host["wasi:filesystem/preopens"].getDirectories();
  const container = host["wasi:blobstore/blobstore"].getContainer("c");
  return {
    host,
    objects: {
      "input-stream": host["wasi:cli/stdin"].getStdin(),
      "output-stream": host["wasi:cli/stdout"].getStdout(),
      pollable: host["wasi:clocks/monotonic-clock"].subscribeDuration(0n),
      error: ioErrorCreate(""),
      descriptor,
      "directory-entry-stream": descriptor.readDirectory(),
      fields: new Fields(),
      "outgoing-request": request,
      "outgoing-response": new OutgoingResponse(new Fields()),
      "outgoing-body": new OutgoingRequest(new Fields()).body(),
      "request-options": new RequestOptions(),
      "future-incoming-response": future,
      "incoming-response": response,
      "incoming-body": body,
      "future-trailers": IncomingBody.finish(body),
      bucket: host["wasi:keyvalue/store"].open("s"),
      container,
      "stream-object-names": container.listObjects(),
      "incoming-value": container.getData("o", 0n, 0n),
      "outgoing-value": host["wasi:blobstore/types"].OutgoingValue.newOutgoingValue(),
    },
  };
}

/** Whether the host has this function. */
function has({ host, objects }, interfaceName, functionName) {
  const { kind, resource, name } = splitFunctionName(functionName);
  const functions = host[interfaceName] ?? {};
  const Class = resource ? functions[pascalCase(resource)] : null;
  switch (kind) {
    case "method": return typeof objects[resource]?.[camelCase(name)] === "function";
    case "constructor": return typeof Class === "function";
    case "static": return typeof Class?.[camelCase(name)] === "function";
    default: return typeof functions[camelCase(name)] === "function";
  }
}

test("what is provided is said", () => {
  const made = hostAndObjects();
  const provided = {};
  for (const [interfaceName, functions] of supplied()) {
    const own = functions.filter((name) => has(made, interfaceName, name));
    if (own.length > 0) provided[interfaceName] = own;
  }
  const text = `${JSON.stringify(provided, null, 2)}\n`;
  if (process.env.BLESS) writeFileSync(PROVIDED, text);
  assert.equal(readFileSync(PROVIDED, "utf8"), text, "provided.json is not up to date: BLESS=1 writes it");
});
