// The browser engine in Chromium: what tracing costs a call, and whether a long trace holds the page up.
import { Workbench } from "../pages/workbench.js";
import { apiClient } from "../support/api.js";
import { launch } from "../support/browser.js";
import { fixture } from "../support/projects.js";
import { spread } from "./statistics.js";

/** Clock readings of one call: a run with two such calls is short enough to be timed untraced too. */
const READINGS = 5_000;
const RUNS = 20;
/** Readings of the run that shows whether a long trace holds the page up. */
const LONG = 100_000;

/** @param {string} url */
export async function* measureBrowserEngine(url) {
  const component = await apiClient(url).component(fixture("clock-readings"));
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await new Workbench(page).open(url);
    const base64 = component.toString("base64");
    const run = (argument) => page.evaluate(readings, { base64, ...argument });
    const traced = [];
    const untraced = [];
    for (let round = -1; round < RUNS; round++) {
      // The first call warms the engine up; the second is what counts.
      const { lastCallNs, warmNs } = await run({ counts: [READINGS, READINGS], warmCalls: 5 });
      // On a machine so busy that the run takes too long, nothing is timed untraced.
      if (round < 0 || warmNs.length === 0) continue;
      traced.push(lastCallNs / READINGS);
      untraced.push(Math.min(...warmNs) / READINGS);
    }
    if (untraced.length === 0) throw new Error("no run was short enough to be timed untraced: this machine is too busy");
    const calls = `${(untraced.length * READINGS).toLocaleString("en")} clock readings`;
    yield { what: `browser: one of ${calls}, traced`, measured: spread(traced, "ns"), target: "–" };
    yield { what: `browser: one of ${calls}, not traced`, measured: spread(untraced, "ns"), target: "–" };
    // The least disturbed of each: what a busy machine adds is not the tracer's.
    const cost = Math.min(...traced) - Math.min(...untraced);
    yield { what: "browser: tracing a call costs", measured: `${cost.toFixed(0)} ns`, target: "≤ 600 ns" };
    const { longestTaskMs } = await run({ counts: [LONG], warmCalls: 0 });
    const measured = `${longestTaskMs.toFixed(0)} ms`;
    yield { what: `browser: longest task of the page, ${LONG.toLocaleString("en")} calls traced`, measured, target: "≤ 50 ms" };
  } finally {
    await browser.close();
  }
}

/** In the page: one run of its browser engine, tasks of the page included. */
async function readings({ base64, counts, warmCalls }) {
  const { toolchain, browserEngine } = globalThis.diptych;
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const inspection = await toolchain.call("inspect", { bytes });
  const settings = {
    calls: counts.map((count) => ({ export: "read", arguments: [String(count)] })),
    grants: ["monotonic-clock read"],
    warm_calls: warmCalls,
  };
  let longestTaskMs = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longestTaskMs = Math.max(longestTaskMs, duration);
  });
  observer.observe({ type: "longtask" });
  const traces = [];
  const report = await new Promise((resolve) => {
    const request = { bytes, sha256: inspection.sha256, inspection, settings, traceInReport: false };
    browserEngine.run(request, (text) => {
      // Not parsed here: that would be this measurement's own time.
      if (text.startsWith('{"type":"trace"')) traces.push(text);
      else if (text.startsWith('{"type":"report"')) resolve(JSON.parse(text).report);
    });
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  observer.disconnect();
  const events = traces.flatMap((text) => JSON.parse(text).events);
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (report.outcome !== "returned" || events.length !== all) {
    throw new Error(`${events.length} calls traced: ${JSON.stringify(report).slice(0, 500)}`);
  }
  const last = events.at(-1);
  return { lastCallNs: last.start_ns + last.duration_ns, warmNs: report.timing.warm_ns, longestTaskMs };
}
