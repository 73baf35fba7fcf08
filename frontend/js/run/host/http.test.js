// Outgoing requests: recorded answers, denials, live ones.
import assert from "node:assert/strict";
import { test } from "node:test";
import "./shim-for-tests.js";
import { Ending } from "../ending.js";

const { createHttp } = await import("./http.js");

const text = (string) => new TextEncoder().encode(string);
const nothing = (operation) => assert.throws(operation, (error) => error === undefined);
const thrown = (expected, operation) => assert.throws(operation, (error) => {
  assert.deepEqual(error, expected);
  return true;
});

const RECORDED = [{
  method: "GET", url: "https://api.example.com/v1/x?q=1", status: 201,
  headers: [["X-B", "ä"], ["X-A", "1"], ["x-b", "2"]], body: text("hello"),
}];

/** A host that denies what is in `denied`, and how to make a request of it. */
function host({ denied = [], sendLive = null } = {}) {
  const ledger = { check: (_, { method, scheme, host, path }) => !denied.includes(`${method} ${scheme}://${host}${path}`) };
  const made = createHttp(RECORDED, ledger, new Ending(), sendLive);
  const types = made["wasi:http/types"];
  const { handle } = made["wasi:http/outgoing-handler"];
  const request = (authority, path, { method = { tag: "get" }, headers = [], scheme } = {}) => {
    const request = new types.OutgoingRequest(types.Fields.fromList(headers));
    request.setMethod(method);
    request.setScheme(scheme);
    request.setAuthority(authority);
    request.setPathWithQuery(path);
    return request;
  };
  return { types, handle, request };
}

test("a recorded answer comes at once and whole, and each of its parts once", () => {
  const { types, handle, request } = host();
  const future = handle(request("API.example.com:443", "/v1/x?q=1"), undefined);
  assert.equal(future.subscribe().ready(), true);
  const { tag, val: { val: response } } = future.get();
  assert.equal(tag, "ok");
  assert.deepEqual(future.get(), { tag: "err" });
  assert.equal(response.status(), 201);
  assert.deepEqual(response.headers().entries(), [["x-b", text("ä")], ["x-a", text("1")], ["x-b", text("2")]]);
  const body = response.consume();
  nothing(() => response.consume());
  const stream = body.stream();
  nothing(() => body.stream());
  assert.deepEqual(stream.blockingRead(100n), text("hello"));
  thrown({ tag: "closed" }, () => stream.blockingRead(1n));
  const trailers = types.IncomingBody.finish(body);
  assert.deepEqual(trailers.get(), { tag: "ok", val: { tag: "ok", val: undefined } });
  assert.deepEqual(trailers.get(), { tag: "err" });
});

test("requests that get no answer say why", () => {
  const { handle, request } = host({ denied: ["GET http://secret.example/"] });
  const none = (message) => ({ tag: "internal-error", val: message });
  thrown(none("no recorded answer for GET https://api.example.com/v1/x; live requests are off"), () => handle(request("api.example.com", "/v1/x")));
  thrown(none("no recorded answer for QUERY https://api.example.com:8443/; live requests are off"), () =>
    handle(request("api.example.com:8443", undefined, { method: { tag: "other", val: "QUERY" } })));
  thrown({ tag: "HTTP-request-denied" }, () => handle(request("secret.example", "/", { scheme: { tag: "HTTP" } })));
  thrown({ tag: "HTTP-request-URI-invalid" }, () => handle(request(undefined, "/")));
  thrown({ tag: "HTTP-protocol-error" }, () => handle(request("a.example", "/", { scheme: { tag: "other", val: "ftp" } })));
});

test("parts of a request are checked when they are set", () => {
  const { types, request } = host();
  const made = request("a.example", "/");
  nothing(() => made.setMethod({ tag: "other", val: "no method" }));
  nothing(() => made.setScheme({ tag: "other", val: "" }));
  nothing(() => made.setAuthority("user@host"));
  nothing(() => made.setPathWithQuery("x"));
  assert.deepEqual([made.method(), made.scheme(), made.authority(), made.pathWithQuery()], [{ tag: "get" }, undefined, "a.example", "/"]);
  thrown({ tag: "immutable" }, () => made.headers().delete("x"));
  const response = new types.OutgoingResponse(new types.Fields());
  nothing(() => response.setStatusCode(99));
  response.setStatusCode(404);
  assert.equal(response.statusCode(), 404);
});

test("a body is written once, and is as long as was said", () => {
  const { types, request } = host();
  const made = request("a.example", "/", { headers: [["Content-Length", text("3")]] });
  const body = made.body();
  nothing(() => made.body());
  const stream = body.write();
  nothing(() => body.write());
  stream.checkWrite();
  stream.write(text("four"));
  thrown({ tag: "HTTP-request-body-size", val: 4n }, () => types.OutgoingBody.finish(body, undefined));
  thrown({ tag: "closed" }, () => stream.checkWrite());
});

test("a live request waits for its body, and its answer is waited for", async () => {
  const asked = [];
  const sendLive = async (request) => {
    asked.push(request);
    return { response: { status: 200, headers: [["connection", text("close")], ["X-A", text("1")]], body: text("live") } };
  };
  const { types, handle, request } = host({ sendLive });
  const made = request("a.example", "/p", { method: { tag: "post" }, headers: [["x", text("y")]] });
  const options = new types.RequestOptions();
  options.setFirstByteTimeout(1_500_001n);
  const body = made.body();
  const future = handle(made, options);
  assert.equal(future.get(), undefined);
  const stream = body.write();
  stream.checkWrite();
  stream.write(text("body"));
  types.OutgoingBody.finish(body, undefined);
  await future.subscribe().block();
  assert.deepEqual(asked, [{ method: "POST", url: "https://a.example/p", headers: [["x", text("y")]], body: text("body"), connectMs: null, firstByteMs: 2 }]);
  const response = future.get().val.val;
  assert.deepEqual(response.headers().entries(), [["x-a", text("1")]]);
  assert.deepEqual(response.consume().stream().read(9n), text("live"));
});

test("a live request whose body is dropped is given up, and errors come as they are", async () => {
  const { handle, request } = host({ sendLive: async () => ({ error: { tag: "destination-IP-prohibited" } }) });
  const made = request("a.example", "/");
  const body = made.body();
  const future = handle(made, undefined);
  body[Symbol.dispose ?? Symbol.for("dispose")]();
  await future.subscribe().block();
  assert.deepEqual(future.get(), { tag: "ok", val: { tag: "err", val: { tag: "internal-error", val: "the request's body was dropped before it was finished" } } });
  const refused = handle(request("a.example", "/"), undefined);
  await refused.subscribe().block();
  assert.deepEqual(refused.get(), { tag: "ok", val: { tag: "err", val: { tag: "destination-IP-prohibited" } } });
});
