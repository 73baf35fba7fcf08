// `wasi:http`: outgoing requests, answered from the run's recorded answers, or live by the page.
//
// Making a request needs nothing, sending it needs `http METHOD SCHEME://HOST[:PORT]/PATH`. The first
// recorded answer for the method and the URL (query included) is the answer, at once and whole.
// Without one a request fails, unless the run is live and the server's operator allows live requests.
import { addressOf } from "./http-address.js";
import { FutureIncomingResponse, IncomingBody, IncomingResponse } from "./http-answers.js";
import { Fields } from "./http-fields.js";
import { OutgoingBody, OutgoingRequest, OutgoingResponse, RequestOptions } from "./http-messages.js";

/**
 * A request as the page makes it; times in milliseconds, null for the page's own bound.
 * @typedef {{method: string, url: string, headers: [string, Uint8Array][], body: Uint8Array,
 *   connectMs: number | null, firstByteMs: number | null}} LiveRequest
 */
/**
 * Its answer, or an error code of `wasi:http`.
 * @typedef {{response: {status: number, headers: [string, Uint8Array][], body: Uint8Array}}
 *   | {error: {tag: string, val?: any}}} LiveAnswer
 */

/**
 * @param {{method: string, url: string, status: number, headers: [string, string][], body: Uint8Array}[]} recorded
 * @param {import("../ledger.js").Ledger} ledger
 * @param {import("../ending.js").Ending} ending
 * @param {((request: LiveRequest) => Promise<LiveAnswer>) | null} sendLive null where live requests are off
 */
export function createHttp(recorded, ledger, ending, sendLive) {
  /** The answer of a sent request, or a promise of it; throws an error code. */
  function answer(request, options) {
    const method = methodName(request.method());
    const address = addressed(request, method);
    if (!ledger.check("http", address.scope)) throw { tag: "HTTP-request-denied" };
    const known = recorded.find((known) => known.method === method && known.url === address.url);
    if (known) {
      const headers = new Fields(ending).receive(known.headers);
      return { tag: "ok", val: new IncomingResponse(known.status, headers, known.body) };
    }
    if (!sendLive) {
      throw { tag: "internal-error", val: `no recorded answer for ${method} ${address.url}; live requests are off` };
    }
    return live(request, options, method, address.url);
  }

  async function live(request, options, method, url) {
    const body = request.content ? await request.content.whole : new Uint8Array();
    if (!body) return { tag: "err", val: { tag: "internal-error", val: "the request's body was dropped before it was finished" } };
    const headers = request.fields.entries();
    const connectMs = milliseconds(options?.connectTimeout());
    const firstByteMs = milliseconds(options?.firstByteTimeout());
    const { response, error } = await sendLive({ method, url, headers, body, connectMs, firstByteMs });
    if (error) return { tag: "err", val: error };
    const received = new Fields(ending).receive(response.headers.filter(([name]) => !Fields.isForbidden(name)));
    return { tag: "ok", val: new IncomingResponse(response.status, received, response.body) };
  }

  return {
    "wasi:http/types": {
      Fields: class extends Fields {
        constructor() {
          super(ending);
        }

        static fromList(entries) {
          const fields = new Fields(ending);
          for (const [name, value] of entries) fields.append(name, value);
          return fields;
        }
      },
      OutgoingRequest,
      OutgoingResponse,
      OutgoingBody,
      RequestOptions,
      IncomingBody,
      IncomingRequest,
      IncomingResponse,
      ResponseOutparam,
      // No stream of this host fails for a reason that HTTP has a name for.
      httpErrorCode: () => undefined,
    },
    "wasi:http/outgoing-handler": {
      handle: (request, options) => new FutureIncomingResponse(answer(request, options)),
    },
  };
}

/** A request to the guest: nobody sends any, so there are no instances. */
class IncomingRequest {}

/** Where a guest would answer one. */
class ResponseOutparam {
  static set() {}
}

const methodName = ({ tag, val }) => (tag === "other" ? val : tag.toUpperCase());

/** Where a request goes; without a scheme, over `https`. */
function addressed(request, method) {
  const scheme = request.scheme()?.tag ?? "HTTPS";
  if (scheme === "other") throw { tag: "HTTP-protocol-error" };
  const address = addressOf(method, scheme.toLowerCase(), request.authority() ?? "", request.pathWithQuery() ?? "");
  if (!address) throw { tag: "HTTP-request-URI-invalid" };
  return address;
}

/** Whole milliseconds of a time in nanoseconds, rounded up; null when it is not set. */
const milliseconds = (nanoseconds) => (nanoseconds === undefined ? null : Number((nanoseconds + 999_999n) / 1_000_000n));
