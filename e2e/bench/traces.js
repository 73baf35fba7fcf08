// Pairs of long traces of the kinds that are easy and hard to align, as run reports.

/** A run report with these events. */
function report(id, events) {
  return {
    schema: 2, engine: { id, engine: "", version: "", host: "" }, component_sha256: "00", outcome: "returned", values: [],
    stdout: { bytes: "", truncated: false }, stderr: { bytes: "", truncated: false },
    timing: { phases: [], warm_ns: [], clock_resolution_ns: 1, total_ns: 1 },
    trace: { schema: 1, events, total_calls: events.length },
  };
}

/** `length` events; `what(index)` gives function, arguments and result. */
function trace(length, what) {
  return Array.from({ length }, (_, index) => {
    const [name, args, result] = what(index);
    const [interfaceName, func] = name.split("#");
    return {
      sequence: index, interface: interfaceName, function: func, arguments: args, ...(result && { result }),
      decision: "allowed", start_ns: index * 1500, duration_ns: 700,
    };
  });
}

const WRITE = "wasi:io/streams@0.2.6#[method]output-stream.write";
const OPEN = "wasi:filesystem/types@0.2.6#[method]descriptor.open-at";
const READ = "wasi:filesystem/types@0.2.6#[method]descriptor.read";
const line = (number) => `b"line ${number} of what the guest writes to its output, sixty-four bytes\\n"`;
const writes = (length, number) => trace(length, (index) => [WRITE, ["output-stream#1", line(number(index))], "ok"]);

/** A stream of numbers that is the same each time. */
function random(seed) {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

/** Opens a file and reads it, over and over; `shift` more files are opened at the start. */
function files(length, shift) {
  return trace(length, (index) => {
    if (index < shift) return [OPEN, ["descriptor#1", "{}", `"extra-${index}"`, "{}", "{read}"], `ok(descriptor#${index + 2})`];
    const own = ((index - shift) >> 1) + 2 + shift;
    const name = ((index - shift) >> 1) % 100;
    return (index - shift) % 2 === 0
      ? [OPEN, ["descriptor#1", "{}", `"file-${name}"`, "{}", "{read}"], `ok(descriptor#${own})`]
      : [READ, [`descriptor#${own}`, "4096", "0"], `ok((b"content of file ${name}", true))`];
  });
}

/** Every kind by name: the two sides' events. */
export const KINDS = {
  "equal": (n) => [writes(n, (i) => i), writes(n, (i) => i)],
  "all different": (n) => [writes(n, (i) => i), writes(n, (i) => i + n)],
  "one call more in the middle": (n) => [writes(n, (i) => i), writes(n, (i) => (i < n / 2 ? i : i === n / 2 ? -1 : i - 1))],
  "periodic, shifted": (n) => [writes(n, (i) => i % 7), writes(n, (i) => (i + 300) % 7)],
  "periodic, other periods": (n) => [writes(n, (i) => i % 97), writes(n, (i) => i % 89)],
  "shuffled": (n) => [writes(n, (i) => i), writes(n, (i) => (i * 7919) % n)],
  "reversed": (n) => [writes(n, (i) => i), writes(n, (i) => n - i)],
  "random of two calls": (n) => [1, 2].map((seed) => { const next = random(seed); return writes(n, () => Math.floor(next() * 2)); }),
  "random of fifty calls": (n) => [3, 4].map((seed) => { const next = random(seed); return writes(n, () => Math.floor(next() * 50)); }),
  "random of five thousand calls": (n) => [5, 6].map((seed) => { const next = random(seed); return writes(n, () => Math.floor(next() * 5000)); }),
  "files, five more on one side": (n) => [files(n, 0), files(n, 5)],
};

/** Two reports of `length` calls each. */
export function reports(kind, length) {
  const [left, right] = KINDS[kind](length);
  return [report("browser", left), report("wasmtime", right)];
}
