// A run's trace as JSON text: what the run worker tells of calls, made `shared::trace::TraceEvent`s.
//
// Text, because whoever reads it reads it in Rust: the page never holds the events as objects.
import { CALL_NUMBERS } from "../run/outbox.js";

/** `shared::trace::TRACE_SCHEMA` */
const TRACE_SCHEMA = 1;

/** Makes events of calls; their sequence is the order in which they come. */
export class TraceText {
  #targets;
  /** Events so far. */
  count = 0;

  /** @param {any} inspection @param {any[]} policy its policy table, in the same order */
  constructor(inspection, policy) {
    const signatures = inspection.imports.flatMap(({ functions }) => functions);
    this.#targets = policy.map((row, index) => ({
      head: `"interface":${JSON.stringify(row.interface)},"function":${JSON.stringify(row.function)}`,
      decision: decisionText(row.decision === "allowed" ? null : row),
      parameters: signatures[index].parameters.length,
      hasResult: Boolean(signatures[index].result),
    }));
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
      events.push(this.#event(numbers[at], args, result, numbers[at + 1], numbers[at + 2], note));
    }
    return events;
  }

  /** The call that waits when a run is cut off. */
  cutOff({ target, startNs, texts }, durationNs, why) {
    const args = texts.split("\n").slice(0, -1);
    return this.#event(target, args, undefined, startNs, durationNs, { interrupted: why });
  }

  #event(target, args, result, startNs, durationNs, note) {
    const { head, decision } = this.#targets[target];
    const list = args.map((text) => JSON.stringify(text)).join(",");
    const returned = result === undefined ? "" : `,"result":${JSON.stringify(result)}`;
    const interrupted = note?.interrupted === undefined ? "" : `,"interrupted":${JSON.stringify(note.interrupted)}`;
    const decided = note?.denied ? decisionText(note.denied) : decision;
    return `{"sequence":${this.count++},${head},"arguments":[${list}]${returned}${interrupted},${decided},"start_ns":${startNs},"duration_ns":${durationNs}}`;
  }
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
