// Runs an embed's project: compiled where it can be, on the engines that are asked for, and compared.
import { fromBase64 } from "../base64.js";
import { linesOf } from "../ndjson.js";
import { runInBrowser, runOnServer } from "../pipeline/engines.js";
import { toolchain } from "../toolchain/client.js";
import { unpackRows } from "./rows.js";

const RUN = { browser: runInBrowser, wasmtime: runOnServer };
const SIDES = { browser: "left", wasmtime: "right" };
/** What the toolchain worker compiles itself. */
const IN_THE_PAGE = ["wat", "component"];

/** Whether parts of a composition are granted what others are not. */
const hasOwnGrants = ({ component_grants: grants = {} }) => Object.values(grants).some((list) => list.length > 0);

/** Nothing was run; the message says why, `diagnostics` what the compiler said. */
export class NotRun extends Error {
  /** @param {string} why @param {any[]} [diagnostics] */
  constructor(why, diagnostics = []) {
    super(why);
    this.diagnostics = diagnostics;
  }
}

/**
 * @typedef {object} EngineRun
 * @property {any} [report] a `RunReport` without its trace
 * @property {any[]} events the trace's, in order
 * @property {string} [failed] why there is no report
 *
 * @typedef {object} Result
 * @property {Record<string, EngineRun>} runs by engine
 * @property {any} comparison a `Comparison`, when there are two reports
 * @property {import("./rows.js").Row[]} rows the aligned trace
 * @property {string[]} notes what else is to be said
 */

/**
 * @param {import("./link.js").Project} project
 * @param {object} how
 * @param {string[]} how.engines
 * @param {AbortSignal} how.signal ends it
 * @param {(words: string) => void} how.onState hears what is being done
 * @returns {Promise<Result>} rejects with `NotRun`
 */
export async function runProject(project, { engines, signal, onState }) {
  onState("Loading the compiler…");
  const plan = await toolchain.call("run_plan", { project }).catch((error) => { throw new NotRun(error.message); });
  if (plan.language === "pipeline") throw new NotRun("A pipeline runs several components one after another, which only the whole workbench can do.");
  if (hasOwnGrants(plan.settings)) throw new NotRun("Its parts have grants of their own, for which only the whole workbench links them one by one.");
  signal.throwIfAborted();
  const component = await compiled(project, plan, signal, onState);
  onState("Running…");
  // Timing takes more calls, and is for the workbench.
  const settings = { ...plan.settings, warm_calls: 0 };
  const runs = Object.fromEntries(await Promise.all(engines.map(async (engine) => [engine, await one(engine, component, settings, signal)])));
  const notes = plan.language === "wac" ? ["A composition runs as one component here: the workbench shows the calls between its parts, too."] : [];
  const [left, right] = Object.keys(SIDES).map((engine) => runs[engine]?.report);
  if (!left || !right) return { runs, comparison: null, rows: [], notes };
  const { json, rows } = await toolchain.call("compare", { left, right });
  return { runs, comparison: JSON.parse(json), rows: unpackRows(rows), notes };
}

/** @returns {Promise<import("../pipeline/engines.js").Component>} */
async function compiled(project, { language, label }, signal, onState) {
  const isHere = IN_THE_PAGE.includes(language);
  onState(`Compiling ${label}…`);
  const output = isHere ? await toolchain.call("compile", { project }) : await compileOnServer(project, signal, (words) => onState(`Compiling ${label}: ${words}…`));
  if (!output.component) {
    const errors = output.diagnostics.filter(({ severity }) => severity === "error").length;
    throw new NotRun(`Not run: the source has ${errors === 1 ? "an error" : `${errors} errors`}.`, output.diagnostics);
  }
  const bytes = fromBase64(output.component);
  const inspection = await toolchain.call("inspect", { bytes });
  if (inspection.kind === "core-module") throw new NotRun(`Not run: this is a core module, and the engines run components. ${inspection.missing ?? ""}`);
  return { bytes, sha256: inspection.sha256, inspection, isSent: !isHere };
}

/** @param {(words: string) => void} onStep @returns {Promise<any>} a `CompileOutput` */
async function compileOnServer(project, signal, onStep) {
  let response;
  try {
    response = await fetch("api/v1/compile", {
      method: "POST",
      headers: { "content-type": "application/json", "accept": "application/x-ndjson" },
      body: JSON.stringify({ project }),
      signal,
    });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new NotRun("The server that compiles it cannot be reached.");
  }
  if (!response.ok) throw new NotRun((await response.json().catch(() => null))?.error?.message ?? `The server answers with status ${response.status}.`);
  for await (const line of linesOf(response)) {
    const event = JSON.parse(line);
    if (event.type === "output") return event;
    onStep(event.type === "queued" ? `${event.before} before it` : event.stage);
  }
  throw new NotRun("The server ended the compile without a word.");
}

/** @returns {Promise<EngineRun>} */
async function one(engine, component, settings, signal) {
  const side = SIDES[engine];
  const events = [];
  toolchain.send("trace_begin", { side });
  const onLine = (line) => {
    if (!line.startsWith('{"type":"trace"')) return;
    toolchain.send("trace_push", { side, batch: line });
    for (const event of JSON.parse(line).events) events.push(event);
  };
  try {
    const report = await RUN[engine](component, settings, onLine, signal);
    // They come as they end; rows count them as they began.
    events.sort((a, b) => a.sequence - b.sequence);
    return { report, events };
  } catch (error) {
    return { events, failed: signal.aborted ? "stopped" : error.message };
  }
}

/** Favours the first run, as soon as somebody reaches for it. */
export const warm = () => toolchain.warm();
