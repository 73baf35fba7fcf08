// What is told of two versions' files.
import assert from "node:assert/strict";
import { test } from "node:test";
import { changes, summary } from "./changes.js";
import { HISTORY_VERSIONS, beyond, surplus } from "./store.js";

test("files are told apart by what happened to them", () => {
  const before = { "a.txt": { text: "one\ntwo\n" }, "b.bin": { base64: "AA==" }, gone: { text: "x" }, same: { text: "=" } };
  const after = { "a.txt": { text: "one\n2\n" }, "b.bin": { base64: "AQ==" }, new: { text: "y\n" }, same: { text: "=" } };
  const found = changes(before, after);
  assert.deepEqual(found.map(({ path, change, added, removed }) => [path, change, added, removed]), [
    ["a.txt", "changed", 1, 1], ["b.bin", "changed", 0, 0], ["gone", "removed", 0, 1], ["new", "added", 1, 0],
  ]);
  assert.deepEqual(found[0].hunks[0].lines, [" one", "-two", "+2"]);
  assert.equal(found[1].hunks, null);
  assert.equal(summary(found), "4 files differ: a.txt, b.bin, gone and 1 more");
  assert.equal(summary([]), "the same as now");
});

test("names that objects have by themselves are files like others", () => {
  assert.deepEqual(changes({}, { constructor: { text: "a" } }).map(({ change }) => change), ["added"]);
});

test("the oldest versions go first, and a project's newest stays", () => {
  const version = (key, project, ...hashes) => ({ key, project, files: Object.fromEntries(hashes.map((hash) => [hash, hash])) });
  const many = Array.from({ length: HISTORY_VERSIONS + 2 }, (_, key) => version(key, "p"));
  assert.deepEqual(surplus(many).map(({ key }) => key), [0, 1]);
  const versions = [version(1, "p", "a", "b"), version(2, "q", "c"), version(3, "p", "a", "d"), version(4, "p", "e")];
  const sizes = new Map([..."abcde"].map((hash) => [hash, 10]));
  assert.deepEqual(beyond(versions, sizes, 50), []);
  // Without the first only b goes: a is the third's, too.
  assert.deepEqual(beyond(versions, sizes, 40).map(({ key }) => key), [1]);
  assert.deepEqual(beyond(versions, sizes, 20).map(({ key }) => key), [1, 3]);
  assert.deepEqual(beyond(versions, sizes, 0).map(({ key }) => key), [1, 3]);
});
