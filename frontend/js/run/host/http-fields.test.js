// Headers keep the server's rules.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Ending, RunEnded } from "../ending.js";
import { Fields } from "./http-fields.js";

const text = (string) => new TextEncoder().encode(string);
const thrown = (tag, operation) => assert.throws(operation, (error) => error.tag === tag);

test("fields keep their order and have lower-case names", () => {
  const fields = new Fields(new Ending());
  for (const [name, value] of [["X-A", "1"], ["x-b", "2"], ["x-a", "3"]]) fields.append(name, text(value));
  assert.deepEqual(fields.entries(), [["x-a", text("1")], ["x-b", text("2")], ["x-a", text("3")]]);
  assert.deepEqual(fields.get("X-a"), [text("1"), text("3")]);
  fields.set("x-A", [text("4")]);
  assert.deepEqual(fields.entries(), [["x-b", text("2")], ["x-a", text("4")]]);
  fields.delete("x-b");
  assert.equal(fields.has("x-b"), false);
  assert.deepEqual(fields.get("no name"), []);
});

test("what is no field is refused", () => {
  const fields = new Fields(new Ending());
  for (const [name, value, tag] of [
    ["", "v", "invalid-syntax"], ["a b", "v", "invalid-syntax"], ["ä", "v", "invalid-syntax"],
    ["a", "line\r\nbreak", "invalid-syntax"], ["Host", "example.com", "forbidden"],
    ["Transfer-Encoding", "chunked", "forbidden"], ["content-length", "+1", "invalid-syntax"],
    ["content-length", "", "invalid-syntax"], ["content-length", "18446744073709551616", "invalid-syntax"],
  ]) thrown(tag, () => fields.append(name, text(value)));
  fields.append("content-length", text("12"));
  thrown("invalid-syntax", () => fields.append("content-length", text("12")));
  thrown("invalid-syntax", () => fields.set("content-length", [text("1"), text("2")]));
  assert.equal(fields.contentLength, 12n);
});

test("frozen fields stay as they are, their clones do not", () => {
  const fields = new Fields(new Ending()).receive([["X-A", "1"]]);
  thrown("immutable", () => fields.delete("x-a"));
  thrown("immutable", () => fields.frozen().set("x-a", []));
  const copy = fields.clone();
  copy.set("x-a", []);
  assert.deepEqual(copy.entries(), []);
  assert.deepEqual(fields.entries(), [["x-a", text("1")]]);
});

test("too many of them end the run", () => {
  const ending = new Ending();
  assert.throws(() => new Fields(ending).append("a", new Uint8Array(200_000).fill(97)), RunEnded);
  assert.deepEqual(ending.outcome, { outcome: "limit-exceeded", limit: "header-bytes", value: 131_072 });
});
