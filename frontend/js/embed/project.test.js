// What is seen of a project at a glance.
import assert from "node:assert/strict";
import { test } from "node:test";
import { glance, orderedPaths } from "./project.js";

const manifest = 'format = 1\ntitle = "Say \\"hello\\""\n\n[source]\nlanguage = "rust"\nentry = "src/main.rs"\n';
const project = { files: { "diptych.toml": { text: manifest }, "a.txt": { text: "" }, "src/main.rs": { text: "" } } };

test("the title and the entry come from the manifest", () => {
  assert.deepEqual(glance(project), { title: 'Say "hello"', entry: "src/main.rs" });
  assert.deepEqual(orderedPaths(project), ["src/main.rs", "a.txt", "diptych.toml"]);
});

test("without a manifest there is neither", () => {
  assert.deepEqual(glance({ files: { b: { text: "" }, a: { base64: "" } } }), { title: "", entry: null });
  assert.deepEqual(orderedPaths({ files: { b: { text: "" }, a: { base64: "" } } }), ["a", "b"]);
  assert.equal(glance({ files: { "diptych.toml": { text: 'entry = "constructor"' } } }).entry, null);
});
