// Code blocks as projects.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isRunnable, languageOf, projectOf } from "./code-block.js";

test("a block's language is in its classes", () => {
  assert.equal(languageOf(["hljs", "language-rust", "diptych"]), "rust");
  assert.equal(languageOf(["lang-c++"]), "c++");
  assert.equal(languageOf(["diptych"]), null);
  assert.ok(isRunnable("rust") && !isRunnable("python") && !isRunnable("constructor") && !isRunnable(null));
});

test("a block is a project that prints", () => {
  const { files } = projectOf("rust", "fn main() {}");
  assert.equal(files["main.rs"].text, "fn main() {}\n");
  assert.match(files["diptych.toml"].text, /^language = "rust"\nentry = "main.rs"\n\n\[run\]\ngrants = \["stdio"\]$/m);
});

test("what a page says stays a text", () => {
  const { files } = projectOf("c", "", { title: 'a"\n[run]\u007f', grants: 'stdio, random,, "x' });
  assert.match(files["diptych.toml"].text, /^title = "a\\"\\n\[run\]\\u007F"$/m);
  assert.match(files["diptych.toml"].text, /^grants = \["stdio", "random", "\\"x"\]$/m);
});
