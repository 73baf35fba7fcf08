// Components made byte by byte: one as large as asked for, and one whose names attack the page.

const utf8 = (text) => [...Buffer.from(text)];

function leb(value) {
  const bytes = [];
  do {
    bytes.push((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
    value >>>= 7;
  } while (value > 0);
  return bytes;
}

const section = (id, content) => Buffer.concat([Buffer.from([id, ...leb(content.length)]), content]);
const named = (text) => [...leb(Buffer.byteLength(text)), ...utf8(text)];
const custom = (name, content) => section(0, Buffer.concat([Buffer.from(named(name)), content]));

const MODULE = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
const COMPONENT = Buffer.from([0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0]);

/** A number that takes five bytes as LEB128, so that all bodies are of one size. */
function constant(value) {
  return [0x41, ...[0, 7, 14, 21].map((shift) => ((value >>> shift) & 0x7f) | 0x80), 0];
}

/** A Rust symbol of a function in one of a few crates. */
function symbol(index) {
  const crate = ["core", "alloc", "std", "serde_json", "regex"][index % 5];
  const name = `function${index}`;
  return `_ZN${crate.length}${crate}${name.length}${name}17h0123456789abcdefE`;
}

/**
 * A valid component of about `bytes`: one module of functions with names, each a few hundred bytes.
 * In the body of function `i` the first constant is `i`, and all others are 7.
 * @param {number} bytes
 */
export function largeComponent(bytes) {
  const CONSTANTS = 65;
  const bodySize = 2 + CONSTANTS * 7;
  const count = Math.ceil(bytes / (bodySize + 50));
  const bodies = Buffer.alloc(count * (bodySize + 2));
  const filler = [...constant(7), 0x1a];
  for (let index = 0, at = 0; index < count; index++) {
    const body = [...leb(bodySize), 0, ...constant(index), 0x1a];
    bodies.set(body, at);
    at += body.length;
    for (let other = 1; other < CONSTANTS; other++, at += filler.length) bodies.set(filler, at);
    bodies[at++] = 0x0b;
  }
  const names = Buffer.from(Array.from({ length: count }, (_, index) => [...leb(index), ...named(symbol(index))]).flat());
  const module = Buffer.concat([
    MODULE,
    section(1, Buffer.from([1, 0x60, 0, 0])),
    section(3, Buffer.concat([Buffer.from(leb(count)), Buffer.alloc(count)])),
    section(10, Buffer.concat([Buffer.from(leb(count)), bodies])),
    custom("name", section(1, Buffer.concat([Buffer.from(leb(count)), names]))),
  ]);
  return { bytes: Buffer.concat([COMPONENT, section(1, module)]), functions: count };
}

/** A component whose every name is markup. @param {string} markup */
export function hostileComponent(markup) {
  const name = (id, text) => section(id, Buffer.from([1, 0, ...named(text)]));
  const module = Buffer.concat([
    MODULE,
    section(1, Buffer.from([1, 0x60, 0, 0])),
    section(3, Buffer.from([1, 0])),
    section(7, Buffer.from([1, ...named(markup), 0, 0])),
    section(10, Buffer.from([1, 2, 0, 0x0b])),
    custom("name", Buffer.concat([section(0, Buffer.from(named(markup))), name(1, markup)])),
    custom("producers", Buffer.from([1, ...named("language"), 1, ...named(markup), ...named(markup)])),
    custom(markup, Buffer.from(markup)),
  ]);
  return Buffer.concat([COMPONENT, section(1, module), custom(markup, Buffer.from(markup))]);
}
