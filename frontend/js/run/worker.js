// The run worker: one component, one traced run, then its timing. It lives inside the sandboxed
// frame, talks to the page over one port, and is thrown away afterwards.
import { Ending } from "./ending.js";
import { CallScript, invokeCall, Rejected } from "./calls.js";
import { Program } from "./instance.js";
import { measure, nanosecondsSince } from "./measure.js";
import { HandleNames, Tracer } from "./tracer.js";
import { trapOf } from "./trap.js";

/** The traced run is measured afterwards when it took no longer than this. */
const SHORT_RUN_MS = 500;
Error.stackTraceLimit = 64;

self.onmessage = ({ ports: [port] }) => {
  port.onmessage = ({ data }) => void new Run(data, (message) => port.postMessage(message)).start();
  port.postMessage({ kind: "ready", isolated: self.crossOriginIsolated });
};

class Run {
  #post;
  #request;
  #ending = new Ending();
  #saidBytes = 0;

  /** @param {any} request see `engine/browser.js` @param {(message: any) => void} post */
  constructor(request, post) {
    this.#request = request;
    this.#post = post;
  }

  async start() {
    try {
      await this.#run();
    } catch (error) {
      this.#post({ kind: "outcome", outcome: { outcome: "engine-failed", why: `${error?.message ?? error}` } });
    }
    this.#post({ kind: "done" });
  }

  async #run() {
    const { files, settings } = this.#request;
    let start = performance.now();
    let program;
    try {
      program = await Program.load(files, settings.limits.memoryBytes);
    } catch (error) {
      const why = `this browser cannot load the component: ${error.message}`;
      return this.#post({ kind: "outcome", outcome: { outcome: "unsupported-by-engine", why } });
    }
    this.#phase("compile", start);
    const began = performance.now();
    const outcome = await this.#traced(program);
    this.#post({ kind: "outcome", outcome });
    const isComplete = outcome.outcome === "returned" || outcome.outcome === "exited";
    if (settings.warmCalls > 0 && isComplete && performance.now() - began <= SHORT_RUN_MS) {
      this.#post({ kind: "stage", name: "measure" });
      // What does not run untraced is not measured; the traced run stands.
      const measured = await measure(program, this.#request).catch(() => null);
      if (measured) this.#post({ kind: "measured", ...measured });
    }
  }

  async #traced(program) {
    const { settings, calls } = this.#request;
    const handles = new HandleNames();
    const tracer = new Tracer(handles, settings.limits.traceEvents, (message) => {
      this.#sayMemory(run.memory);
      this.#post(message);
    });
    let calling = null;
    const run = {
      ending: this.#ending,
      tracer,
      onOutput: (stream, bytes) => this.#post({ kind: "output", stream, bytes }),
      memory: null,
    };
    try {
      this.#post({ kind: "stage", name: "instantiate" });
      let start = performance.now();
      const exports = await program.instantiate(this.#request, run);
      this.#phase("instantiate", start);
      this.#sayMemory(run.memory);
      this.#post({ kind: "stage", name: "call" });
      const script = new CallScript(exports);
      for (const [index, call] of calls.entries()) {
        const invoke = script.prepare(call);
        tracer.begin();
        start = performance.now();
        if (index === 0) calling = start;
        const answer = invokeCall(invoke, call.signature.result);
        const value = answer instanceof Promise ? await answer : answer;
        if (index === 0) this.#phase("first-call", start);
        calling = null;
        // A guest may go on after a refusal that ended it, when its own code catches nothing.
        if (this.#ending.outcome) break;
        const type = call.signature.result;
        script.keep(type, value);
        this.#post({ kind: "value", value: { export: call.export, value: type ? tracer.renderWhole(type, value) : null } });
      }
      return this.#ending.outcome ?? run.memory.exceeded ?? { outcome: "returned" };
    } catch (error) {
      // A guest that exits has made its call.
      if (calling !== null) this.#phase("first-call", calling);
      return this.#ending.outcome ?? run.memory?.exceeded ?? this.#failure(error);
    } finally {
      this.#post({ kind: "calls", total: tracer.totalCalls });
      this.#sayMemory(run.memory);
    }
  }

  /** Said whenever it has grown, so that a run that is cut off has its peak too. */
  #sayMemory(memory) {
    const bytes = memory?.bytes ?? 0;
    if (bytes <= this.#saidBytes) return;
    this.#saidBytes = bytes;
    this.#post({ kind: "memory", bytes });
  }

  #failure(error) {
    if (error instanceof Rejected) return { outcome: "rejected", why: error.message };
    if (error instanceof WebAssembly.LinkError || error instanceof WebAssembly.CompileError) {
      return { outcome: "unsupported-by-engine", why: error.message };
    }
    if (error instanceof ReferenceError || error instanceof SyntaxError) {
      return { outcome: "engine-failed", why: `${error.name}: ${error.message}` };
    }
    return trapOf(error);
  }

  #phase(name, start) {
    this.#post({ kind: "phase", phase: { name, duration_ns: nanosecondsSince(start), cached: false } });
  }
}
