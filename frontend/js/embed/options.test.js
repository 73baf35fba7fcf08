// What an embed's address can say, and what of it is ignored.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readOptions, sourceOf } from "./options.js";

test("without a query everything is shown, on both engines", () => {
  assert.deepEqual(readOptions(""), { panes: ["source", "output", "trace"], engines: ["browser", "wasmtime"], theme: "auto", file: null });
});

test("panes, engine, theme and file can be chosen", () => {
  const options = readOptions("?panes=trace,%20output&engine=wasmtime&theme=dark&file=src/lib.rs");
  assert.deepEqual(options, { panes: ["output", "trace"], engines: ["wasmtime"], theme: "dark", file: "src/lib.rs" });
});

test("what makes no sense changes nothing", () => {
  assert.deepEqual(readOptions("?panes=secrets&engine=all&theme=%3Cb%3E&run=auto"), { ...readOptions("") });
  assert.ok(!("run" in readOptions("?run=auto")), "running is a click");
});

test("a project is in the fragment or has a name", () => {
  const of = (pathname, hash = "") => sourceOf({ pathname, hash });
  assert.deepEqual(of("/embed/", "#v1.A"), { fragment: "v1.A" });
  assert.deepEqual(of("/bench/embed/index.html", "#v1.A"), { fragment: "v1.A" });
  assert.deepEqual(of("/embed/0123456789abcdefghjk"), { id: "0123456789abcdefghjk" });
  assert.match(of("/embed/").why, /no project/);
  for (const name of ["short", "0123456789abcdefghjI", "0123456789abcdefghil", "%2e%2e"]) assert.match(of(`/embed/${name}`).why, /no short link/, name);
});
