// A report as one web page that needs nothing else: no network, no other file, and no script but its own.
import { fromBase64 } from "../base64.js";
import { download } from "../page.js";
import { html, jsonInScript, trusted } from "./markup.js";
import { pageScript } from "./page-script.js";
import { PAGE_STYLE } from "./page-style.js";

/** The most rows of the trace that the page shows (limit `page-rows`); the JSON in it has all. */
export const PAGE_ROWS = 5_000;
/** The most characters of one output that it shows (limit `page-output`). */
const PAGE_OUTPUT = 200_000;
/** The most characters of one call that it shows (limit `page-call`). */
const PAGE_CALL = 2_000;

/**
 * @param {string} name @param {string} title @param {Uint8Array} report JSON in UTF-8
 */
export async function downloadPage(name, title, report) {
  const nonce = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  download(name, new TextEncoder().encode(reportPage(title, new TextDecoder().decode(report), nonce)), "text/html");
}

/**
 * @param {string} title the project's @param {string} text a `ComparisonReport` or a `RunReport` as JSON
 * @param {string} nonce what tells the page's own style and script from any other
 */
export function reportPage(title, text, nonce) {
  const report = JSON.parse(text);
  const comparison = report.comparison ?? null;
  const runs = comparison ? [report.left, report.right] : [report];
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'`;
  const body = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title} · Diptych report</title>
<style nonce="${nonce}">${trusted(PAGE_STYLE)}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p class="soft">Component ${runs[0].component_sha256}${made(runs[0])}</p>
</header>
<main>
${comparison ? html`<p class="verdict${comparison.same ? " same" : ""}" id="verdict">${comparison.verdict}</p>` : ""}
${comparison ? differences(comparison) : ""}
<section><h2>Runs</h2><div class="sides">${runs.map(run)}</div></section>
${comparison ? phases(comparison, runs) : ""}
${needs(runs)}
${trace(report, comparison, runs)}
<p class="bar"><button id="save">Save the report as JSON</button><span class="soft">The whole report is in this file, every call included.</span></p>
</main>
<script type="application/json" id="report">${trusted(jsonInScript(text))}</script>
<script nonce="${nonce}">${trusted(`(${pageScript})();`)}</script>
</body>
</html>
`;
  return body.text;
}

const made = ({ toolchain }) => (toolchain?.length ? `, made by ${toolchain.join(", ")}` : "");

const engineName = ({ engine }) => `${engine.id}: ${engine.engine} ${engine.version}`;

/** What differs besides the trace, in words. */
function differences(comparison) {
  const found = [["Outcome", comparison.outcome], ["Values", comparison.values]].filter(([, agreement]) => agreement?.difference);
  const words = found.map(([name, { difference }]) => html`<li>${name}: ${difference}</li>`);
  if (comparison.trace.explanation) words.push(html`<li>Trace: ${comparison.trace.explanation}</li>`);
  for (const known of comparison.known ?? []) words.push(html`<li>Known difference, ${known.what}: ${known.why}</li>`);
  return words.length ? html`<ul>${words}</ul>` : "";
}

function run(report, index) {
  return html`<section class="${index ? "right" : "left"}">
<h3>${engineName(report)}</h3>
<p class="soft">${report.engine.host}, ${report.mode ?? "deterministic"}${report.peak_memory_bytes ? `, memory at most ${report.peak_memory_bytes.toLocaleString("en")} bytes` : ""}</p>
<p>${outcome(report)}</p>
${report.values?.length ? html`<h3>Values</h3><pre>${report.values.map((call) => `${call.export}${call.value === undefined || call.value === null ? "" : ` = ${call.value}`}`).join("\n")}</pre>` : ""}
${output("stdout", report.stdout)}
${output("stderr", report.stderr)}
${report.files?.length ? html`<h3>Files</h3><pre>${report.files.map(({ change, path, size_bytes: size }) => `${change} ${path}${size === undefined ? "" : ` (${size} bytes)`}`).join("\n")}</pre>` : ""}
</section>`;
}

/** How a run ended, in words. */
export function outcome({ outcome: how, ...rest }) {
  const more = [rest.message, rest.why, rest.limit && `${rest.limit} ${rest.value}`, rest.interface && `${rest.interface} ${rest.function}`, rest.code !== undefined && `code ${rest.code}`];
  const words = more.filter((word) => typeof word === "string");
  return `Outcome: ${[how, ...words].join(", ")}`;
}

function output(name, { bytes, truncated }) {
  const content = fromBase64(bytes);
  if (!content.length) return html`<p class="soft">${name} is empty.</p>`;
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    text = [...content.subarray(0, PAGE_OUTPUT / 4)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  }
  const cut = text.length > PAGE_OUTPUT ? `Cut at ${PAGE_OUTPUT} characters (limit page-output); the JSON has all.` : truncated ? "Cut at the limit output-bytes." : "";
  return html`<h3>${name}</h3><pre>${text.slice(0, PAGE_OUTPUT)}</pre>${cut && html`<p class="soft">${cut}</p>`}`;
}

const milliseconds = (ns) => `${(ns / 1e6).toLocaleString("en", { maximumSignificantDigits: 3 })} ms`;
const figure = (value) => (value ? `${milliseconds(value.median_ns)}${value.cached ? " (cached)" : ""}${value.samples > 1 ? `, median of ${value.samples}` : ""}` : "");

function phases({ phases: list }, runs) {
  if (!list?.length) return "";
  const rows = list.map(({ name, left, right, verdict }) => html`<tr><td>${name}</td><td>${figure(left)}</td><td>${figure(right)}</td><td>${verdict}</td></tr>`);
  return html`<section><h2>Timing</h2><div class="scroll"><table><thead><tr><th>Phase</th>${runs.map((report) => html`<th>${report.engine.id}</th>`)}<th></th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

/** What was granted, used and denied. */
function needs(runs) {
  const side = (report, index) => {
    const line = (name, list) => html`<p>${name}: ${list?.length ? list.map((need, at) => html`${at ? ", " : ""}<code>${need}</code>`) : "nothing"}</p>`;
    return html`<div class="${index ? "right" : "left"}"><h3>${report.engine.id}</h3>${line("Granted", report.policy)}${line("Used", report.used)}${line("Denied", report.denied)}</div>`;
  };
  return html`<section><h2>Capabilities</h2><div class="sides">${runs.map(side)}</div></section>`;
}

const KINDS = { same: "same", arguments: "other arguments", result: "other result", denial: "denied on one side", order: "other place", "only-left": "left only", "only-right": "right only" };

/** A host call in one line. */
export function callText(event) {
  if (!event) return "";
  const who = event.caller ? `${event.caller} → ${event.callee ?? "host"}: ` : "";
  const end = event.interrupted ? ` ✗ ${event.interrupted}` : event.result === undefined || event.result === null ? "" : ` → ${event.result}`;
  const text = `${who}${event.interface}#${event.function}(${event.arguments.join(", ")})${end}`;
  return text.length > PAGE_CALL ? `${text.slice(0, PAGE_CALL)}…` : text;
}

function trace(report, comparison, runs) {
  const events = runs.map(({ trace: { events: list } }) => list ?? []);
  const rows = comparison ? comparison.trace.rows : events[0].map((_, left) => ({ kind: "same", left }));
  const shown = rows.slice(0, PAGE_ROWS).map((row, index) => {
    const calls = [events[0][row.left], comparison ? events[1]?.[row.right] : undefined];
    const denied = calls.some((call) => call?.decision === "denied");
    const kind = row.known ? "known" : row.kind === "same" ? "same" : "differs";
    const words = row.known ? `known: ${row.known}` : comparison ? KINDS[row.kind] ?? row.kind : "";
    const both = row.kind === "same" || !comparison;
    const cells = both ? html`<td class="call" colspan="2">${callText(calls[0] ?? calls[1])}</td>` : calls.map((call) => html`<td class="call">${callText(call)}</td>`);
    return html`<tr class="${kind}${denied ? " denied" : ""}"><td>${index + 1}</td><td class="kind">${words}${denied ? html` <span class="denied-word">denied</span>` : ""}</td>${cells}</tr>\n`;
  });
  const left = rows.length - shown.length;
  const total = runs.map((each) => each.trace.total_calls).join(" and ");
  return html`<section><h2>Host calls</h2>
<p class="soft">${total} host calls${left > 0 ? `; ${left} further rows are left out here (limit page-rows is ${PAGE_ROWS}), and in the JSON` : ""}.</p>
<div class="bar"><input id="words" type="search" placeholder="Filter the calls" aria-label="Filter the calls">
<select id="which" aria-label="Which calls"><option value="all">all calls</option><option value="differs">that differ</option><option value="known">known differences</option><option value="denied">denied</option></select>
<span class="soft" id="shown" role="status">${shown.length} of ${shown.length} rows</span></div>
<div class="scroll"><table><thead><tr><th>#</th><th></th>${comparison ? runs.map((each) => html`<th>${each.engine.id}</th>`) : html`<th colspan="2">${runs[0].engine.id}</th>`}</tr></thead><tbody id="rows">
${shown}</tbody></table></div></section>`;
}
