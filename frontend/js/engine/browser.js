// The browser engine: transpiles a component, runs it in the sandboxed frame, answers as the server does.
import { toolchain } from "../toolchain/client.js";
import { takeWorker, warmWorker } from "./frame.js";
import { Recorder } from "./recorder.js";
import { grantsNeedLinking, hasOwnGrants, Refused, rejected } from "./refused.js";
import { completed } from "./settings.js";
import { transpiled } from "./transpiled.js";

/** A guest that calls its host is ended at its limit by the worker, which has all the facts; others later. */
const HOST_GRACE_MS = 150;
/** The component's JavaScript and core modules must be compiled after this long. */
const LOAD_TIME_MS = 30_000;
/** A timed-out measurement is given up this long after it began; the worker itself stops earlier. */
const MEASURE_GRACE_MS = 3_000;

/** Why a linked run is timed linked. */
const TIMED_LINKED = "instances have grants of their own, which one component cannot have, so the timed calls are linked too";

/** What a component imports that may send requests. */
const HTTP = "wasi:http/outgoing-handler";

const hasJspi = () => typeof WebAssembly !== "undefined" && "Suspending" in WebAssembly;

/** What sends a guest's requests, where the server allows that; few runs need it, so it comes late. */
async function liveRequests() {
  const { isLiveHttpAllowed, LiveRequests } = await import("./live-http.js");
  return (await isLiveHttpAllowed()) ? LiveRequests : null;
}

/**
 * Runs a component once, traced, then times it. The last event is always one `report`.
 *
 * A composition's parts are linked one by one for the traced run, so that calls between them are seen; where that
 * cannot be, the composed component runs as one. It is the composed component that is timed, unless single parts
 * have grants of their own.
 * @param {{bytes: Uint8Array, sha256: string, inspection: any, settings: any, linked?: import("./linking.js").Linked | null, traceInReport?: boolean}} request
 *   `bytes`, `sha256` and `inspection` of the component, of a composition the composed one; `traceInReport`: whether
 *   the report has the trace's events again; it has by default
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

  function failed(error) {
    if (error instanceof Refused) finish(error.outcome);
    else if (error instanceof Unsupported) finish({ outcome: "unsupported-by-engine", why: error.message });
    else finish({ outcome: "engine-failed", why: error?.message ?? String(error) });
  }

  let settings = null;
  const { linked } = request;
  /** Few components are compositions, so it comes late. @type {typeof import("./linking.js")} */
  let linking = null;

  async function start() {
    settings = completed(request.settings);
    if (linked) linking = await import("./linking.js");
    const { inspection } = request;
    const grants = linked ? linking.allGrants(settings) : settings.grants;
    const mayAsk = settings.mode === "live" && inspection.imports.some(({ name }) => name.startsWith(HTTP));
    const [calls, scopes, LiveRequests] = await Promise.all([
      resolveCalls(request),
      toolchain.call("policy_scopes", { grants }),
      mayAsk && liveRequests(),
    ]);
    const run = { settings, calls, isCommand: (request.settings.calls ?? []).length === 0, LiveRequests, scopes };
    const why = linked ? linking.staticWhy(linked, settings, calls) : "no parts were sent";
    await (linked && !why ? launchLinked(run) : launchWhole(run, why));
  }

  /** The component as one. @param {any} run @param {string} why the parts of a composition are not linked */
  async function launchWhole(run, why) {
    if (hasOwnGrants(settings)) throw grantsNeedLinking(why);
    if (linked) recorder.composed({ traced: "static", why });
    if (isOver) return;
    const decided = await decidedForWhole(run.scopes);
    if (isOver) return;
    recorder.expect([decided]);
    await launch(run, async () => {
      const { result, cached } = transpiled(request);
      try {
        const program = await result;
        requireJspi(program.needs_jspi);
        return { cached, message: { whole: { files: program.files, ...decided } } };
      } catch (error) {
        throw new Unsupported(`this engine cannot run the component: ${error.message}`);
      }
    });
  }

  /** What the run's grants decide for the component as one. @param {any} scopes those of the run's grants */
  async function decidedForWhole(scopes) {
    const { inspection } = request;
    const policy = await toolchain.call("policy_table", { inspection, grants: settings.grants });
    return { inspection, policy, scopes };
  }

  /** A composition part by part. */
  async function launchLinked(run) {
    let launched;
    try {
      const parts = await linking.partsOf(linked, settings);
      if (isOver) return;
      const isTimedLinked = hasOwnGrants(settings);
      recorder.composed({
        traced: "linked",
        ...(isTimedLinked && settings.warmCalls > 0 ? { why: TIMED_LINKED } : {}),
        parts: parts.map(({ instance, grants }) => ({ instance, policy: grants, used: [], denied: [] })),
      });
      recorder.expect(parts);
      const timesWhole = settings.warmCalls > 0 && !isTimedLinked;
      await launch(run, async () => {
        try {
          const { programs, parts: keyed, needsJspi, cached } = await linking.transpiledParts(parts);
          requireJspi(needsJspi);
          const composed = { programs, parts: keyed, exports: linked.composition.exports };
          return { cached, message: { composed, timesWhole } };
        } catch (error) {
          throw new Unlinkable(error.message);
        }
      });
      launched = timesWhole;
    } catch (error) {
      if (!(error instanceof Unlinkable)) throw error;
      return launchWhole(run, error.message);
    }
    // It is timed only where no part has grants of its own, so its scopes are the run's.
    if (launched) await sendWhole(run.scopes);
  }

  /** Transpiles the composed component for its timing, while the parts run. @param {any} scopes */
  async function sendWhole(scopes) {
    if (isOver) return;
    const began = performance.now();
    let message;
    try {
      const { result, cached } = transpiled(request);
      const program = await result;
      requireJspi(program.needs_jspi);
      recorder.transpiledToTime(transpilePhase(began, cached));
      message = { whole: { files: program.files, ...(await decidedForWhole(scopes)) } };
    } catch (error) {
      message = { whole: null, why: error.message };
    }
    if (!isOver) worker?.post({ kind: "whole", ...message });
  }

  /** Takes a worker, lets `prepare` transpile, and starts the run. */
  async function launch(run, prepare) {
    const taking = takeWorker();
    // Taken while the transpiler works; a failure is looked at below.
    taking.catch(() => {});
    recorder.stage("transpile");
    const began = performance.now();
    let prepared;
    try {
      prepared = await prepare();
    } catch (error) {
      taking.then((unused) => unused.end(false), () => {});
      throw error;
    }
    recorder.phase(transpilePhase(began, prepared.cached));
    const taken = worker = await taking;
    if (isOver) return worker.end(false);
    worker.onLost = (why) => finish({ outcome: "engine-failed", why });
    let watch = 0;
    const within = (ms, onLate) => {
      clearTimeout(watch);
      watch = setTimeout(onLate, ms);
    };
    within(LOAD_TIME_MS, () => finish({ outcome: "unsupported-by-engine", why: `loading the component took longer than the limit \`load-time-ms\` (${LOAD_TIME_MS})` }));
    const { LiveRequests, ...rest } = run;
    if (LiveRequests) live = new LiveRequests(run.scopes, (answer) => worker.post(answer));
    worker.onMessage = (message) => {
      if (isOver || worker !== taken) return;
      if (message.kind === "http-request") return live?.take(message);
      if (message.kind === "unlinked") {
        clearTimeout(watch);
        worker = null;
        taken.end(false);
        live?.end();
        recorder.restart();
        return launchWhole(run, message.why).catch(failed);
      }
      recorder.take(message);
      if (message.kind === "stage" && message.name === "instantiate") {
        const value = settings.limits.timeMs;
        within(value + HOST_GRACE_MS, () => finish({ outcome: "limit-exceeded", limit: "time-ms", value }, "time-ms"));
      } else if (message.kind === "outcome" || message.kind === "timing") {
        within(MEASURE_GRACE_MS, () => finish(recorder.outcome));
      } else if (message.kind === "waiting-for-whole") {
        clearTimeout(watch);
      } else if (message.kind === "done") {
        clearTimeout(watch);
        isBusy = false;
        finish(recorder.outcome);
      }
    };
    isBusy = true;
    worker.post({ ...rest, ...prepared.message, isLiveHttp: Boolean(LiveRequests) });
  }

  start().catch(failed);
  // Not from inside the caller: the report must not come before `stop` is back.
  return { stop: () => queueMicrotask(() => finish({ outcome: "cancelled" }, "cancelled")) };
}

const transpilePhase = (began, cached) =>
  ({ name: "transpile", duration_ns: cached ? 0 : Math.round((performance.now() - began) * 1e6), cached });

/** Without it a wait would end at once, silently wrong. */
function requireJspi(isNeeded) {
  if (isNeeded && !hasJspi()) throw new Error("it may wait, and this browser has no JavaScript Promise Integration: Chrome 137, Firefox 153, Safari 27 and later have it");
}

/** A composition that this engine cannot link part by part. */
class Unlinkable extends Error {}
class Unsupported extends Error {}

async function resolveCalls({ inspection, settings }) {
  try {
    return await toolchain.call("resolve_calls", { inspection, settings });
  } catch (error) {
    throw rejected(error.message);
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

export const browserEngine = { run, warm: warmWorker };
