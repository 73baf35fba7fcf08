// A fresh toolchain worker is told the traces of the run in view, and no older ones.
import assert from "node:assert/strict";
import { test } from "node:test";
import { KeptTraces } from "./kept-traces.js";

test("a side that begins again replaces only itself", () => {
  const kept = new KeptTraces();
  for (const side of ["left", "right"]) {
    kept.remember("trace_begin", { side });
    kept.remember("trace_push", { side, batch: `${side} 1` });
  }
  kept.remember("compile", { project: {} });
  kept.remember("trace_begin", { side: "left" });
  kept.remember("trace_push", { side: "left", batch: "left 2" });
  const said = kept.messages().map(({ method, argument }) => `${method} ${argument.batch ?? argument.side}`);
  assert.deepEqual(said, ["trace_begin left", "trace_push left 2", "trace_begin right", "trace_push right 1"]);
  kept.forget();
  assert.deepEqual(kept.messages(), []);
});
