// Live requests as the page makes them: checked again, bounded, explained.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isLiveHttpAllowed, LiveRequests } from "./live-http.js";

const text = (string) => new TextEncoder().encode(string);
const SCOPES = { http: [{ method: "*", scheme: "https", host: "*", port: null, path: "/*" }] };

/** The answers to requests that a page makes with this `fetch`. */
async function answers(fetch, requests, scopes = SCOPES) {
  const before = globalThis.fetch;
  globalThis.fetch = fetch;
  try {
    return await new Promise((resolve) => {
      const got = [];
      const live = new LiveRequests(scopes, ({ number, answer }) => {
        got[number] = answer;
        if (Object.keys(got).length === requests.length) resolve(got);
      });
      for (const [number, request] of requests.entries()) {
        live.take({ number, request: { method: "GET", headers: [], body: text(""), connectMs: null, firstByteMs: null, ...request } });
      }
    });
  } finally {
    globalThis.fetch = before;
  }
}
const never = () => assert.fail("no request goes out");

test("a request goes out as it is, and its answer comes whole", async () => {
  const asked = [];
  const fetch = async (url, options) => {
    asked.push({ url, ...options, signal: undefined });
    return new Response("hello", { status: 418, headers: { "content-encoding": "gzip", "content-length": "3", "X-A": "\u00e4" } });
  };
  const [answer] = await answers(fetch, [{ url: "https://api.example.com/v1?q=1", method: "POST", headers: [["x", Uint8Array.of(0xe4)]], body: text("hi") }]);
  assert.deepEqual(asked, [{
    url: "https://api.example.com/v1?q=1", method: "POST", headers: [["x", "ä"]], body: text("hi"), credentials: "omit",
    redirect: "manual", referrerPolicy: "no-referrer", cache: "no-store", signal: undefined,
  }]);
  assert.equal(answer.response.status, 418);
  assert.deepEqual(answer.response.body, text("hello"));
  assert.deepEqual(answer.response.headers.filter(([name]) => name !== "content-type"), [["x-a", Uint8Array.of(0xe4)]]);
});

test("what the policy or the address forbids never goes out", async () => {
  const [denied, local, wrong] = await answers(never, [
    { url: "http://api.example.com/" }, { url: "https://127.1/" }, { url: "https://user@api.example.com/" },
  ]);
  assert.deepEqual(denied, { error: { tag: "HTTP-request-denied" } });
  assert.deepEqual(local, { error: { tag: "destination-IP-prohibited" } });
  assert.deepEqual(wrong, { error: { tag: "HTTP-request-URI-invalid" } });
});

test("a run makes so many requests and no more", async () => {
  const all = await answers(async () => new Response(""), Array.from({ length: 101 }, () => ({ url: "https://a.example/" })));
  assert.equal(all.filter(({ response }) => response).length, 100);
  assert.deepEqual(all.find(({ error }) => error), { error: { tag: "internal-error", val: "the limit `http-requests` (100) was met" } });
});

test("answers that are too large, too late or kept back", async () => {
  const large = () => new Response(new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1 << 20)) }));
  const late = (_, { signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  const [tooLarge] = await answers(async () => large(), [{ url: "https://a.example/" }]);
  assert.deepEqual(tooLarge, { error: { tag: "HTTP-response-body-size", val: 8_388_608n } });
  const [tooLate] = await answers(late, [{ url: "https://a.example/", firstByteMs: 5 }]);
  assert.deepEqual(tooLate, { error: { tag: "HTTP-response-timeout" } });
  const [kept] = await answers(async () => { throw new TypeError("Failed to fetch"); }, [{ url: "https://a.example/x" }]);
  assert.match(kept.error.val, /a\.example .*\(CORS\)\. Failed to fetch$/);
  const redirect = Object.defineProperty(new Response(""), "type", { value: "opaqueredirect" });
  const [elsewhere] = await answers(async () => redirect, [{ url: "https://a.example/x" }]);
  assert.match(elsewhere.error.val, /redirect/);
});

test("only a server that says so allows live requests", async () => {
  globalThis.document = { baseURI: "https://diptych.example/" };
  const before = globalThis.fetch;
  for (const [answer, expected] of [
    [async () => Response.json({ live_http: true }), true],
    [async () => Response.json({ live_http: false }), false],
    [async () => Response.json({}), false],
    [async () => new Response("", { status: 404 }), false],
    [async () => { throw new TypeError("away"); }, false],
  ]) {
    globalThis.fetch = answer;
    assert.equal(await isLiveHttpAllowed(), expected);
  }
  globalThis.fetch = before;
  delete globalThis.document;
});
