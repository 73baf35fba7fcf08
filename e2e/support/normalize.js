// A run report without what changes from run to run: the same form as `shared::report::normalize` writes.

/** Which fields each outcome has, besides `outcome` itself. */
const OUTCOME_FIELDS = {
  "returned": [],
  "exited": ["code"],
  "trapped": ["kind", "message", "backtrace"],
  "denied": ["interface", "function", "capability"],
  "limit-exceeded": ["limit", "value"],
  "unsupported-by-engine": ["why"],
  "rejected": ["why"],
  "cancelled": [],
  "engine-failed": ["why"],
};

/** So many host calls are kept. */
const CALLS = 500;

/** @param {object} report a `RunReport` */
export function normalized(report) {
  return {
    engine: report.engine.id,
    ...outcome(report),
    values: report.values,
    stdout: output(report.stdout),
    stderr: output(report.stderr),
    used: report.used,
    denied: report.denied,
    files: report.files,
    calls: report.trace.events.slice(0, CALLS).map(call),
    total_calls: report.trace.total_calls,
  };
}

function outcome(report) {
  const fields = Object.fromEntries(OUTCOME_FIELDS[report.outcome].map((name) => [name, report[name]]));
  if (report.outcome === "trapped") {
    fields.message = "";
    fields.backtrace = report.backtrace.map((frame) => ({ function: frame.function.replace(/::h[0-9a-f]{16}$/i, "") }));
  }
  return { outcome: report.outcome, ...fields };
}

function output({ bytes, truncated }) {
  if (truncated) return "truncated";
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.from(bytes, "base64")) };
  } catch {
    return { base64: bytes };
  }
}

function call({ caller, callee, interface: name, function: member, arguments: given, result, interrupted, decision, capability, grant }) {
  const ending = result != null ? ` -> ${result}` : interrupted != null ? " (did not return)" : "";
  const parts = caller == null ? "" : callee == null ? `${caller}: ` : `${caller} > ${callee}: `;
  const line = { call: `${parts}${name}#${member}(${given.join(", ")})${ending}` };
  return decision === "denied" ? { ...line, denied: grant ?? capability } : line;
}
