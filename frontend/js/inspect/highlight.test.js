// Pieces put together are the line, whatever the line is, and the kinds are those of the language.
import assert from "node:assert/strict";
import { test } from "node:test";
import { pieces } from "./highlight.js";

const joined = (line, language) => pieces(line, language).map(([, text]) => text).join("");

test("nothing of a line is lost", () => {
  for (const line of ['(func $"<b> \\" x" (;3;) (param i32)', "i32.const -0x1f", '(data (i32.const 0) "open', "<script>alert(1)</script>", "", "$$$ ((;"]) {
    assert.equal(joined(line, "wat"), line);
    assert.equal(joined(line, "wit"), line);
  }
});

test("words are what they are", () => {
  const kinds = (line, language) => pieces(line, language).filter(([kind]) => kind).map(([kind, text]) => `${kind} ${text}`);
  assert.deepEqual(kinds('(func $f (;0;) (param i32) i32.const 5 "a"', "wat"),
    ["keyword func", "name $f", "comment (;0;)", "keyword param", "number 5", "string \"a\""]);
  assert.deepEqual(kinds("export run: func(a: list<u8>); // why", "wit"),
    ["keyword export", "keyword func", "keyword list", "keyword u8", "comment // why"]);
  assert.deepEqual(kinds("import wasi:io/output-stream@0.2.6;", "wit"), ["keyword import", "number @0.2.6"]);
});

test("a long line takes no time", () => {
  const line = `${"(".repeat(1000)}${"\\\"".repeat(500)}${"a-".repeat(500)}`;
  assert.equal(joined(line, "wat"), line);
});
