// What the page has seen of a run so far, and the report that it makes, whenever the run ends.
import { toBase64 } from "../base64.js";
import { clockResolutionNs, engineInfo } from "./info.js";

/** `shared::report::REPORT_SCHEMA` */
const REPORT_SCHEMA = 1;
/** Streamed events wait this long for others. */
const BATCH_MS = 30;

/** Gathers a run's messages, streams them on in batches, and builds the report. */
export class Recorder {
  #emit;
  #sha256;
  #startMs = performance.now();
  #totalMs = null;
  #phases = [];
  #values = [];
  #output = { stdout: { chunks: [], truncated: false }, stderr: { chunks: [], truncated: false } };
  #events = [];
  #totalCalls = 0;
  #waiting = null;
  #warmNs = [];
  #peakMemoryBytes = null;
  #pending = [];
  #timer = null;
  outcome = null;

  /** @param {(event: any) => void} emit takes RunEvents @param {string} sha256 */
  constructor(emit, sha256) {
    this.#emit = emit;
    this.#sha256 = sha256;
  }

  /** A stage began; what waited is sent first. */
  stage(name) {
    this.#flush();
    this.#emit({ type: "stage", name });
  }

  phase(phase) {
    this.#phases.push(phase);
  }

  /** A message of the run worker. */
  take(message) {
    switch (message.kind) {
      case "stage":
        this.stage(message.name);
        break;
      case "phase":
        this.phase(message.phase);
        break;
      case "output":
        this.#wrote(message.stream, message.bytes);
        break;
      case "trace":
        this.#waiting = null;
        this.#called(message.event);
        break;
      case "waiting":
        this.#waiting = message.event;
        this.#totalCalls = Math.max(this.#totalCalls, message.event.sequence + 1);
        break;
      case "calls":
        this.#totalCalls = Math.max(this.#totalCalls, message.total);
        break;
      case "value":
        this.#values.push(message.value);
        break;
      case "memory":
        this.#peakMemoryBytes = message.bytes;
        break;
      case "outcome":
        this.end(message.outcome);
        break;
      case "measured":
        this.#measured(message);
        break;
    }
  }

  /** The traced run is over. */
  end(outcome) {
    if (this.outcome) return;
    this.outcome = outcome;
    this.#totalMs = performance.now() - this.#startMs;
  }

  /** The run was cut off while a host call waited: the trace says so. */
  interrupt(why) {
    if (this.#waiting) this.#called({ ...this.#waiting, interrupted: why });
    this.#waiting = null;
  }

  /** Sends everything that waits, then the report. */
  report() {
    this.#flush();
    this.#emit({ type: "report", report: this.#report() });
  }

  #wrote(stream, bytes) {
    const output = this.#output[stream];
    if (bytes === null) {
      output.truncated = true;
      return;
    }
    output.chunks.push(bytes);
    const last = this.#pending.at(-1);
    if (last?.type === "output" && last.stream === stream) last.chunks.push(bytes);
    else this.#later({ type: "output", stream, chunks: [bytes] });
  }

  #called(event) {
    this.#events.push(event);
    this.#totalCalls = Math.max(this.#totalCalls, event.sequence + 1);
    const last = this.#pending.at(-1);
    if (last?.type === "trace") last.events.push(event);
    else this.#later({ type: "trace", events: [event] });
  }

  #later(event) {
    this.#pending.push(event);
    this.#timer ??= setTimeout(() => this.#flush(), BATCH_MS);
  }

  #flush() {
    clearTimeout(this.#timer);
    this.#timer = null;
    const pending = this.#pending;
    this.#pending = [];
    for (const event of pending) {
      this.#emit(event.type === "output" ? { type: "output", stream: event.stream, bytes: toBase64(event.chunks) } : event);
    }
  }

  /** The untraced instance's times stand for the traced one's. */
  #measured({ instantiateNs, firstCallNs, warmNs }) {
    if (warmNs.length === 0) return;
    this.#warmNs = warmNs;
    for (const phase of this.#phases) {
      if (phase.name === "instantiate") phase.duration_ns = instantiateNs;
      if (phase.name === "first-call") phase.duration_ns = firstCallNs;
    }
  }

  #report() {
    const output = ({ chunks, truncated }) => ({ bytes: toBase64(chunks), truncated });
    return {
      schema: REPORT_SCHEMA,
      engine: engineInfo(),
      component_sha256: this.#sha256,
      ...this.outcome,
      values: this.#values,
      stdout: output(this.#output.stdout),
      stderr: output(this.#output.stderr),
      timing: {
        phases: this.#phases,
        warm_ns: this.#warmNs,
        clock_resolution_ns: clockResolutionNs(),
        total_ns: Math.round((this.#totalMs ?? performance.now() - this.#startMs) * 1e6),
      },
      peak_memory_bytes: this.#peakMemoryBytes,
      trace: { events: this.#events, total_calls: this.#totalCalls },
    };
  }
}
