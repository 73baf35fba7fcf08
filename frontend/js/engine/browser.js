// The browser engine: transpiles a component, runs it in the sandboxed frame, answers as the server does.
import { toolchain } from "../toolchain/client.js";
import { takeWorker, warmWorker } from "./frame.js";
import { clockResolutionNs } from "./info.js";
import { Recorder } from "./recorder.js";
import { completed } from "./settings.js";
import { transpiled } from "./transpiled.js";

/** A guest that calls its host is ended at its limit by the worker, which has all the facts; others later. */
const HOST_GRACE_MS = 150;
/** The component's JavaScript and core modules must be compiled after this long. */
const LOAD_TIME_MS = 30_000;
/** A timed-out measurement is given up this long after it began; the worker itself stops earlier. */
const MEASURE_GRACE_MS = 3_000;

/** What a component imports that may send requests. */
const HTTP = "wasi:http/outgoing-handler";

const hasJspi = () => typeof WebAssembly !== "undefined" && "Suspending" in WebAssembly;

/** Whether a component can run here at all, and how finely its time is measured. */
function available() {
  const isolated = Boolean(globalThis.crossOriginIsolated);
  const ok = typeof WebAssembly === "object" && typeof Worker === "function";
  return {
    ok,
    why: ok ? "" : "this browser has no WebAssembly or no workers",
    clock_resolution_ns: clockResolutionNs(),
    cross_origin_isolated: isolated,
  };
}

/** What sends a guest's requests, where the server allows that; few runs need it, so it comes late. */
async function liveRequests() {
  const { isLiveHttpAllowed, LiveRequests } = await import("./live-http.js");
  return (await isLiveHttpAllowed()) ? LiveRequests : null;
}

/**
 * Runs a component once, traced, then times it. The last event is always one `report`.
 * @param {{bytes: Uint8Array, sha256: string, inspection: any, settings: any, traceInReport?: boolean}} request
 *   `traceInReport`: whether the report has the trace's events again; it has by default
 * @param {(event: string) => void} onEvent takes RunEvents as JSON text
 * @returns {{stop(): void}} `stop` reports `cancelled` at once
 */
function run(request, onEvent) {
  const recorder = new Recorder(onEvent, request);
  let worker = null;
  /** @type {import("./live-http.js").LiveRequests | null} */
  let live = null;
  let isBusy = false;
  let isOver = false;

  function finish(outcome, interruption) {
    if (isOver) return;
    isOver = true;
    worker?.end(isBusy);
    live?.end();
    if (interruption) recorder.interrupt(interruption);
    recorder.end(outcome);
    // Only names of a backtrace are worth a wait; whoever stops a run gets none.
    if (recorder.outcome.backtrace?.length > 0) void readableNames(recorder.outcome.backtrace).then(() => recorder.report());
    else recorder.report();
    warmWorker();
  }

  async function start() {
    const settings = completed(request.settings);
    const { inspection } = request;
    const { grants } = settings;
    const mayAsk = settings.mode === "live" && inspection.imports.some(({ name }) => name.startsWith(HTTP));
    const [calls, policy, scopes, LiveRequests] = await Promise.all([
      resolveCalls(request),
      toolchain.call("policy_table", { inspection, grants }),
      toolchain.call("policy_scopes", { grants }),
      mayAsk && liveRequests(),
    ]);
    if (isOver) return;
    recorder.expect(policy);
    const taking = takeWorker();
    // Taken while the transpiler works; a failure is looked at below.
    taking.catch(() => {});
    recorder.stage("transpile");
    const began = performance.now();
    const { result, cached } = transpiled(request);
    let program;
    try {
      program = await result;
      // Without it a wait would end at once, silently wrong.
      if (program.needs_jspi && !hasJspi()) throw new Error("it may wait, and this browser has no JavaScript Promise Integration: Chrome 137, Firefox 153, Safari 27 and later have it");
    } catch (error) {
      taking.then((unused) => unused.end(false), () => {});
      throw new Unsupported(`this engine cannot run the component: ${error.message}`);
    }
    recorder.phase({ name: "transpile", duration_ns: cached ? 0 : Math.round((performance.now() - began) * 1e6), cached });
    worker = await taking;
    if (isOver) return worker.end(false);
    worker.onLost = (why) => finish({ outcome: "engine-failed", why });
    let watch = 0;
    const within = (ms, onLate) => {
      clearTimeout(watch);
      watch = setTimeout(onLate, ms);
    };
    within(LOAD_TIME_MS, () => finish({ outcome: "unsupported-by-engine", why: `loading the component took longer than the limit \`load-time-ms\` (${LOAD_TIME_MS})` }));
    if (LiveRequests) live = new LiveRequests(scopes, (answer) => worker.post(answer));
    worker.onMessage = (message) => {
      if (isOver) return;
      if (message.kind === "http-request") return live?.take(message);
      recorder.take(message);
      if (message.kind === "stage" && message.name === "instantiate") {
        const value = settings.limits.timeMs;
        within(value + HOST_GRACE_MS, () => finish({ outcome: "limit-exceeded", limit: "time-ms", value }, "time-ms"));
      } else if (message.kind === "outcome") {
        within(MEASURE_GRACE_MS, () => finish(recorder.outcome));
      } else if (message.kind === "done") {
        clearTimeout(watch);
        isBusy = false;
        finish(recorder.outcome);
      }
    };
    const isCommand = (request.settings.calls ?? []).length === 0;
    isBusy = true;
    worker.post({ files: program.files, inspection, policy, scopes, settings, calls, isCommand, isLiveHttp: Boolean(LiveRequests) });
  }

  start().catch((error) => {
    if (error instanceof Rejected) finish({ outcome: "rejected", why: error.message });
    else if (error instanceof Unsupported) finish({ outcome: "unsupported-by-engine", why: error.message });
    else finish({ outcome: "engine-failed", why: error?.message ?? String(error) });
  });
  // Not from inside the caller: the report must not come before `stop` is back.
  return { stop: () => queueMicrotask(() => finish({ outcome: "cancelled" }, "cancelled")) };
}

class Rejected extends Error {}
class Unsupported extends Error {}

async function resolveCalls({ inspection, settings }) {
  try {
    return await toolchain.call("resolve_calls", { inspection, settings });
  } catch (error) {
    throw new Rejected(error.message);
  }
}

/** Rust's symbols in a backtrace, made readable in place. */
async function readableNames(backtrace) {
  try {
    const names = await toolchain.call("demangle", { names: backtrace.map((frame) => frame.function) });
    for (const [index, name] of names.entries()) backtrace[index].function = name;
  } catch {
    // The symbols as they are still say where it was.
  }
}

export const browserEngine = { run, available, warm: warmWorker };
