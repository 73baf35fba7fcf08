// One stage's run on either engine: its events as they come, its report at the end.
import { toBase64 } from "../base64.js";
import { browserEngine } from "../engine/load.js";
import { linesOf } from "../ndjson.js";

/**
 * @typedef {object} Component
 * @property {Uint8Array} bytes
 * @property {string} sha256
 * @property {any} inspection
 * @property {boolean} isSent whether the server has it
 */

const REPORT = '{"type":"report"';

/** The browser's engine. @param {Component} component @param {any} settings @param {(line: string) => void} onLine @param {AbortSignal} signal */
export function runInBrowser(component, settings, onLine, signal) {
  return new Promise((resolve, reject) => {
    const { ok, why } = browserEngine.available();
    if (!ok) return reject(new Error(why));
    const request = { ...component, settings, traceInReport: false };
    const run = browserEngine.run(request, (line) => {
      onLine(line);
      if (line.startsWith(REPORT)) resolve(JSON.parse(line).report);
    }, (lost) => reject(new Error(lost)));
    signal.addEventListener("abort", () => run.stop(), { once: true });
  });
}

/** wasmtime on the server, which gets the bytes only when it has none of this hash. @type {typeof runInBrowser} */
export async function runOnServer(component, settings, onLine, signal) {
  const whole = () => post({ base64: toBase64([component.bytes]) }, settings, signal);
  let response = component.isSent ? await post({ sha256: component.sha256 }, settings, signal) : await whole();
  // It keeps a component for a while only.
  if (component.isSent && response.status === 404) response = await whole();
  if (!response.ok) throw new Error((await response.json().catch(() => null))?.error?.message ?? `the server answers with status ${response.status}`);
  component.isSent = true;
  for await (const line of linesOf(response)) {
    onLine(line);
    if (line.startsWith(REPORT)) return JSON.parse(line).report;
  }
  throw new Error("the server ended the stream without a report");
}

function post(component, settings, signal) {
  const body = JSON.stringify({ component, settings, trace_in_report: false });
  return fetch("api/v1/run", { method: "POST", headers: { "content-type": "application/json" }, body, signal });
}
