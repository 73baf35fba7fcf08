// The order in which stages run, what they are fed with, and what becomes of those behind a broken one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { runPipeline } from "./run.js";

const stage = (name, ...needs) => ({ name, needs });

/** Runs `stages`; answers what happened in order, and the last state of each. */
async function ran(stages, { fails = [], atOnce = 4 } = {}) {
  const log = [];
  const last = {};
  let running = 0;
  let most = 0;
  await runPipeline(stages, {
    async run({ name }, earlier) {
      most = Math.max(most, ++running);
      log.push(`+${name}(${Object.entries(earlier).map(([from, gift]) => `${from}=${gift}`)})`);
      await new Promise((resolve) => setTimeout(resolve, 2));
      running--;
      log.push(`-${name}`);
      if (fails.includes(name)) throw new Error(`${name} broke`);
      return name.toUpperCase();
    },
    async given(_, report) {
      if (report === "SILENT") throw new Error("it gave nothing");
      return report;
    },
    onProgress({ name }, progress) { last[name] = progress.why ?? progress.state; },
  }, atOnce);
  return { log, last, most };
}

test("stages run one after another where they need one another, and side by side where not", async () => {
  const { log, most } = await ran([stage("end", "left", "right"), stage("left", "start"), stage("right", "start"), stage("start")]);
  assert.deepEqual(log, ["+start()", "-start", "+left(start=START)", "+right(start=START)", "-left", "-right", "+end(left=LEFT,right=RIGHT)", "-end"]);
  assert.equal(most, 2);
});

test("no more run at the same time than may", async () => {
  const { most, last } = await ran(["a", "b", "c", "d", "e"].map((name) => stage(name)), { atOnce: 2 });
  assert.equal(most, 2);
  assert.deepEqual(new Set(Object.values(last)), new Set(["ended"]));
});

test("what needs a broken stage is left out and says why; the rest goes on", async () => {
  const { last } = await ran([stage("a"), stage("b", "a"), stage("c", "b"), stage("d"), stage("silent"), stage("e", "silent")], { fails: ["a"] });
  assert.deepEqual(last, { a: "a broke", b: "a broke", c: "a broke", d: "ended", silent: "ended", e: "it gave nothing" });
});
