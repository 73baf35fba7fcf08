// What the page has seen of a run so far, and the report that it makes, whenever the run ends.
import { toBase64 } from "../base64.js";
import { CALL_NUMBERS } from "../run/outbox.js";
import { clockResolutionNs, engineInfo } from "./info.js";
import { TraceText, traceEventText, traceText } from "./trace-text.js";

/** `shared::report::REPORT_SCHEMA` */
const REPORT_SCHEMA = 2;
/** Streamed events wait this long for others, */
const BATCH_MS = 30;
/** or until so many calls wait: more at once would hold the page up. */
const BATCH_CALLS = 512;

/** Gathers a run's messages, streams them on in batches, and builds the report. */
export class Recorder {
  #emit;
  #request;
  #startMs = performance.now();
  #totalMs = null;
  #phases = [];
  #values = [];
  #output = { stdout: { chunks: [], truncated: false }, stderr: { chunks: [], truncated: false } };
  /** @type {TraceText | null} */
  #trace = null;
  /** The trace's JSON so far, several events a piece. */
  #traced = [];
  #totalCalls = 0;
  /** Calls that have begun and not ended, by sequence, as far as they were told. @type {Map<number, any>} */
  #begun = new Map();
  #warmNs = [];
  #peakMemoryBytes = null;
  #used = [];
  #denied = [];
  #files = [];
  /** How a composition's parts are put together. @type {any} */
  #composition = null;
  /** The phase that the timed component's transpiling is, when it is not the traced one. */
  #timedTranspile = null;
  #pendingOutput = [];
  #pendingCalls = [];
  #timer = null;
  outcome = null;

  /**
   * @param {(event: string) => void} emit takes RunEvents as JSON text
   * @param {any} request see `browser.js`
   */
  constructor(emit, request) {
    this.#emit = emit;
    this.#request = request;
  }

  /** The run will call what these import. @param {import("./trace-text.js").Importer[]} importers */
  expect(importers) {
    this.#trace = new TraceText(importers);
  }

  /** How the traced run puts a composition together. @param {any} composition a CompositionReport */
  composed(composition) {
    this.#composition = composition;
  }

  /** The traced run starts anew, in another way; nothing of the guest's had run. */
  restart() {
    this.#phases = [];
  }

  /** The composed component was transpiled, to be timed. */
  transpiledToTime(phase) {
    this.#timedTranspile = phase;
  }

  /** A stage began; what waited is sent first. */
  stage(name) {
    this.#flush();
    this.#send({ type: "stage", name });
  }

  phase(phase) {
    this.#phases.push(phase);
  }

  /** A message of the run worker. */
  take(message) {
    this.#learn(message);
    switch (message.kind) {
      case "stage":
        this.stage(message.name);
        break;
      case "phase":
        this.phase(message.phase);
        break;
      case "batch":
        for (const { stream, chunks } of message.output) this.#wrote(stream, chunks);
        this.#ended(message.numbers);
        message.begun.forEach((call) => this.#began(call));
        this.#called(this.#trace.batch(message));
        break;
      case "waiting":
        this.#began(message.call);
        break;
      case "calls":
        this.#totalCalls = message.total;
        break;
      case "value":
        this.#values.push(message.value);
        break;
      case "facts":
        this.#totalCalls = message.calls;
        break;
      case "outcome":
        this.end(message.outcome);
        break;
      case "measured":
        this.#measured(message);
        break;
    }
  }

  /** What any message may tell beside its own matter. */
  #learn({ memoryBytes, used, denied, files, parts }) {
    if (memoryBytes) this.#peakMemoryBytes = memoryBytes;
    if (used) this.#used = used;
    if (denied) this.#denied = denied;
    if (files) this.#files = files;
    // The worker tells what each part needed, in the composition's order, and not its grants.
    if (parts) this.#composition.parts = parts.map((needs, index) => ({ ...this.#composition.parts?.[index], ...needs }));
  }

  /** The traced run is over. */
  end(outcome) {
    if (this.outcome) return;
    this.outcome = outcome;
    this.#totalMs = performance.now() - this.#startMs;
  }

  /** The run was cut off: what was under way, the trace says so. */
  interrupt(why) {
    const now = performance.now();
    const calls = [...this.#begun.values()].reverse();
    this.#called(calls.map((call) => this.#trace.cutOff(call, Math.round((now - call.sinceMs) * 1e6), why)));
    this.#begun.clear();
  }

  #began(call) {
    this.#begun.set(call.sequence, { ...call, sinceMs: performance.now() });
  }

  #ended(numbers) {
    if (this.#begun.size === 0) return;
    for (let at = 0; at < numbers.length; at += CALL_NUMBERS) this.#begun.delete(numbers[at + CALL_NUMBERS - 1]);
  }

  /** Sends everything that waits, then the report. */
  report() {
    this.#flush();
    this.#emit(this.#reportText());
  }

  #send(event) {
    this.#emit(JSON.stringify(event));
  }

  #wrote(stream, chunks) {
    const output = this.#output[stream];
    if (chunks === null) {
      output.truncated = true;
      return;
    }
    output.chunks.push(...chunks);
    const last = this.#pendingOutput.at(-1);
    if (last?.stream === stream) last.chunks.push(...chunks);
    else this.#pendingOutput.push({ stream, chunks });
    this.#later();
  }

  #called(events) {
    if (events.length === 0) return;
    this.#totalCalls = Math.max(this.#totalCalls, this.#trace.count);
    for (const event of events) this.#pendingCalls.push(event);
    if (this.#pendingCalls.length >= BATCH_CALLS) this.#flush();
    else this.#later();
  }

  #later() {
    this.#timer ??= setTimeout(() => this.#flush(), BATCH_MS);
  }

  #flush() {
    clearTimeout(this.#timer);
    this.#timer = null;
    const [output, calls] = [this.#pendingOutput, this.#pendingCalls];
    this.#pendingOutput = [];
    this.#pendingCalls = [];
    for (const { stream, chunks } of output) this.#send({ type: "output", stream, bytes: toBase64(chunks) });
    if (calls.length === 0) return;
    this.#emit(traceEventText(calls));
    if (this.#request.traceInReport ?? true) this.#traced.push(calls.join(","));
  }

  /** The untraced instance's times stand for the traced one's. */
  #measured({ instantiateNs, firstCallNs, warmNs = [], compileNs, timed, agree, why }) {
    Object.assign(this.#composition ?? {}, agree === undefined ? {} : { agree }, why ? { why } : {});
    if (warmNs.length === 0) return;
    this.#warmNs = warmNs;
    if (this.#composition) this.#composition.timed = timed ?? this.#composition.traced;
    const durations = { "instantiate": instantiateNs, "first-call": firstCallNs, "compile": compileNs };
    for (const phase of this.#phases) phase.duration_ns = durations[phase.name] ?? phase.duration_ns;
    if (timed === "static") this.#phases = this.#phases.map((phase) => (phase.name === "transpile" ? this.#timedTranspile : phase));
  }

  #reportText() {
    const output = ({ chunks, truncated }) => ({ bytes: toBase64(chunks), truncated });
    const { sha256, settings } = this.#request;
    const report = JSON.stringify({
      schema: REPORT_SCHEMA,
      engine: engineInfo(),
      component_sha256: sha256,
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
      mode: settings.mode ?? "deterministic",
      policy: settings.grants ?? [],
      used: this.#used,
      denied: this.#denied,
      ...(this.#composition ? { composition: this.#composition } : {}),
      files: this.#files.map(({ content, ...file }) => (content ? { ...file, content: toBase64([content]) } : file)),
    });
    const trace = traceText(this.#traced, this.#totalCalls);
    return `{"type":"report","report":${report.slice(0, -1)},"trace":${trace}}}`;
  }
}
