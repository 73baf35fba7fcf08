// Which hosts a guest's live request may name: public ones. What a name resolves to no page is told.

/** First address and prefix length, as on the server (`outbound/address.rs`). */
const NOT_PUBLIC_V4 = [
  ["0.0.0.0", 8], ["10.0.0.0", 8], ["100.64.0.0", 10], ["127.0.0.0", 8], ["169.254.0.0", 16],
  ["172.16.0.0", 12], ["192.0.0.0", 24], ["192.0.2.0", 24], ["192.88.99.0", 24], ["192.168.0.0", 16],
  ["198.18.0.0", 15], ["198.51.100.0", 24], ["203.0.113.0", 24], ["224.0.0.0", 4], ["240.0.0.0", 4],
];
const NOT_PUBLIC_V6 = [["2001::", 23], ["2001:db8::", 32], ["2002::", 16], ["3fff::", 20]];
/** The last 32 bits are an IPv4 address: mapped ones, and NAT64's well-known prefix. */
const STANDS_FOR_V4 = [["::ffff:0:0", 96], ["64:ff9b::", 96]];

/** Names that are never looked up on the public internet. */
const LOCAL_NAME = /(?:^|\.)(?:localhost|local|internal|home\.arpa)$/;

/**
 * @param {string} hostname as `URL` gives it: addresses in their normal form, IPv6 in brackets
 * @returns {boolean}
 */
export function isPublicHost(hostname) {
  if (hostname.startsWith("[")) return isPublicV6(bitsOfV6(hostname.slice(1, -1)));
  if (/^[0-9.]+$/.test(hostname)) return isPublicV4(bitsOfV4(hostname));
  const name = hostname.replace(/\.$/, "");
  return name.includes(".") && !LOCAL_NAME.test(name);
}

const within = (bits, width, first, length) => bits >> BigInt(width - length) === first >> BigInt(width - length);

const isPublicV4 = (bits) => !NOT_PUBLIC_V4.some(([first, length]) => within(bits, 32, bitsOfV4(first), length));

function isPublicV6(bits) {
  const isIn = ([first, length]) => within(bits, 128, bitsOfV6(first), length);
  if (STANDS_FOR_V4.some(isIn)) return isPublicV4(bits & 0xffff_ffffn);
  return isIn(["2000::", 3]) && !NOT_PUBLIC_V6.some(isIn);
}

const bitsOfV4 = (text) => text.split(".").reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);

function bitsOfV6(text) {
  const groups = (part) => (part ? part.split(":") : []);
  const [before, after] = text.split("::").map(groups);
  const zeros = after ? Array(8 - before.length - after.length).fill("0") : [];
  return [...before, ...zeros, ...(after ?? [])].reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}
