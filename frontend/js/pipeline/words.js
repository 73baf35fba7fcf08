// What a stage's run came to, in words, and whether two engines made the same of it.
import { count, size } from "../inspect/text.js";

/** So much of a value is shown. */
const VALUE_CHARACTERS = 200;
const GOOD = ["returned"];

/**
 * How a stage's run reads: how it ended, what it gave, time and calls.
 * @param {any} report a `RunReport`
 */
export function ended({ outcome, code, kind, why, limit, capability, stdout, values, timing, trace, denied }) {
  const value = values.at(-1)?.value;
  const bytes = atob(stdout.bytes).length;
  const gave = value != null && value !== "ok" ? cut(value) : bytes > 0 ? `${size(bytes)} on stdout` : "";
  const phases = timing.phases.reduce((sum, { duration_ns }) => sum + duration_ns, 0);
  const notes = [`${(phases / 1e6).toFixed(1)} ms`, count(trace.total_calls, "host call"), denied.length ? `${count(denied.length, "need")} denied` : ""];
  const isGood = GOOD.includes(outcome) || (outcome === "exited" && code === 0);
  const detail = kind ?? why ?? limit ?? capability;
  const words = (text) => text.replaceAll("-", " ");
  const how = detail == null || detail === "other" ? words(outcome) : `${words(outcome)}: ${kind ? words(kind) : detail}`;
  return {
    how: outcome === "exited" ? `exited with code ${code}` : cut(how),
    gave,
    note: notes.filter(Boolean).join(", "),
    isGood,
  };
}

const cut = (text) => (text.length > VALUE_CHARACTERS ? `${text.slice(0, VALUE_CHARACTERS)}…` : text);

/** Whether both ended alike and gave the same to the stages after them. @param {any} left @param {any} right */
export function isSame(left, right) {
  const said = ({ outcome, code, values, stdout }) => JSON.stringify([outcome, code ?? null, values, stdout.bytes]);
  return said(left) === said(right);
}
