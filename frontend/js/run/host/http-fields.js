// `fields` of `wasi:http/types`: headers and trailers, in the order they were given, with lower-case names.

/** What the fields of one resource may hold (`header-bytes`), as on the server. */
const HEADER_BYTES = 128 << 10;
/** What a field costs beside its name and value, so that empty ones are bounded too. */
const FIELD_BYTES = 32;

/** Names that say how messages are carried, which is the host's business. */
const FORBIDDEN = new Set([
  "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection",
  "transfer-encoding", "upgrade", "host", "http2-settings",
]);

const U64_MAX = (1n << 64n) - 1n;
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

const encoder = new TextEncoder();
const latin1 = new TextDecoder("latin1");

/** Whether this is a token of RFC 9110, which methods and field names are. @param {string} text */
export const isToken = (text) => TOKEN.test(text);

/** ASCII letters in lower case, others as they are. @param {string} text */
export const asciiLower = (text) => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

/** The length of a body that a `content-length` value tells; null when it tells none. */
function lengthOf(value) {
  const text = latin1.decode(value);
  if (!/^[0-9]+$/.test(text)) return null;
  const digits = text.replace(/^0+(?=.)/, "");
  if (digits.length > 20 || BigInt(digits) > U64_MAX) return null;
  return BigInt(digits);
}

function isValue(name, value) {
  const isText = value.every((byte) => (byte >= 32 && byte !== 127) || byte === 9);
  return isText && (name !== "content-length" || lengthOf(value) !== null);
}

/** The fields of a message, or of one in the making. */
export class Fields {
  /** @type {[string, Uint8Array][]} */
  #entries = [];
  #isImmutable = false;
  #ending;

  /** @param {import("../ending.js").Ending} ending is told when they hold too much */
  constructor(ending) {
    this.#ending = ending;
  }

  /** Whether a guest may neither set nor see fields of this name. */
  static isForbidden(name) {
    return FORBIDDEN.has(asciiLower(name));
  }

  /** Becomes the fields of a message that came, as they are, never to be changed. */
  receive(entries) {
    this.#entries = entries.map(([name, value]) => [asciiLower(name), typeof value === "string" ? encoder.encode(value) : value]);
    return this.freeze();
  }

  /** Makes them unchangeable for ever. */
  freeze() {
    this.#isImmutable = true;
    return this;
  }

  /** A copy for whom only looks. */
  frozen() {
    return this.clone().freeze();
  }

  /** What `content-length` says. @returns {bigint | null} */
  get contentLength() {
    const [value] = this.get("content-length");
    return value ? lengthOf(value) : null;
  }

  get(name) {
    const wanted = asciiLower(name);
    return this.#entries.filter(([other]) => other === wanted).map(([, value]) => value);
  }

  has(name) {
    return this.get(name).length > 0;
  }

  /** Replaces all fields of a name, at the end of the order. */
  set(name, values) {
    const key = this.#changeable(name);
    const isSecondLength = key === "content-length" && values.length > 1;
    if (isSecondLength || !values.every((value) => isValue(key, value))) throw { tag: "invalid-syntax" };
    this.#entries = this.#entries.filter(([other]) => other !== key);
    for (const value of values) this.#entries.push([key, value]);
    this.#bound();
  }

  delete(name) {
    const key = this.#changeable(name);
    this.#entries = this.#entries.filter(([other]) => other !== key);
  }

  append(name, value) {
    const key = this.#changeable(name);
    // Two lengths would leave it open where a body ends.
    const isSecondLength = key === "content-length" && this.has(key);
    if (isSecondLength || !isValue(key, value)) throw { tag: "invalid-syntax" };
    this.#entries.push([key, value]);
    this.#bound();
  }

  /** @returns {[string, Uint8Array][]} */
  entries() {
    return this.#entries.map(([name, value]) => [name, value]);
  }

  /** A copy that can be changed. */
  clone() {
    const copy = new Fields(this.#ending);
    copy.#entries = this.entries();
    return copy;
  }

  /** The name in lower case, when fields of that name may be changed here. */
  #changeable(name) {
    if (!isToken(name)) throw { tag: "invalid-syntax" };
    const key = asciiLower(name);
    if (FORBIDDEN.has(key)) throw { tag: "forbidden" };
    if (this.#isImmutable) throw { tag: "immutable" };
    return key;
  }

  #bound() {
    const size = this.#entries.reduce((sum, [name, value]) => sum + name.length + value.length + FIELD_BYTES, 0);
    if (size > HEADER_BYTES) this.#ending.limit("header-bytes", HEADER_BYTES);
  }
}
