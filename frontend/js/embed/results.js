// What an embed shows of a run: the verdict, each engine's output side by side, and the host calls.
import { fromBase64 } from "../base64.js";
import { el } from "../inspect/dom.js";
import { count, visible, visibleLine } from "../inspect/text.js";
import { ended } from "../pipeline/words.js";

const SIDES = { browser: "left", wasmtime: "right" };
const NAMES = { browser: "Browser", wasmtime: "wasmtime" };
/** So much of a stream is shown, */
const OUTPUT_CHARACTERS = 20_000;
/** of a call's arguments and result, */
const CALL_CHARACTERS = 300;
/** and so many calls and messages. */
const SHOWN_CALLS = 200;
const SHOWN_MESSAGES = 50;

/** What is said of rows that are not the same on both sides. */
const ROW_WORDS = {
  arguments: "other arguments", result: "other result", denial: "denied on one side", order: "in another order",
  "only-left": "only in the browser", "only-right": "only on wasmtime",
};

/** Both engines agree, or not; with what else is to be said. @param {import("./run.js").Result} result */
export function verdict({ comparison, runs, notes }) {
  const tag = comparison && el("span", { class: `tag ${comparison.same ? "same" : "differs"}`, "data-testid": "agreement", text: comparison.same ? "agree" : "differ" });
  const failed = Object.entries(runs).filter(([, run]) => run.failed);
  const words = comparison?.verdict ?? (failed.length ? "There is nothing to compare." : "");
  return [
    tag || words ? el("p", { class: "verdict", role: "status", "data-testid": "verdict" }, tag || null, tag ? " " : null, visibleLine(words)) : null,
    ...notes.map((text) => el("p", { class: "note", text })),
  ].filter(Boolean);
}

/** One column an engine. @param {import("./run.js").Result} result */
export const output = ({ runs }) =>
  el("div", { class: "columns" }, ...Object.entries(runs).map(([engine, run]) => column(engine, run)));

function column(engine, { report, failed }) {
  const version = report ? report.engine.version.replace(/^wasmtime /, "") : "";
  const head = el("h3", {}, NAMES[engine], version ? el("span", { class: "note", text: ` ${version}` }) : null);
  const section = (...children) => el("section", { class: SIDES[engine], "aria-label": NAMES[engine], "data-testid": `run-${engine}` }, head, ...children);
  if (failed) return section(el("p", { class: "bad", text: `Not run: ${visibleLine(failed)}` }));
  const { how, isGood } = ended(report);
  return section(
    el("p", { class: "outcome" }, el("span", { class: isGood ? "good" : "bad", text: visibleLine(how) })),
    values(report.values),
    stream("stdout", report.stdout),
    stream("stderr", report.stderr),
  );
}

function values(list) {
  const given = list.filter(({ value }) => value !== undefined && value !== null);
  if (given.length === 0) return null;
  const row = ({ export: name, value }) => [
    el("dt", { class: "mono", text: visibleLine(name.slice(name.lastIndexOf("#") + 1)) }),
    el("dd", { class: "mono", text: visibleLine(cut(value, CALL_CHARACTERS)) }),
  ];
  return el("dl", { "aria-label": "Values" }, ...given.flatMap(row));
}

function stream(name, { bytes, truncated }) {
  const text = new TextDecoder().decode(fromBase64(bytes));
  if (text === "") return null;
  const rest = text.length > OUTPUT_CHARACTERS ? el("p", { class: "note", text: `${count(text.length - OUTPUT_CHARACTERS, "character")} more` }) : null;
  return el("div", { class: "stream" },
    el("h4", { text: name }),
    el("pre", { class: "guest", tabindex: "0", "aria-label": name, "data-testid": name, text: visible(text.slice(0, OUTPUT_CHARACTERS)) }),
    rest,
    truncated ? el("p", { class: "note", text: "More was written than is kept." }) : null);
}

/** The host calls, aligned where both engines ran. @param {import("./run.js").Result} result */
export function trace({ runs, rows }) {
  const engines = Object.keys(runs).filter((engine) => runs[engine].report);
  if (engines.length === 0) return el("p", { class: "empty", text: "No run, no calls." });
  const all = rows.length > 0 || engines.length === 2
    ? rows.map((row) => ({ ...row, left: runs.browser.events[row.left], right: runs.wasmtime.events[row.right] }))
    : runs[engines[0]].events.map((event) => ({ kind: "same", isKnown: false, left: event }));
  if (all.length === 0) return el("p", { class: "empty", "data-testid": "no-calls", text: "It called nothing of its host." });
  const denied = all.filter(({ left, right }) => [left, right].some((event) => event?.decision === "denied")).length;
  const more = all.length - SHOWN_CALLS;
  return el("div", {},
    el("p", { class: "note", "data-testid": "calls", text: `${count(all.length, "call")}${denied ? `, ${denied} denied` : ""}${more > 0 ? `; the first ${SHOWN_CALLS}` : ""}` }),
    el("ol", { class: "calls" }, ...all.slice(0, SHOWN_CALLS).map(call)));
}

function call({ kind, isKnown, left, right }) {
  const both = kind === "same" || !left || !right ? [left ?? right] : [left, right];
  const words = ROW_WORDS[kind];
  const isDenied = [left, right].some((event) => event?.decision === "denied");
  return el("li", { class: [kind === "same" || isKnown ? null : "differs", isDenied ? "denied" : null].filter(Boolean).join(" "), "data-testid": "call" },
    ...both.map((event, index) => el("span", { class: both.length > 1 ? ["left", "right"][index] : "" }, callText(event))),
    words ? el("span", { class: `tag ${isKnown ? "" : "differs"}`, text: isKnown ? `${words}, a known difference` : words }) : null);
}

function callText({ interface: name, function: called, arguments: given, result, interrupted, decision, grant, capability }) {
  const interfaceName = name === "$root" ? "" : `${name.replace(/@.*$/, "")} `;
  // A denial that ends the run is told once.
  const came = interrupted !== undefined && interrupted !== "denied" ? ` ⨯ ${interrupted}` : result !== undefined ? ` → ${cut(result, CALL_CHARACTERS)}` : "";
  return el("code", {},
    el("span", { class: "none", text: visibleLine(interfaceName) }),
    visibleLine(`${called}(${cut(given.join(", "), CALL_CHARACTERS)})${came}`),
    decision === "denied" ? el("strong", { class: "bad", text: ` denied: needs ${visibleLine(grant ?? capability)}` }) : null);
}

/** Why nothing was run, with the compiler's messages. @param {import("./run.js").NotRun} error */
export function refusal({ message, diagnostics = [] }) {
  const place = ({ file, span }) => (file ? `${file}${span ? `:${span.start.line}:${span.start.column}` : ""} ` : "");
  const row = (diagnostic) => el("li", { class: diagnostic.severity },
    el("span", { class: "mono none", text: visibleLine(place(diagnostic)) }),
    el("strong", { text: diagnostic.severity }), el("span", { class: "message", text: ` ${visible(diagnostic.message)}` }));
  return [
    el("p", { class: "bad", role: "alert", "data-testid": "refused", text: visibleLine(message) }),
    diagnostics.length ? el("ul", { class: "problems", "data-testid": "problems" }, ...diagnostics.slice(0, SHOWN_MESSAGES).map(row)) : null,
  ].filter(Boolean);
}

const cut = (text, characters) => (text.length > characters ? `${text.slice(0, characters)}…` : text);
