// What a run did to its files is told by path, within bounds.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileChanges } from "./changes.js";
import { createTree } from "./tree.js";

const text = (string) => new TextEncoder().encode(string);

test("changes are sorted and their content is bounded", () => {
  const before = { "data/a.txt": text("aaa"), "b.txt": text("b"), "same/c.txt": text("c") };
  const root = createTree(before);
  assert.deepEqual(fileChanges(root, before, 100), []);
  root.entries.get("data").entries.get("a.txt").write(null, text("more"));
  root.remove("b.txt");
  root.insert("empty", root.create("folder"));
  root.insert("link", root.create("link", "data/a.txt"));
  root.insert("new.txt", root.create("file"));
  root.entries.get("new.txt").write(null, text("new"));
  assert.deepEqual(fileChanges(root, before, 5), [
    { path: "b.txt", change: "removed", size_bytes: 0 },
    { path: "data/a.txt", change: "changed", size_bytes: 7 },
    { path: "empty/", change: "added", size_bytes: 0 },
    { path: "link", change: "added", size_bytes: 0, link: "data/a.txt" },
    { path: "new.txt", change: "added", size_bytes: 3, content: text("new") },
  ]);
});

test("very many changes are told as one more", () => {
  const root = createTree({});
  for (let index = 0; index < 10_002; index += 1) root.insert(`${index}`, root.create("file"));
  const changes = fileChanges(root, {}, 100);
  assert.equal(changes.length, 10_001);
  assert.equal(changes.at(-1).path, "… 2 more (limit `file-changes`: 10000)");
});
