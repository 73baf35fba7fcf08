// Reads and writes links of format 1 (`shared/src/project/link.rs`), for pages that are too small for the codec.
//
// What Rust says of a damaged link is said here, too: `shared/tests/links/vectors.json` holds both to it.
import { fromBase64, toBase64 } from "../base64.js";
import { crc32 } from "./crc32.js";

/** The newest format that is read here. */
const VERSION = 1;
/** The most bytes a project in a link may unpack to (limit `link-project-bytes`). */
export const LINK_PROJECT_BYTES = 4 << 20;
/** The most files of a project, and bytes of a path. */
const PROJECT_FILES = 1_000;
const PATH_BYTES = 240;
/** Compressed bytes that are unpacked at a time: at most a thousand times as many come of them. */
const STEP_BYTES = 4 << 10;
/** The most bytes of a stored block (RFC 1951 §3.2.4). */
const STORED_BYTES = 65_535;

/** @typedef {{files: Record<string, {text: string} | {base64: string}>}} Project its wire form */

/** Why a link cannot be opened, for people. */
export class LinkError extends Error {}

const damaged = (why) => new LinkError(`the link is damaged: ${why}`);
const notALink = () => damaged("it does not start with `v1.`");
const cutOff = () => damaged("its end is missing; copy the whole link");
const changed = () => damaged("a part of it was changed; copy it again");
const noProject = () => damaged("what it holds is not a project");
const tooLarge = () => new LinkError(`the link unpacks to more than ${LINK_PROJECT_BYTES} bytes (limit link-project-bytes)`);

/**
 * The project in a fragment (without `#`).
 * @param {string} fragment
 * @param {() => Promise<Uint8Array>} loadDictionary what links of format 1 refer back to
 * @returns {Promise<Project>} rejects with a `LinkError`, or with why the dictionary did not load
 */
export async function decodeLink(fragment, loadDictionary) {
  const [, digits, text] = /^v(\d+)\.(.*)$/s.exec(fragment) ?? [];
  const version = Number(digits);
  if (digits === undefined || version === 0 || version > 255) throw notALink();
  if (version > VERSION) throw new LinkError(`the link has format ${version}; this Diptych reads formats up to ${VERSION}`);
  if (text.length > 2 * LINK_PROJECT_BYTES) throw tooLarge();
  const bytes = fromBase64Url(text);
  if (bytes.length < 4) throw cutOff();
  const plain = await inflate(bytes.subarray(4), await loadDictionary());
  if (crc32(plain) !== new DataView(bytes.buffer).getUint32(0, true)) {
    throw damaged("its checksum is wrong: a part of it was changed; copy it again");
  }
  return fromPlainForm(plain);
}

/** RFC 4648 §5 without padding; the bits that fill up the last character must be zero, as Rust has it. */
function fromBase64Url(text) {
  const strange = /[^A-Za-z0-9_-]/u.exec(text);
  if (strange) throw damaged(`a link has no character '${strange[0]}'`);
  const tail = { 2: /[AQgw]$/, 3: /[AEIMQUYcgkosw048]$/ }[text.length % 4];
  if (text.length % 4 === 1 || (tail && !tail.test(text))) throw cutOff();
  return fromBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
}

async function inflate(compressed, dictionary) {
  const stream = new DecompressionStream("deflate-raw");
  const writer = stream.writable.getWriter();
  let isWritten = false;
  const write = async () => {
    // A stored block puts the dictionary where the stream refers back to.
    await writer.write(storedHeader(dictionary.length, false));
    await writer.write(dictionary);
    for (let at = 0; at < compressed.length; at += STEP_BYTES) await writer.write(compressed.subarray(at, at + STEP_BYTES));
    isWritten = true;
    await writer.close();
  };
  // Its failure is the reader's, too.
  write().catch(() => {});
  const reader = stream.readable.getReader();
  const chunks = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read().catch((error) => {
      // Node.js tells of a cut before all is written.
      throw isWritten && error.code !== "Z_DATA_ERROR" ? cutOff() : changed();
    });
    if (done) break;
    chunks.push(value);
    length += value.length;
    if (length > dictionary.length + LINK_PROJECT_BYTES) {
      reader.cancel().catch(() => {});
      throw tooLarge();
    }
  }
  const plain = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    plain.set(chunk, at);
    at += chunk.length;
  }
  return plain.subarray(dictionary.length);
}

function storedHeader(length, isLast) {
  return Uint8Array.of(isLast ? 1 : 0, length & 0xff, length >> 8, ~length & 0xff, (~length >> 8) & 0xff);
}

/** @param {Uint8Array} plain @returns {Project} */
function fromPlainForm(plain) {
  const files = Object.create(null);
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let at = 0;
  const part = () => {
    let length = 0;
    for (const shift of [0, 7, 14, 21]) {
      if (at >= plain.length) throw noProject();
      const byte = plain[at++];
      length |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        if (length > plain.length - at) throw noProject();
        return plain.subarray(at, at += length);
      }
    }
    throw noProject();
  };
  for (let count = 1; at < plain.length; count++) {
    const bytes = part();
    let path;
    try {
      path = text.decode(bytes);
    } catch {
      throw noProject();
    }
    if (count > PROJECT_FILES || !isPath(path, bytes.length) || path in files) throw noProject();
    const content = part();
    try {
      files[path] = { text: text.decode(content) };
    } catch {
      files[path] = { base64: toBase64([content]) };
    }
  }
  return { files };
}

/** As `check_path`. */
const isPath = (path, bytes) => bytes <= PATH_BYTES
  && path.split("/").every((segment) => !["", ".", ".."].includes(segment))
  && !/[\u0000-\u001f\u007f-\u009f\\:*?"<>|]/.test(path);

/**
 * The fragment (without `#`) that holds a project. It is not compressed: what is linked like this goes from page to
 * page, and no further.
 * @param {Project} project
 */
export function encodeLink({ files }) {
  const parts = Object.keys(files).sort(byUtf8).flatMap((path) => {
    const { text, base64 } = files[path];
    return [utf8(path), text === undefined ? fromBase64(base64) : utf8(text)];
  });
  const plain = joined(parts.flatMap((part) => [leb128(part.length), part]));
  const blocks = [];
  for (let at = 0; at === 0 || at < plain.length; at += STORED_BYTES) {
    const block = plain.subarray(at, at + STORED_BYTES);
    blocks.push(storedHeader(block.length, at + STORED_BYTES >= plain.length), block);
  }
  const checksum = new Uint8Array(4);
  new DataView(checksum.buffer).setUint32(0, crc32(plain), true);
  const text = toBase64([joined([checksum, ...blocks])]);
  return `v1.${text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
}

const utf8 = (text) => new TextEncoder().encode(text);

/** The order of Rust's strings: by code points, where JavaScript goes by UTF-16. */
function byUtf8(one, other) {
  const [a, b] = [one, other].map((text) => [...text].map((character) => character.codePointAt(0)));
  const at = a.findIndex((point, index) => point !== b[index]);
  return at < 0 ? a.length - b.length : a[at] - (b[at] ?? -1);
}

function leb128(length) {
  const bytes = [];
  for (; length >= 0x80; length >>>= 7) bytes.push((length & 0x7f) | 0x80);
  return Uint8Array.from([...bytes, length]);
}

function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
