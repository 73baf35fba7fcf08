// WAVE text of jco's JavaScript values: letter for letter what `shared::toolchain::wave` writes.
import { byteString } from "./byte-string.js";
import { camelCase } from "./names.js";
import { isTaggedOption } from "./types.js";

/** WAVE's keywords; a case of that name is written with `%`. */
const KEYWORDS = new Set(["true", "false", "some", "none", "ok", "err", "inf", "nan"]);

/** Thrown inside to stop a rendering that has become longer than anyone keeps. */
class Full extends Error {}

/**
 * `wave::to_text`.
 * @param {any} type a WitType
 * @param {any} value as jco passes it
 * @param {(object: any, resource: string) => string} handleName
 * @returns {string}
 */
export function waveText(type, value, handleName) {
  return written(type, value, new Writer(handleName, Infinity, false), Infinity);
}

/**
 * What a call returned, for comparison with another run's: handles are of a resource, without a number.
 * @param {any} type a WitType, or null
 * @param {any} value as jco passes it
 * @returns {string | null}
 */
export const comparableText = (type, value) => (type ? waveText(type, value, (_, resource) => resource) : null);

/**
 * `wave::to_trace_text`: a `list<u8>` is a byte string.
 * @param {any} type a WitType
 * @param {any} value as jco passes it
 * @param {(object: any, resource: string) => string} handleName
 * @param {number} maxChars longer texts are cut there and end with `…`
 * @returns {string}
 */
export function traceText(type, value, handleName, maxChars) {
  // What most calls pass needs no writer.
  switch (type.kind) {
    case "u32": case "u64": return String(value);
    case "own": case "borrow": return handleName(value, type.resource);
    default: return written(type, value, new Writer(handleName, maxChars, true), maxChars);
  }
}

function written(type, value, writer, maxChars) {
  try {
    writer.value(type, value);
  } catch (error) {
    if (!(error instanceof Full)) throw error;
  }
  return cut(writer.text, maxChars);
}

/** At most `maxChars` Unicode characters of `text`, and `…` where there was more. */
export function cut(text, maxChars) {
  if (text.length <= maxChars) return text;
  const characters = Array.from(text);
  return characters.length <= maxChars ? text : `${characters.slice(0, maxChars).join("")}…`;
}

class Writer {
  text = "";

  constructor(handleName, maxChars, byteStrings) {
    this.handleName = handleName;
    this.byteStrings = byteStrings;
    // A character is at most two UTF-16 units; one more shows that there was more.
    this.maxUnits = maxChars * 2 + 1;
  }

  write(text) {
    this.text += text;
    if (this.text.length > this.maxUnits) throw new Full();
  }

  value(type, value) {
    switch (type.kind) {
      case "bool":
        return this.write(value ? "true" : "false");
      case "s8": case "u8": case "s16": case "u16": case "s32": case "u32": case "s64": case "u64":
        return this.write(String(value));
      case "f32":
        return this.write(floatText(value, shortestF32));
      case "f64":
        return this.write(floatText(value, (number) => String(number)));
      case "char":
        return this.write(`'${escaped(value)}'`);
      case "string":
        this.write('"');
        // In pieces, so that a long string is not escaped whole only to be cut.
        for (let start = 0; start < value.length;) {
          let end = Math.min(start + 4096, value.length);
          if (end < value.length && isHighSurrogate(value.charCodeAt(end - 1))) end += 1;
          this.write(escaped(value.slice(start, end)));
          start = end;
        }
        return this.write('"');
      case "list":
        if (this.byteStrings && type.element.kind === "u8") return this.write(byteString(value, this.maxUnits));
        return this.sequence("[", Array.isArray(value) ? value : value ?? [], "]", () => type.element);
      case "tuple":
        return this.sequence("(", value, ")", (index) => type.items[index]);
      case "option":
        return this.option(type, value);
      case "result":
        return this.payload(value.tag, value.tag === "ok" ? type.ok : type.err, value.val);
      case "record":
        return this.record(type, value);
      case "variant": {
        const found = type.cases.find(({ name }) => name === value.tag);
        return this.payload(caseName(value.tag), found?.ty, value.val);
      }
      case "enum":
        return this.write(caseName(value));
      case "flags":
        return this.write(`{${type.names.filter((name) => value[camelCase(name)]).join(", ")}}`);
      case "own": case "borrow":
        return this.write(this.handleName(value, type.resource));
      default:
        return this.write(`<${type.name ?? type.kind}>`);
    }
  }

  sequence(open, values, close, typeAt) {
    this.write(open);
    for (let index = 0; index < values.length; index += 1) {
      if (index > 0) this.write(", ");
      this.value(typeAt(index), values[index]);
    }
    this.write(close);
  }

  option(type, value) {
    const some = someOf(type, value);
    if (!some) return this.write("none");
    this.write("some(");
    this.value(type.some, some.val);
    this.write(")");
  }

  /** A record leaves out its `none` fields; one without any other is `{:}`. */
  record(type, value) {
    let first = true;
    this.write("{");
    for (const { name, ty } of type.fields) {
      const field = value[camelCase(name)];
      if (ty.kind === "option" && !someOf(ty, field)) continue;
      this.write(`${first ? "" : ", "}${name}: `);
      first = false;
      this.value(ty, field);
    }
    this.write(first ? ":}" : "}");
  }

  payload(name, type, value) {
    this.write(name);
    if (!type) return;
    this.write("(");
    this.value(type, value);
    this.write(")");
  }
}

/** The value inside an option, or null for `none`. */
export function someOf(type, value) {
  if (isTaggedOption(type)) return value?.tag === "some" ? { val: value.val } : null;
  return value === undefined || value === null ? null : { val: value };
}

const caseName = (name) => (KEYWORDS.has(name) ? `%${name}` : name);
const isHighSurrogate = (unit) => unit >= 0xd800 && unit <= 0xdbff;

const NAMED_ESCAPES = { "\t": "\\t", "\r": "\\r", "\n": "\\n", "'": "\\'", '"': '\\"', "\\": "\\\\" };
// What Rust's `char::escape_debug` escapes: not printable, or drawn onto the character before.
const ESCAPED = /[\t\r\n'"\\]|(?! )[\p{C}\p{Z}]|\p{Grapheme_Extend}/gu;

function escaped(text) {
  return text.replace(ESCAPED, (character) =>
    NAMED_ESCAPES[character] ?? `\\u{${character.codePointAt(0).toString(16)}}`);
}

function floatText(number, shortest) {
  if (Number.isNaN(number)) return "nan";
  if (number === Infinity) return "inf";
  if (number === -Infinity) return "-inf";
  if (Object.is(number, -0)) return "-0";
  return withoutExponent(shortest(number));
}

/** The shortest decimal that reads back as the same 32-bit float. */
function shortestF32(number) {
  for (let digits = 1; digits <= 9; digits += 1) {
    const [mantissa, exponent] = number.toExponential(digits - 1).split("e");
    const scaled = Number(mantissa.replace(".", ""));
    const scale = Number(exponent) - (digits - 1);
    // Beside the nearest: at powers of two the interval is wider on one side.
    for (const step of [0, 1, -1]) {
      const candidate = `${scaled + step}e${scale}`;
      if (Math.fround(Number(candidate)) === number) return String(Number(candidate));
    }
  }
  return String(number);
}

/** `1.5e+21` → `1500000000000000000000`, as Rust's `Display` writes it. */
function withoutExponent(text) {
  const match = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (!match) return text;
  const [, sign, whole, fraction = "", exponent] = match;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits + "0".repeat(point - digits.length);
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}
