// The page's side of live HTTP requests: it makes them for a run, as far as everybody allows them.
import { addressOf } from "../run/host/http-address.js";
import { Ledger } from "../run/ledger.js";
import { isPublicHost } from "./public-host.js";

/** Live requests of one run (`http-requests`), as on the server. */
const REQUESTS = 100;
/** The largest body of an answer (`http-response-bytes`), as on the server. */
const RESPONSE_BYTES = 8 << 20;
/** The time of one request, from name to last byte (`http-time-ms`), as on the server. */
const TIME_MS = 10_000;
/** Requests under way at once; more wait. */
const AT_ONCE = 6;
/** How long the server may take to say whether live requests are on. */
const ASK_MS = 3_000;

const internal = (why) => ({ error: { tag: "internal-error", val: why } });
const latin1 = new TextDecoder("latin1");
const utf8 = new TextEncoder();

/** Whether the server's operator allows live requests; no server, no live requests. @returns {Promise<boolean>} */
export async function isLiveHttpAllowed() {
  try {
    const response = await fetch(new URL("api/v1/health", document.baseURI), { signal: AbortSignal.timeout(ASK_MS) });
    return response.ok && (await response.json()).live_http === true;
  } catch {
    return false;
  }
}

/** The requests of one run. The run's worker has checked the policy; a worker that a guest broke into has not. */
export class LiveRequests {
  #ledger;
  #answer;
  #over = new AbortController();
  #made = 0;
  #turns = Array.from({ length: AT_ONCE }, () => Promise.resolve());

  /**
   * @param {Record<string, any[]>} scopes `policy_scopes` of the run's policy
   * @param {(message: {number: number, answer: any}) => void} answer tells the worker
   */
  constructor(scopes, answer) {
    this.#ledger = new Ledger(scopes);
    this.#answer = answer;
  }

  /** Makes what the worker asks for. @param {{number: number, request: import("../run/host/http.js").LiveRequest}} message */
  take({ number, request }) {
    if (this.#over.signal.aborted) return;
    const turn = this.#made % AT_ONCE;
    const refusal = this.#refusal(request);
    if (refusal) return this.#answer({ number, answer: refusal });
    this.#turns[turn] = this.#turns[turn].then(async () => {
      if (this.#over.signal.aborted) return;
      const answer = await this.#send(request);
      if (!this.#over.signal.aborted) this.#answer({ number, answer });
    });
  }

  /** The run is over: what is under way is given up. */
  end() {
    this.#over.abort();
  }

  #refusal({ method, url }) {
    if (this.#made >= REQUESTS) return internal(`the limit \`http-requests\` (${REQUESTS}) was met`);
    this.#made += 1;
    const [, scheme, authority, path] = /^(https?):\/\/([^/?#]*)([^#]*)$/.exec(url) ?? [];
    const address = scheme && addressOf(method, scheme, authority, path);
    if (!address || !URL.canParse(address.url)) return { error: { tag: "HTTP-request-URI-invalid" } };
    if (!this.#ledger.check("http", address.scope)) return { error: { tag: "HTTP-request-denied" } };
    if (!isPublicHost(new URL(address.url).hostname)) return { error: { tag: "destination-IP-prohibited" } };
    return null;
  }

  async #send({ method, url, headers, body, connectMs, firstByteMs }) {
    const late = new AbortController();
    const timers = [setTimeout(() => late.abort(), TIME_MS)];
    if (firstByteMs !== null) timers.push(setTimeout(() => late.abort(), (connectMs ?? 0) + firstByteMs));
    const signal = AbortSignal.any([this.#over.signal, late.signal]);
    try {
      const response = await fetch(url, {
        method,
        headers: headers.map(([name, value]) => [name, latin1.decode(value)]),
        body: body.length > 0 ? body : undefined,
        credentials: "omit",
        redirect: "manual",
        referrerPolicy: "no-referrer",
        cache: "no-store",
        signal,
      });
      clearTimeout(timers[1]);
      if (response.type === "opaqueredirect") return internal("the answer is a redirect, and a browser tells a page neither its status nor where it leads");
      return await received(response);
    } catch (error) {
      if (late.signal.aborted) return { error: { tag: "HTTP-response-timeout" } };
      return internal(`the browser made no such request, or keeps the answer from this page: ${new URL(url).host} cannot be reached, or does not allow this page to read it (CORS). ${error.message}`);
    } finally {
      timers.forEach(clearTimeout);
    }
  }
}

/** A whole answer, if it is not too large. */
async function received(response) {
  const chunks = [];
  let length = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true };
    if (done) break;
    length += value.length;
    if (length > RESPONSE_BYTES) {
      void reader.cancel().catch(() => {});
      return { error: { tag: "HTTP-response-body-size", val: BigInt(RESPONSE_BYTES) } };
    }
    chunks.push(value);
  }
  const body = new Uint8Array(await new Blob(chunks).arrayBuffer());
  // The browser has decoded the body: its own length and coding are gone.
  const isDecoded = response.headers.has("content-encoding");
  const headers = [...response.headers]
    .filter(([name]) => !isDecoded || (name !== "content-encoding" && name !== "content-length"))
    .map(([name, value]) => [name, bytesOf(value)]);
  return { response: { status: response.status, headers, body } };
}

/** A header's value as it was sent: a browser shows each byte as one character. */
function bytesOf(value) {
  return /^[\0-\u00ff]*$/.test(value) ? Uint8Array.from(value, (character) => character.charCodeAt(0)) : utf8.encode(value);
}
