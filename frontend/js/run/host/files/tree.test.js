// The virtual files keep the server's rules.
import assert from "node:assert/strict";
import { test } from "node:test";
import { walk } from "./paths.js";
import { createTree } from "./tree.js";

const text = (string) => new TextEncoder().encode(string);
const tree = () => createTree({ "a/b.txt": text("hello"), "c": text("") });
const find = (root, path) => walk(root, "/", path, "followed").entry;
const thrown = (code, operation) => assert.throws(operation, (error) => (error.error ?? error) === code);

test("names of JavaScript's own are names like others", () => {
  const root = tree();
  thrown("no-entry", () => find(root, "__proto__"));
  thrown("no-entry", () => find(root, "constructor"));
  root.insert("__proto__", root.create("file"));
  assert.equal(find(root, "__proto__").size, 0n);
});

test("reads and writes", () => {
  const file = find(tree(), "a/b.txt");
  assert.deepEqual(file.read(1n, 2n), [text("el"), false]);
  assert.deepEqual(file.read(3n, 1n << 63n), [text("lo"), true]);
  assert.deepEqual(file.read(9n, 1n), [text(""), true]);
  assert.equal(file.write(6n, text("you")), 9n);
  assert.deepEqual(file.read(0n, 9n), [text("hello\0you"), true]);
  file.resize(2n);
  file.resize(4n);
  assert.deepEqual(file.read(0n, 9n), [text("he\0\0"), true]);
  assert.equal(file.write(null, text("!")), 5n);
  thrown("insufficient-space", () => file.write(1n << 40n, text("x")));
  thrown("file-too-large", () => file.write((1n << 64n) - 1n, text("x")));
});

test("entries are listed by their UTF-8 bytes", () => {
  const root = createTree({ "\u{ffff}": text(""), "\u{10000}": text(""), b: text(""), a: text("") });
  assert.deepEqual(root.sorted().map(([name]) => name), ["a", "b", "\u{ffff}", "\u{10000}"]);
});

test("folders nested deeper than a stack are searched", () => {
  const root = tree();
  let folder = root;
  for (let depth = 0; depth < 50_000; depth += 1) {
    const child = folder.create("folder");
    folder.insert("d", child);
    folder = child;
  }
  assert.equal(root.isOrContains(folder), true);
  assert.equal(folder.isOrContains(root), false);
  assert.equal(root.longestPathBelow, 100_000);
});
