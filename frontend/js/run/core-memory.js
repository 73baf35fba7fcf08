// Bounding the linear memory of core modules, in a way that a refused growth can be told.
//
// A memory gets a `maximum` (`capMemory`), and every `memory.grow` of it becomes a call of an added
// function that does the same and, when the engine refuses, sets an exported global and traps
// (`instrumentGrow`). So a guest that meets the limit ends with the limit's name, as on wasmtime,
// and not with whatever its allocator makes of -1.
import { instructionReader } from "./instructions.js";
import { appendItem, concatenated, Reader, SECTION, sectionsOf, skipValueType, unsigned, vectorOf, withSections } from "./wasm-binary.js";

/** The added export: 1 after a refused growth. No name of a guest's can be meant by it twice. */
export const GROW_REFUSED = "diptych:memory-grow-refused";
export const PAGE_BYTES = 65536;
const I32 = 0x7f;
const I64 = 0x7e;

/**
 * Watches `memory.grow` of memory 0. A module that this cannot read comes back as it was: its
 * memory is capped all the same, only the outcome is then the guest's own.
 * @param {Uint8Array} module
 * @returns {Uint8Array}
 */
export function instrumentGrow(module) {
  try {
    return instrumented(module) ?? module;
  } catch (error) {
    if (error instanceof SyntaxError) return module;
    throw error;
  }
}

function instrumented(module) {
  const sections = sectionsOf(module);
  const code = sections.find(({ id }) => id === SECTION.code);
  if (!code) return null;
  const imports = importsOf(sections.find(({ id }) => id === SECTION.import)?.content);
  const memory = imports.memories[0] ?? memoriesOf(sections.find(({ id }) => id === SECTION.memory)?.content)[0];
  if (!memory || memory.isShared) return null;
  const functions = vectorOf(sections.find(({ id }) => id === SECTION.function).content).count;
  const rewritten = rewriteCode(code.content, imports.functions + functions, memory.is64);
  if (!rewritten) return null;
  const types = sections.find(({ id }) => id === SECTION.type);
  const typeIndex = countTypes(types.content);
  const globals = sections.find(({ id }) => id === SECTION.global);
  const globalIndex = imports.globals + (globals ? vectorOf(globals.content).count : 0);
  const address = memory.is64 ? I64 : I32;
  code.content = rewritten;
  appendItem(sections, SECTION.type, [0x60, 1, address, 1, address]);
  appendItem(sections, SECTION.function, unsigned(typeIndex));
  appendItem(sections, SECTION.global, [I32, 1, 0x41, 0, 0x0b]);
  const name = new TextEncoder().encode(GROW_REFUSED);
  appendItem(sections, SECTION.export, [...unsigned(name.length), ...name, 3, ...unsigned(globalIndex)]);
  appendItem(sections, SECTION.code, growFunction(globalIndex, memory.is64));
  return withSections(module, sections);
}

/** (func (param delta) (result old): grow; if it is -1, note that and trap. */
function growFunction(globalIndex, is64) {
  const body = [
    0, // no locals
    0x20, 0, 0x40, 0, 0x22, 0, // local.get 0; memory.grow; local.tee 0
    ...(is64 ? [0x42, 0x7f, 0x51] : [0x41, 0x7f, 0x46]), // const -1; eq
    0x04, 0x40, 0x41, 1, 0x24, ...unsigned(globalIndex), 0x00, 0x0b, // if; note; unreachable; end
    0x20, 0, 0x0b, // local.get 0; end
  ];
  return [...unsigned(body.length), ...body];
}

/** The code section with `memory.grow 0` replaced by `call target`; null when there is none. */
function rewriteCode(content, target) {
  const reader = new Reader(content);
  const count = reader.unsigned();
  const call = [0x10, ...unsigned(target)];
  const parts = [Uint8Array.from(unsigned(count))];
  let copied = reader.offset;
  let any = false;
  for (let index = 0; index < count; index += 1) {
    const start = reader.offset;
    const length = reader.unsigned();
    const bodyStart = reader.offset;
    const bodyEnd = bodyStart + length;
    const grows = growsIn(content, bodyStart, bodyEnd);
    reader.skip(length);
    if (grows.length === 0) continue;
    any = true;
    const body = [];
    let from = bodyStart;
    for (const [at, end] of grows) {
      body.push(content.subarray(from, at), call);
      from = end;
    }
    body.push(content.subarray(from, bodyEnd));
    const whole = concatenated(body);
    parts.push(content.subarray(copied, start), unsigned(whole.length), whole);
    copied = bodyEnd;
  }
  if (!any) return null;
  parts.push(content.subarray(copied));
  return concatenated(parts);
}

/** Where a body has `memory.grow 0`: pairs of start and end offsets. */
function growsIn(content, start, end) {
  // Most bodies have no such pair of bytes at all, whatever it would mean there.
  let at = start;
  while (at < end - 1 && !(content[at] === 0x40 && content[at + 1] === 0x00)) at += 1;
  if (at >= end - 1) return [];
  const reader = new Reader(content, start, end);
  for (let groups = reader.unsigned(); groups > 0; groups -= 1) {
    reader.skipNumber();
    skipValueType(reader);
  }
  const grows = [];
  const next = instructionReader(reader);
  while (!reader.done) {
    const opcodeAt = reader.offset;
    if (next() === 0x40 && content[opcodeAt + 1] === 0x00) grows.push([opcodeAt, reader.offset]);
  }
  return grows;
}

/** The number of types; SyntaxError for forms other than plain functions. */
function countTypes(content) {
  const reader = new Reader(content);
  const count = reader.unsigned();
  for (let index = 0; index < count; index += 1) {
    if (reader.byte() !== 0x60) throw new SyntaxError("a type that is no function");
    for (let lists = 0; lists < 2; lists += 1) {
      for (let values = reader.unsigned(); values > 0; values -= 1) skipValueType(reader);
    }
  }
  return count;
}

function memoryType(reader) {
  const flags = reader.byte();
  const start = reader.offset;
  const minimum = reader.unsigned();
  const maximum = flags & 1 ? reader.unsigned() : null;
  const pageSize = flags & 8 ? reader.unsigned() : null;
  return { flags, isShared: (flags & 2) !== 0, is64: (flags & 4) !== 0, minimum, maximum, pageSize, start };
}

function memoriesOf(content) {
  if (!content) return [];
  const reader = new Reader(content);
  return Array.from({ length: reader.unsigned() }, () => memoryType(reader));
}

/** How many functions and globals are imported, and the imported memories. */
function importsOf(content) {
  const found = { functions: 0, globals: 0, memories: [] };
  if (!content) return found;
  const reader = new Reader(content);
  for (let count = reader.unsigned(); count > 0; count -= 1) {
    reader.skipName();
    reader.skipName();
    switch (reader.byte()) {
      case 0:
        reader.skipNumber();
        found.functions += 1;
        break;
      case 1:
        skipValueType(reader);
        memoryType(reader);
        break;
      case 2:
        found.memories.push(memoryType(reader));
        break;
      case 3:
        skipValueType(reader);
        reader.byte();
        found.globals += 1;
        break;
      case 4:
        reader.byte();
        reader.skipNumber();
        break;
      default:
        throw new SyntaxError("an import of an unknown kind");
    }
  }
  return found;
}

/**
 * Gives every memory that the module defines a maximum of at most `limitBytes`.
 * @param {Uint8Array} module
 * @param {number} limitBytes
 * @returns {{module: Uint8Array, minimumBytes: number}} `minimumBytes`: what its memories take at
 *   the start; when that is more than the limit the module cannot be instantiated under it
 */
export function capMemory(module, limitBytes) {
  const sections = sectionsOf(module);
  const section = sections.find(({ id }) => id === SECTION.memory);
  if (!section) return { module, minimumBytes: 0 };
  const memories = memoriesOf(section.content);
  let minimumBytes = 0;
  const items = memories.map((memory) => {
    const pageBytes = memory.pageSize === null ? PAGE_BYTES : 2 ** memory.pageSize;
    minimumBytes += memory.minimum * pageBytes;
    const cap = Math.max(memory.minimum, Math.floor(limitBytes / pageBytes));
    const maximum = Math.min(memory.maximum ?? cap, cap);
    return [memory.flags | 1, ...unsigned(memory.minimum), ...unsigned(maximum),
      ...(memory.pageSize === null ? [] : unsigned(memory.pageSize))];
  });
  section.content = Uint8Array.from([...unsigned(memories.length), ...items.flat()]);
  return { module: withSections(module, sections), minimumBytes };
}
