// The virtual files keep the server's rules.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createTree, resolve } from "./tree.js";

const text = (string) => new TextEncoder().encode(string);
const tree = () => createTree({ "a/b.txt": text("hello"), "c": text("") });
const find = (root, path) => resolve(root, path, true, false).entry;
const thrown = (code, operation) => assert.throws(operation, (error) => error === code);

test("paths lead to entries and never out of the tree", () => {
  const root = tree();
  assert.equal(find(root, "a/b.txt").size, 5n);
  assert.equal(find(root, "a/../c").type, "regular-file");
  assert.equal(find(root, ".").type, "directory");
  thrown("not-permitted", () => find(root, "../c"));
  thrown("not-permitted", () => find(root, "/c"));
  thrown("no-entry", () => find(root, "a/none"));
  thrown("not-directory", () => find(root, "c/d"));
  thrown("no-entry", () => find(root, ""));
});

test("names of JavaScript's own are names like others", () => {
  const root = tree();
  thrown("no-entry", () => find(root, "__proto__"));
  thrown("no-entry", () => find(root, "constructor"));
  root.insert("__proto__", root.create("file"));
  assert.equal(find(root, "__proto__").size, 0n);
});

test("links are followed, relatively and not for ever", () => {
  const root = tree();
  root.insert("link", root.create("link", "a/b.txt"));
  root.insert("loop", root.create("link", "loop"));
  assert.equal(find(root, "link").size, 5n);
  assert.equal(resolve(root, "link", false, false).entry.type, "symbolic-link");
  thrown("loop", () => find(root, "loop"));
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
