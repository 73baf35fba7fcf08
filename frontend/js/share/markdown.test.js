// Badges in Markdown, whatever the title is.
import assert from "node:assert/strict";
import { test } from "node:test";
import { badge } from "./markdown.js";

test("a badge shows the site's picture and leads to the link", () => {
  assert.equal(
    badge("https://d.example/bench/#v1.AbC-_", "Adding numbers"),
    "[![Run Adding numbers in Diptych](https://d.example/bench/badge.svg)](https://d.example/bench/#v1.AbC-_)",
  );
});

test("a title cannot leave its place", () => {
  const made = badge("https://d.example/#v1.A", "x](javascript:alert(1)) ![y\n\n# z");
  assert.equal(made, "[![Run x\\]\\(javascript\\:alert\\(1\\)\\) \\!\\[y \\# z in Diptych](https://d.example/badge.svg)](https://d.example/#v1.A)");
});

test("without a title it says what it is", () => assert.match(badge("https://d.example/#v1.A", ""), /^\[!\[Run this component in Diptych\]/));
