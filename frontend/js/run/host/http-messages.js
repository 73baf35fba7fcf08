// Messages of `wasi:http/types` that a guest makes: requests, their options, responses, bodies.
import { isAuthority, isPathWithQuery, isScheme } from "./http-address.js";
import { isToken } from "./http-fields.js";
import { BytesWriter } from "./memory-streams.js";

const symbolDispose = Symbol.dispose ?? Symbol.for("dispose");

/** What the body of one request may hold (`http-request-bytes`), as on the server. */
const REQUEST_BYTES = 8 << 20;

/** Thrown where a result's error has no payload. */
const NOTHING = undefined;

/** A body that the guest writes. */
export class OutgoingBody {
  #writer = new BytesWriter((bytes) => {
    if (this.#writer.length + bytes > REQUEST_BYTES) throw new Error(`the limit \`http-request-bytes\` (${REQUEST_BYTES}) was met`);
  });
  #isStreamTaken = false;
  #isOver = false;
  #announced;
  #end;
  /** What was written, once it is finished; null when it was dropped before. @type {Promise<Uint8Array | null>} */
  whole = new Promise((resolve) => (this.#end = resolve));

  /** @param {bigint | null} announced the length that its headers tell */
  constructor(announced) {
    this.#announced = announced;
  }

  write() {
    if (this.#isStreamTaken) throw NOTHING;
    this.#isStreamTaken = true;
    return this.#writer.stream();
  }

  static finish(body) {
    const bytes = body.#over();
    const length = BigInt(bytes.length);
    if (body.#announced !== null && body.#announced !== length) {
      body.#end(null);
      throw { tag: "HTTP-request-body-size", val: length };
    }
    body.#end(bytes);
  }

  [symbolDispose]() {
    if (this.#isOver) return;
    this.#over();
    this.#end(null);
  }

  #over() {
    this.#isOver = true;
    return this.#writer.take();
  }
}

class OutgoingMessage {
  /** The headers, which cannot be changed any more. */
  fields;
  /** The body, when the guest asked for it. @type {OutgoingBody | null} */
  content = null;

  constructor(headers) {
    this.fields = headers.freeze();
  }

  headers() {
    return this.fields.frozen();
  }

  body() {
    if (this.content) throw NOTHING;
    this.content = new OutgoingBody(this.fields.contentLength);
    return this.content;
  }
}

/** A request in the making. */
export class OutgoingRequest extends OutgoingMessage {
  #method = { tag: "get" };
  #scheme;
  #authority;
  #pathWithQuery;

  method() {
    return this.#method;
  }

  setMethod(method) {
    if (method.tag === "other" && !isToken(method.val)) throw NOTHING;
    this.#method = method;
  }

  pathWithQuery() {
    return this.#pathWithQuery;
  }

  setPathWithQuery(pathWithQuery) {
    if (pathWithQuery !== undefined && !isPathWithQuery(pathWithQuery)) throw NOTHING;
    this.#pathWithQuery = pathWithQuery;
  }

  scheme() {
    return this.#scheme;
  }

  setScheme(scheme) {
    if (scheme?.tag === "other" && !isScheme(scheme.val)) throw NOTHING;
    this.#scheme = scheme;
  }

  authority() {
    return this.#authority;
  }

  setAuthority(authority) {
    if (authority !== undefined && !isAuthority(authority)) throw NOTHING;
    this.#authority = authority;
  }
}

/** An answer in the making. Nobody sends a guest requests here, so it goes nowhere. */
export class OutgoingResponse extends OutgoingMessage {
  #status = 200;

  statusCode() {
    return this.#status;
  }

  setStatusCode(status) {
    if (status < 100 || status > 999) throw NOTHING;
    this.#status = status;
  }
}

/** Times a guest sets, in nanoseconds. */
export class RequestOptions {
  #connect;
  #firstByte;
  #betweenBytes;

  connectTimeout() {
    return this.#connect;
  }

  setConnectTimeout(duration) {
    this.#connect = duration;
  }

  firstByteTimeout() {
    return this.#firstByte;
  }

  setFirstByteTimeout(duration) {
    this.#firstByte = duration;
  }

  betweenBytesTimeout() {
    return this.#betweenBytes;
  }

  setBetweenBytesTimeout(duration) {
    this.#betweenBytes = duration;
  }
}
