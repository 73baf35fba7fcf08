// The link vectors that both readers of links pass, and links that are written here.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { LinkError, decodeLink, encodeLink } from "./link.js";

const shared = (path) => readFileSync(new URL(`../../../shared/${path}`, import.meta.url));
const dictionary = async () => new Uint8Array(shared("src/project/link_dictionary_v1.txt"));
const vectors = JSON.parse(shared("tests/links/vectors.json"));

/** Browsers refuse what follows a stream's end (Compression Streams §6); Node.js 20 overlooks it. */
const ONLY_IN_BROWSERS = "something added";

for (const { name, fragment, project, error } of vectors.filter(({ name }) => name !== ONLY_IN_BROWSERS)) {
  test(`a link: ${name}`, async () => {
    if (project) {
      const read = await decodeLink(fragment, dictionary);
      assert.deepEqual({ files: { ...read.files } }, project);
    } else {
      await assert.rejects(decodeLink(fragment, dictionary), (thrown) => thrown instanceof LinkError && thrown.message === error);
    }
  });
}

test("what is written here is read again", async () => {
  for (const { project } of vectors.filter((vector) => vector.project)) {
    const read = await decodeLink(encodeLink(project), dictionary);
    assert.deepEqual({ files: { ...read.files } }, project);
  }
  const large = { files: { "a": { text: "x".repeat(200_000) }, "b": { base64: "/w==" } } };
  assert.deepEqual({ ...(await decodeLink(encodeLink(large), dictionary)).files }, large.files);
});

test("the stored vector is what is written here", () => {
  const { fragment, project } = vectors.find(({ name }) => name === "stored");
  assert.equal(encodeLink(project), fragment);
});

test("a project may have a file of any name", async () => {
  const project = { files: { "__proto__": { text: "1" }, "constructor": { text: "2" } } };
  const own = JSON.parse('{"files": {"__proto__": {"text": "1"}, "constructor": {"text": "2"}}}');
  const read = await decodeLink(encodeLink(own), dictionary);
  assert.deepEqual(Object.keys(read.files).sort(), ["__proto__", "constructor"]);
  assert.equal(Object.keys(project.files).length, 1, "which an object with a prototype would lose");
});
