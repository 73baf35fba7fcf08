// How long each core instruction is: enough to walk a function body without understanding it.
import { skipValueType } from "./wasm-binary.js";

/** What follows an opcode: n numbers, a memory argument, a block type, or one of the odd ones. */
const NUMBERS = new Map([
  [0x0c, 1], [0x0d, 1], [0x10, 1], [0x11, 2], [0x12, 1], [0x13, 2], [0x14, 1], [0x15, 1], [0x08, 1],
  [0x20, 1], [0x21, 1], [0x22, 1], [0x23, 1], [0x24, 1], [0x25, 1], [0x26, 1],
  [0x3f, 1], [0x40, 1], [0x41, 1], [0x42, 1], [0xd0, 1], [0xd2, 1], [0xd5, 1], [0xd6, 1],
]);
const BLOCKS = new Set([0x02, 0x03, 0x04]);

/** Numbers after a 0xfc opcode. */
const MISC = [0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1];

/** A function that passes over the reader's next instruction and answers its opcode. */
export function instructionReader(reader) {
  return () => {
    const opcode = reader.byte();
    if (NUMBERS.has(opcode)) {
      for (let count = NUMBERS.get(opcode); count > 0; count -= 1) reader.skipNumber();
    } else if (BLOCKS.has(opcode)) {
      skipBlockType(reader);
    } else if (opcode >= 0x28 && opcode <= 0x3e) {
      skipMemoryArgument(reader);
    } else if (opcode === 0x0e) {
      for (let targets = reader.unsigned() + 1; targets > 0; targets -= 1) reader.skipNumber();
    } else if (opcode === 0x1c) {
      for (let types = reader.unsigned(); types > 0; types -= 1) skipValueType(reader);
    } else if (opcode === 0x43) {
      reader.skip(4);
    } else if (opcode === 0x44) {
      reader.skip(8);
    } else if (opcode === 0x1f) {
      skipTryTable(reader);
    } else if (opcode === 0xfc) {
      const sub = reader.unsigned();
      if (sub >= MISC.length) throw new SyntaxError(`instruction 0xfc ${sub} is not known`);
      for (let count = MISC[sub]; count > 0; count -= 1) reader.skipNumber();
    } else if (opcode === 0xfd) {
      skipVector(reader);
    } else if (opcode === 0xfe) {
      const sub = reader.unsigned();
      if (sub === 0x03) reader.skip(1);
      else skipMemoryArgument(reader);
    } else if (!isPlain(opcode)) {
      throw new SyntaxError(`instruction 0x${opcode.toString(16)} is not known`);
    }
    return opcode;
  };
}

/** Opcodes with nothing after them. */
function isPlain(opcode) {
  return opcode <= 0x01 || opcode === 0x05 || opcode === 0x0a || opcode === 0x0b || opcode === 0x0f ||
    opcode === 0x1a || opcode === 0x1b || (opcode >= 0x45 && opcode <= 0xc4) || opcode === 0xd1 || opcode === 0xd3 || opcode === 0xd4;
}

/** Empty, a value type, or a type index: a signed number whose first byte may be a reference's. */
function skipBlockType(reader) {
  const byte = reader.bytes[reader.offset];
  if (byte === 0x63 || byte === 0x64) skipValueType(reader);
  else reader.skipNumber();
}

/** Alignment (with a memory index when bit 6 is set) and offset. */
function skipMemoryArgument(reader) {
  const alignment = reader.unsigned();
  if (alignment & 0x40) reader.skipNumber();
  reader.skipNumber();
}

function skipTryTable(reader) {
  skipBlockType(reader);
  for (let catches = reader.unsigned(); catches > 0; catches -= 1) {
    const kind = reader.byte();
    reader.skipNumber();
    if (kind <= 1) reader.skipNumber();
  }
}

function skipVector(reader) {
  const sub = reader.unsigned();
  if (sub <= 11 || sub === 92 || sub === 93) {
    skipMemoryArgument(reader);
  } else if (sub === 12 || sub === 13) {
    reader.skip(16);
  } else if (sub >= 21 && sub <= 34) {
    reader.skip(1);
  } else if (sub >= 84 && sub <= 91) {
    skipMemoryArgument(reader);
    reader.skip(1);
  }
}
