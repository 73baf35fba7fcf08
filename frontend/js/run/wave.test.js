// WAVE text of every kind of value, as Rust writes it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { traceText, waveText } from "./wave.js";

const kind = (name) => ({ kind: name });
const list = (element) => ({ kind: "list", element });
const option = (some) => ({ kind: "option", some });
const handle = (object, resource) => `${resource}#${object.id}`;
const check = (type, value, expected) => assert.equal(waveText(type, value, handle), expected);
const utf8 = (text) => new TextEncoder().encode(text);
const traced = (type, value, expected, maxChars = 2000) => assert.equal(traceText(type, value, handle, maxChars), expected);

test("numbers and bools", () => {
  check(kind("bool"), true, "true");
  check(kind("s8"), -128, "-128");
  check(kind("u64"), 18446744073709551615n, "18446744073709551615");
});

test("floats are spelled as Rust's Display does, without an exponent", () => {
  for (const [value, expected] of [
    [1, "1"], [-0, "-0"], [0.1, "0.1"], [1e21, "1000000000000000000000"], [1.5e-7, "0.00000015"],
    [1.7976931348623157e308, `17976931348623157${"0".repeat(292)}`], [NaN, "nan"], [Infinity, "inf"], [-Infinity, "-inf"],
  ]) check(kind("f64"), value, expected);
});

test("32-bit floats show the digits that tell them apart, and no more", () => {
  for (const [value, expected] of [
    [0.1, "0.1"], [3.1415927, "3.1415927"], [16777216, "16777216"], [1e-45, "0.000000000000000000000000000000000000000000001"],
    [3.4028235e38, "340282350000000000000000000000000000000"], [2 ** -126, "0.000000000000000000000000000000000000011754944"],
  ]) check(kind("f32"), Math.fround(value), expected);
});

test("characters and strings are escaped as Rust's escape_debug does", () => {
  check(kind("char"), "'", "'\\''");
  check(kind("char"), "☃", "'☃'");
  check(kind("string"), 'tab\t "quoted" \\ it\'s\n', '"tab\\t \\"quoted\\" \\\\ it\\\'s\\n"');
  check(kind("string"), "\0\u{1b}\u{7f}", '"\\u{0}\\u{1b}\\u{7f}"');
  check(kind("string"), "e\u{301} \u{202e}\u{200b}\u{a0}", '"e\\u{301} \\u{202e}\\u{200b}\\u{a0}"');
  check(kind("string"), "🦀", '"🦀"');
});

test("lists and tuples", () => {
  check(list(kind("u8")), Uint8Array.of(1, 2, 255), "[1, 2, 255]");
  check(list(kind("string")), [], "[]");
  check({ kind: "tuple", items: [kind("u8"), kind("string")] }, [1, "a"], '(1, "a")');
});

test("options, nested ones in jco's tagged form", () => {
  check(option(kind("u8")), undefined, "none");
  check(option(kind("u8")), 0, "some(0)");
  const nested = option(option(kind("u8")));
  check(nested, { tag: "none" }, "none");
  check(nested, { tag: "some", val: undefined }, "some(none)");
  check(nested, { tag: "some", val: 7 }, "some(some(7))");
});

test("results", () => {
  const result = { kind: "result", ok: kind("u8"), err: null };
  check(result, { tag: "ok", val: 1 }, "ok(1)");
  check(result, { tag: "err" }, "err");
});

test("a record leaves out its none fields", () => {
  const record = { kind: "record", fields: [{ name: "first-name", ty: kind("string") }, { name: "age", ty: option(kind("u8")) }] };
  check(record, { firstName: "a", age: undefined }, '{first-name: "a"}');
  check(record, { firstName: "a", age: 3 }, '{first-name: "a", age: some(3)}');
  check({ kind: "record", fields: [{ name: "age", ty: option(kind("u8")) }] }, {}, "{:}");
});

test("variants, enums and flags; keywords among their names are marked", () => {
  const variant = { kind: "variant", cases: [{ name: "none", ty: null }, { name: "some-thing", ty: kind("u8") }] };
  check(variant, { tag: "none" }, "%none");
  check(variant, { tag: "some-thing", val: 3 }, "some-thing(3)");
  check({ kind: "enum", cases: ["ok", "no-entry"] }, "ok", "%ok");
  check({ kind: "enum", cases: ["ok", "no-entry"] }, "no-entry", "no-entry");
  const flags = { kind: "flags", names: ["read", "mutate-directory"] };
  check(flags, { read: true, mutateDirectory: true }, "{read, mutate-directory}");
  check(flags, {}, "{}");
});

test("handles go by their canonical name", () => {
  check({ kind: "own", resource: "descriptor" }, { id: 3 }, "descriptor#3");
});

test("in a trace bytes are text, wherever they are", () => {
  const bytes = list(kind("u8"));
  traced(bytes, utf8('h"i\\\n\r\t\0\x1b[2J~\x7fé'), String.raw`b"h\"i\\\n\r\t\x00\x1b[2J~\x7f\xc3\xa9"`);
  traced(bytes, new Uint8Array(), 'b""');
  traced(list(bytes), [utf8("a"), utf8("b")], '[b"a", b"b"]');
  traced({ kind: "result", ok: bytes, err: null }, { tag: "ok", val: [65] }, 'ok(b"A")');
  traced(list(kind("s8")), Int8Array.of(65), "[65]");
  traced(bytes, new Uint8Array(10_000).fill(97), `b"${"a".repeat(10_000)}"`, 20_000);
});

test("a long text is cut at whole characters and says so", () => {
  traced(kind("string"), "abc", '"ab…', 3);
  traced(kind("string"), "🦀🦀🦀", '"🦀…', 2);
  traced(kind("string"), "ab", '"ab"', 4);
  traced(list(kind("u8")), new Uint8Array(10_000_000), `b"${"\\x00".repeat(499)}\\x…`);
  traced(list(kind("u8")), utf8("abcdef"), 'b"ab…', 4);
  traced(list(kind("u16")), new Uint16Array(10_000_000), `[${"0, ".repeat(666)}0…`);
});
