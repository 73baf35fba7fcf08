// A report as what the engine said when it was made: batches of host calls, then the report itself.

/** So many calls a batch: the page reads them in short slices. */
const BATCH = 500;

/** @typedef {{browser: string[], wasmtime: string[]}} Lines */

/** @param {any[]} reports @returns {Lines} */
export function linesOf(reports) {
  const of = (engine) => reports.filter((report) => report.engine?.id === engine).flatMap(said);
  return { browser: of("browser"), wasmtime: of("wasmtime") };
}

function said(report) {
  const { events = [], ...trace } = report.trace ?? {};
  const lines = [];
  for (let at = 0; at < events.length; at += BATCH) {
    lines.push(JSON.stringify({ type: "trace", events: events.slice(at, at + BATCH) }));
  }
  lines.push(JSON.stringify({ type: "report", report: { ...report, trace: { ...trace, events: [] } } }));
  return lines;
}

/** The engine that made these lines, in words; empty when there is none. @param {string[]} lines */
export function engineOf(lines) {
  const last = lines.at(-1);
  if (!last?.startsWith('{"type":"report"')) return "";
  const { engine, version } = JSON.parse(last).report.engine;
  return [engine, version].filter(Boolean).join(" ");
}
