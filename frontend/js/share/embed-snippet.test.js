// HTML for other sites, whatever the title is.
import assert from "node:assert/strict";
import { test } from "node:test";
import { snippets } from "./embed-snippet.js";

const address = "https://d.example/bench/#v1.AbC-_";

test("a frame shows the embed, and the script makes one", () => {
  const { preview, frame, script } = snippets(address, "Adding", { panes: "output,trace", theme: "dark" });
  assert.equal(preview, "https://d.example/bench/embed/?panes=output%2Ctrace&theme=dark#v1.AbC-_");
  assert.ok(frame.startsWith('<iframe src="https://d.example/bench/embed/?panes=output%2Ctrace&amp;theme=dark#v1.AbC-_" title="Adding" '), frame);
  assert.equal(script, '<div data-diptych="https://d.example/bench/#v1.AbC-_" data-title="Adding" data-panes="output,trace" data-theme="dark"></div>\n<script src="https://d.example/bench/embed.js" defer></script>');
});

test("without wishes nothing is said of them", () => {
  const { preview, script } = snippets(address, "", { panes: "", theme: "" });
  assert.equal(preview, "https://d.example/bench/embed/#v1.AbC-_");
  assert.ok(!script.includes("data-panes") && script.includes("A component to run"), script);
});

test("a title cannot leave its attribute", () => {
  const { frame, script } = snippets(address, '"><script>alert(1)</script>\n&', { panes: "", theme: "" });
  for (const text of [frame, script]) assert.ok(text.includes('"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp;"'), text);
});
