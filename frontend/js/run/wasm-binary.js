// Reading and writing the outer structure of core modules: LEB128 numbers and sections.

/** Reads a core module's bytes from front to back. */
export class Reader {
  /** @param {Uint8Array} bytes */
  constructor(bytes, offset = 0, end = bytes.length) {
    this.bytes = bytes;
    this.offset = offset;
    this.end = end;
  }

  get done() {
    return this.offset >= this.end;
  }

  byte() {
    if (this.offset >= this.end) throw new SyntaxError("the module ends too early");
    return this.bytes[this.offset++];
  }

  /** An unsigned LEB128 number of up to 53 bits. */
  unsigned() {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
  }

  /** Passes over a LEB128 number of any size. */
  skipNumber() {
    while (this.byte() >= 0x80);
  }

  skip(count) {
    this.offset += count;
    if (this.offset > this.end) throw new SyntaxError("the module ends too early");
  }

  skipName() {
    this.skip(this.unsigned());
  }
}

/** Passes over a value type: one byte, or a reference with a heap type. @param {Reader} reader */
export function skipValueType(reader) {
  const byte = reader.byte();
  if (byte === 0x63 || byte === 0x64) reader.skipNumber();
}

/** @param {number} value @returns {number[]} unsigned LEB128 */
export function unsigned(value) {
  const bytes = [];
  do {
    const low = value % 128;
    value = Math.floor(value / 128);
    bytes.push(value > 0 ? low | 0x80 : low);
  } while (value > 0);
  return bytes;
}

const HEADER_BYTES = 8;

/** Section numbers. */
export const SECTION = { type: 1, import: 2, function: 3, memory: 5, tag: 13, global: 6, export: 7, code: 10 };
/** The order in which sections stand; custom ones (0) may stand anywhere. */
const ORDER = [1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11];

/**
 * @param {Uint8Array} module
 * @returns {{id: number, content: Uint8Array}[]}
 */
export function sectionsOf(module) {
  const reader = new Reader(module, HEADER_BYTES);
  const sections = [];
  while (!reader.done) {
    const id = reader.byte();
    const length = reader.unsigned();
    const start = reader.offset;
    reader.skip(length);
    sections.push({ id, content: module.subarray(start, start + length) });
  }
  return sections;
}

/** The module with `sections` after `module`'s own header. */
export function withSections(module, sections) {
  return concatenated([module.subarray(0, HEADER_BYTES), ...sections.flatMap(({ id, content }) =>
    [Uint8Array.from([id, ...unsigned(content.length)]), content])]);
}

/** @param {ArrayLike<number>[]} parts */
export function concatenated(parts) {
  const bytes = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/** A vector section's item count and where its items begin. */
export function vectorOf(content) {
  const reader = new Reader(content);
  const count = reader.unsigned();
  return { count, items: content.subarray(reader.offset) };
}

/** Appends one item to a vector section, making the section in its place when there is none. */
export function appendItem(sections, id, item) {
  const found = sections.find((section) => section.id === id);
  if (found) {
    const { count, items } = vectorOf(found.content);
    found.content = concatenated([unsigned(count + 1), items, item]);
    return;
  }
  const place = ORDER.indexOf(id);
  const after = sections.findIndex((section) => ORDER.indexOf(section.id) > place);
  sections.splice(after === -1 ? sections.length : after, 0, { id, content: Uint8Array.from([1, ...item]) });
}
