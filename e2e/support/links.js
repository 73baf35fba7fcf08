// Share links written from the format's description alone (`shared/src/project/link.rs`).
import { deflateRawSync, gzipSync } from "node:zlib";

/** The fragment (without `#`) that holds a project; it does without the dictionary. @param {Record<string, Buffer>} project */
export function linkOf(project) {
  const paths = Object.keys(project).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const plain = Buffer.concat(paths.flatMap((path) => [Buffer.from(path), project[path]].flatMap((part) => [leb128(part.length), part])));
  // A gzip file ends with the checksum that a link begins with, and with its length (RFC 1952 §2.3.1).
  const checksum = gzipSync(plain).subarray(-8, -4);
  return `v1.${Buffer.concat([checksum, deflateRawSync(plain)]).toString("base64url")}`;
}

function leb128(length) {
  const bytes = [];
  for (; length >= 0x80; length >>>= 7) bytes.push((length & 0x7f) | 0x80);
  return Buffer.from([...bytes, length]);
}
