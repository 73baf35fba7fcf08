// The page of a report holds hostile names and outputs as text only, and the whole report.
import assert from "node:assert/strict";
import { test } from "node:test";
import { PAGE_ROWS, callText, outcome, reportPage } from "./report-page.js";

const HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)> \u2028\u202eevil\u0007 \"'&";

function report({ calls = 1, text = HOSTILE } = {}) {
  const events = Array.from({ length: calls }, () => ({ interface: text, function: text, arguments: [text], result: text, decision: "denied" }));
  const side = (id) => ({
    engine: { id, engine: "V8", version: text, host: text }, component_sha256: "ab", outcome: "trapped", kind: "other", message: text,
    values: [{ export: text, value: text }], stdout: { bytes: btoa(unescape(encodeURIComponent(text))) }, stderr: { bytes: "" },
    policy: [text], used: [], denied: [text], files: [{ path: text, change: "added", size_bytes: 1 }], trace: { events, total_calls: calls },
  });
  return {
    schema: 2, left: side("browser"), right: side("wasmtime"),
    comparison: {
      verdict: text, same: false, known: [], outcome: { same: false, difference: text }, values: { same: true },
      phases: [{ name: "compile", left: { median_ns: 1_500_000, spread_ns: [1, 2], samples: 1, cached: true }, verdict: text }],
      trace: { rows: events.map((_, index) => ({ kind: index % 2 ? "same" : "result", left: index, right: index })), explanation: text },
    },
  };
}

test("hostile text stays text", () => {
  const page = reportPage(HOSTILE, JSON.stringify(report()), "n0nce");
  assert.equal(page.match(/<script/g).length, 2, "the JSON and the page's own");
  assert.equal(page.match(/<\/script>/g).length, 2);
  assert.ok(!page.includes("<img"));
  assert.ok(!page.includes("\u202e") || page.indexOf("\u202e") > page.indexOf('id="report"'), "what deceives is made visible");
  const markup = page.slice(0, page.indexOf('<script type="application/json"'));
  assert.ok(!/[\u2028\u202e\u0007]/.test(markup));
  assert.ok(markup.includes("⟨U+202E⟩evil␇ &quot;&#39;&amp;"));
});

test("nothing may load, and only the page's own script runs", () => {
  const page = reportPage("t", JSON.stringify(report({ text: "plain" })), "n0nce");
  assert.match(page, /content="default-src &#39;none&#39;; style-src &#39;nonce-n0nce&#39;; script-src &#39;nonce-n0nce&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;"/);
  assert.ok(!/\s(src|href|style|on\w+)=/.test(page.slice(0, page.indexOf('<script type="application/json"'))));
});

test("the JSON in it is the report", () => {
  const text = JSON.stringify(report());
  const page = reportPage("t", text, "n");
  const inside = /<script type="application\/json" id="report">(.*?)<\/script>/s.exec(page)[1];
  assert.deepEqual(JSON.parse(inside), JSON.parse(text));
});

test("rows are bounded and it is said how many are left out", () => {
  const page = reportPage("t", JSON.stringify(report({ calls: PAGE_ROWS + 7, text: "x" })), "n");
  assert.equal(page.match(/<tr class=/g).length, PAGE_ROWS);
  assert.match(page, /7 further rows are left out here \(limit page-rows is 5000\)/);
});

test("one engine's report is a page, too", () => {
  const page = reportPage("t", JSON.stringify(report({ text: "plain" }).left), "n");
  assert.ok(!page.includes('id="verdict"'));
  assert.match(page, /plain#plain\(plain\) → plain/);
});

test("outcomes and calls in words", () => {
  assert.equal(outcome({ outcome: "limit-exceeded", limit: "time-ms", value: 10 }), "Outcome: limit-exceeded, time-ms 10");
  assert.equal(callText({ interface: "a", function: "f", arguments: [], interrupted: "trap", caller: "p" }), "p → host: a#f() ✗ trap");
});
