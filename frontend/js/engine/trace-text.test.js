// The page's trace is `shared::trace`'s JSON, whatever a guest writes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { TraceText, traceEventText, traceText } from "./trace-text.js";

const inspection = {
  imports: [
    { name: "wasi:clocks/monotonic-clock@0.2.6", functions: [{ name: "now", parameters: [], result: { kind: "u64" } }] },
    { name: "demo:log/log", functions: [
      { name: "say", parameters: [{ name: "what", ty: { kind: "string" } }, { name: "times", ty: { kind: "u8" } }], result: null },
      { name: "ask", parameters: [], result: { kind: "bool" } },
    ] },
  ],
};
const policy = [
  { interface: "wasi:clocks/monotonic-clock@0.2.6", function: "now", decision: "allowed" },
  { interface: "demo:log/log", function: "say", decision: "allowed" },
  { interface: "demo:log/log", function: "ask", decision: "denied", capability: "demo:log/log" },
];

test("batches become events in order", () => {
  const trace = new TraceText([{ inspection, policy }]);
  const events = trace.batch({
    numbers: Float64Array.of(0, 10, 1, 0, 1, 20, 2, 1, 2, 30, 3, 2, 1, 40, 4, 3),
    texts: '17\n"</script>\\"\\u{1b}"\n3\nfalse\n"x"\n1\n',
    notes: [{ index: 3, interrupted: "line\nbreak", denied: { capability: "filesystem", grant: "filesystem read /a \"b\"" } }],
  });
  const last = trace.cutOff({ target: 1, startNs: 50, texts: '"w"\n2\n', sequence: 4 }, 5, "time-ms");
  const { type, events: parsed } = JSON.parse(traceEventText([...events, last]));
  assert.equal(type, "trace");
  assert.deepEqual(parsed, [
    { sequence: 0, interface: "wasi:clocks/monotonic-clock@0.2.6", function: "now", arguments: [], result: "17", decision: "allowed", start_ns: 10, duration_ns: 1 },
    { sequence: 1, interface: "demo:log/log", function: "say", arguments: ['"</script>\\"\\u{1b}"', "3"], decision: "allowed", start_ns: 20, duration_ns: 2 },
    { sequence: 2, interface: "demo:log/log", function: "ask", arguments: [], result: "false", decision: "denied", capability: "demo:log/log", start_ns: 30, duration_ns: 3 },
    { sequence: 3, interface: "demo:log/log", function: "say", arguments: ['"x"', "1"], interrupted: "line\nbreak", decision: "denied", capability: "filesystem", grant: 'filesystem read /a "b"', start_ns: 40, duration_ns: 4 },
    { sequence: 4, interface: "demo:log/log", function: "say", arguments: ['"w"', "2"], interrupted: "time-ms", decision: "allowed", start_ns: 50, duration_ns: 5 },
  ]);
  assert.equal(trace.count, 5);
  assert.deepEqual(JSON.parse(traceText([], 7)), { schema: 1, events: [], total_calls: 7 });
});

test("the calls of a composition's parts say who called whom", () => {
  const wires = { "demo:log/log": { instance: "logger", export: "demo:log/log" } };
  const parts = [
    { instance: "logger", inspection: { imports: inspection.imports.slice(0, 1) }, policy: policy.slice(0, 1), wires: {} },
    { instance: "user", inspection, policy: [policy[0], null, null], wires },
  ];
  const events = new TraceText(parts).batch({
    numbers: Float64Array.of(0, 20, 1, 1, 3, 10, 30, 0), texts: '17\ntrue\n', notes: [],
  });
  assert.deepEqual(events.map((event) => JSON.parse(event)).map(({ sequence, caller, callee, interface: name }) => [sequence, caller, callee, name]), [
    [1, "logger", undefined, "wasi:clocks/monotonic-clock@0.2.6"],
    [0, "user", "logger", "demo:log/log"],
  ]);
});
