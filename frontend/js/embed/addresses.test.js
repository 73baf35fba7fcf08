// Which links have embeds, and where.
import assert from "node:assert/strict";
import { test } from "node:test";
import { embedAddress } from "./addresses.js";

const server = new URL("https://d.example/bench/");
const of = (link, wishes) => embedAddress(link, server, wishes)?.href ?? null;
const ID = "0123456789abcdefghjk";

test("links of this server have embeds, however they are written", () => {
  const whole = "https://d.example/bench/embed/#v1.AbC-_";
  for (const link of ["#v1.AbC-_", "v1.AbC-_", " https://d.example/bench/#v1.AbC-_ ", "https://d.example/bench/embed/?panes=output#v1.AbC-_"]) assert.equal(of(link), whole, link);
  for (const link of [ID, `https://d.example/bench/s/${ID}`, `/bench/embed/${ID}`]) assert.equal(of(link), `https://d.example/bench/embed/${ID}`, link);
});

test("wishes go into the query, and nothing else does", () => {
  assert.equal(of("#v1.A", { panes: "output,trace", theme: "dark", engine: "", run: "auto" }), "https://d.example/bench/embed/?panes=output%2Ctrace&theme=dark#v1.A");
});

test("anything else has none", () => {
  for (const link of [
    "", "hello", "javascript:alert(1)", "data:text/html,x", "https://evil.example/#v1.A", "//evil.example/bench/#v1.A", "https://d.example/#v1.A",
    "https://d.example/bench/api/v1/health", "https://d.example/bench/s/short", "https://d.example/bench/s/../../x", "https://d.example/bench/assets/#v1.A",
  ]) assert.equal(of(link), null, link);
});
