// A run's trace as JSON text: what the run worker tells of calls, made `shared::trace::TraceEvent`s.
//
// Text, because whoever reads it reads it in Rust: the page never holds the events as objects.
import { CALL_NUMBERS } from "../run/outbox.js";

/** `shared::trace::TRACE_SCHEMA` */
const TRACE_SCHEMA = 1;

/**
 * What may be called in a run: one component's imports, or those of each part of a composition.
 * @typedef {object} Importer
 * @property {string} [instance] the part's name
 * @property {any} inspection
 * @property {any[]} policy a row for each imported function, null where it is another part's
 * @property {Record<string, {instance: string}>} [wires] by import, of those that other parts supply
 */

/** Makes events of calls. */
export class TraceText {
  #targets;
  /** How many calls have begun, as far as is known. */
  count = 0;

  /** @param {Importer[]} importers in the run worker's order */
  constructor(importers) {
    this.#targets = importers.flatMap(targetsOf);
  }

  /** The events of a batch, see `Outbox`. @returns {string[]} */
  batch({ numbers, texts, notes }) {
    const lines = texts.split("\n");
    const noted = new Map(notes.map((note) => [note.index, note]));
    const events = [];
    let line = 0;
    for (let at = 0, index = 0; at < numbers.length; at += CALL_NUMBERS, index += 1) {
      const { parameters, hasResult } = this.#targets[numbers[at]];
      const note = noted.get(index);
      const args = lines.slice(line, line += parameters);
      const result = hasResult && note?.interrupted === undefined ? lines[line++] : undefined;
      events.push(this.#event(numbers[at], args, result, numbers[at + 1], numbers[at + 2], numbers[at + 3], note));
    }
    return events;
  }

  /** A call that has begun and not ended when a run is cut off. */
  cutOff({ target, startNs, texts, sequence }, durationNs, why) {
    const args = texts.split("\n").slice(0, -1);
    return this.#event(target, args, undefined, startNs, durationNs, sequence, { interrupted: why });
  }

  #event(target, args, result, startNs, durationNs, sequence, note) {
    this.count = Math.max(this.count, sequence + 1);
    const { head, decision } = this.#targets[target];
    const list = args.map((text) => JSON.stringify(text)).join(",");
    const returned = result === undefined ? "" : `,"result":${JSON.stringify(result)}`;
    const interrupted = note?.interrupted === undefined ? "" : `,"interrupted":${JSON.stringify(note.interrupted)}`;
    const decided = note?.denied ? decisionText(note.denied) : decision;
    return `{"sequence":${sequence},${head},"arguments":[${list}]${returned}${interrupted},${decided},"start_ns":${startNs},"duration_ns":${durationNs}}`;
  }
}

/** What the events of each of an importer's functions have in common. @param {Importer} importer */
function targetsOf({ instance, inspection, policy, wires = {} }) {
  const functions = inspection.imports.flatMap(({ name, functions }) => functions.map((signature) => [name, signature]));
  return functions.map(([name, signature], index) => {
    const row = policy[index];
    const fields = { interface: name, function: signature.name };
    if (instance !== undefined) fields.caller = instance;
    if (!row) fields.callee = wires[name === "$root" ? signature.name : name].instance;
    return {
      head: JSON.stringify(fields).slice(1, -1),
      decision: decisionText(!row || row.decision === "allowed" ? null : row),
      parameters: signature.parameters.length,
      hasResult: Boolean(signature.result),
    };
  });
}

/** @param {{capability: string, grant?: string} | null} denied */
function decisionText(denied) {
  if (!denied) return '"decision":"allowed"';
  const grant = denied.grant ? `,"grant":${JSON.stringify(denied.grant)}` : "";
  return `"decision":"denied","capability":${JSON.stringify(denied.capability)}${grant}`;
}

/** A `RunEvent` of these events. @param {string[]} events */
export const traceEventText = (events) => `{"type":"trace","events":[${events.join(",")}]}`;

/** A report's `trace`. @param {string[]} parts events, or several with commas between them */
export const traceText = (parts, totalCalls) =>
  `{"schema":${TRACE_SCHEMA},"events":[${parts.join(",")}],"total_calls":${totalCalls}}`;
