// The run worker: one component, one traced run, then its timing. It lives inside the sandboxed
// frame, talks to the page over one port, and is thrown away afterwards.
import { Ending } from "./ending.js";
import { CallScript, invokeCall, Rejected } from "./calls.js";
import { Deadline } from "./deadline.js";
import { Facts } from "./facts.js";
import { Program } from "./instance.js";
import { Ledger } from "./ledger.js";
import { LiveHttp } from "./live-http.js";
import { measure, nanosecondsSince } from "./measure.js";
import { Outbox } from "./outbox.js";
import { HandleNames, Tracer } from "./tracer.js";
import { trapOf } from "./trap.js";

/** The traced run is measured afterwards when it took no longer than this. */
const SHORT_RUN_MS = 500;
Error.stackTraceLimit = 64;

self.onmessage = ({ ports: [port] }) => {
  port.onmessage = ({ data }) => {
    const run = new Run(data, (message) => port.postMessage(message));
    port.onmessage = ({ data: answer }) => run.live?.take(answer);
    void run.start();
  };
  port.postMessage({ kind: "ready", isolated: self.crossOriginIsolated });
};

class Run {
  /** The way of live HTTP requests, where they are allowed. @type {LiveHttp | null} */
  live;
  #request;
  #outbox;
  #ending = new Ending();
  #ledger;
  #facts;

  /** @param {any} request see `engine/browser.js` @param {(message: any) => void} post */
  constructor(request, post) {
    this.#request = request;
    this.#ledger = new Ledger(request.scopes);
    this.#facts = new Facts(request.settings, this.#ledger);
    this.#outbox = new Outbox(post, () => this.#facts.news());
    this.live = request.isLiveHttp ? new LiveHttp((message) => this.#say(message)) : null;
  }

  async start() {
    try {
      await this.#run();
    } catch (error) {
      this.#say({ kind: "outcome", outcome: { outcome: "engine-failed", why: `${error?.message ?? error}` } });
    }
    this.#say({ kind: "done" });
  }

  async #run() {
    const { files, settings } = this.#request;
    let start = performance.now();
    let program;
    try {
      program = await Program.load(files, settings.limits.memoryBytes);
    } catch (error) {
      const why = `this browser cannot load the component: ${error.message}`;
      return this.#say({ kind: "outcome", outcome: { outcome: "unsupported-by-engine", why } });
    }
    this.#phase("compile", start);
    const began = performance.now();
    const outcome = await this.#traced(program);
    this.#say({ kind: "outcome", outcome });
    const isComplete = outcome.outcome === "returned" || outcome.outcome === "exited";
    // Nobody wants a request made again and again to see how long it takes.
    const isRepeatable = !(this.live?.requests > 0);
    if (settings.warmCalls > 0 && isComplete && isRepeatable && performance.now() - began <= SHORT_RUN_MS) {
      this.#say({ kind: "stage", name: "measure" });
      // What does not run untraced is not measured; the traced run stands.
      const measured = await measure(program, this.#request).catch(() => null);
      if (measured) this.#say({ kind: "measured", ...measured });
    }
  }

  async #traced(program) {
    const { settings, calls } = this.#request;
    const tracer = new Tracer(new HandleNames(), settings.limits, this.#outbox);
    const deadline = new Deadline(this.#ending, settings.limits.timeMs);
    let calling = null;
    const run = {
      ledger: this.#ledger,
      ending: this.#ending,
      tracer,
      deadline,
      onOutput: (stream, bytes) => this.#outbox.wrote(stream, bytes),
      sendLive: this.live && ((request) => this.live.send(request)),
      onFiles: (root) => this.#facts.root = root,
    };
    try {
      this.#say({ kind: "stage", name: "instantiate" });
      let start = performance.now();
      const instantiating = program.instantiate(this.#request, run);
      this.#facts.memory = run.memory;
      const exports = await instantiating;
      this.#phase("instantiate", start);
      this.#say({ kind: "stage", name: "call" });
      const script = new CallScript(exports);
      for (const [index, call] of calls.entries()) {
        const invoke = script.prepare(call);
        tracer.restart();
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
        this.#say({ kind: "value", value: { export: call.export, value: type ? tracer.renderWhole(type, value) : null } });
      }
      return this.#ending.outcome ?? run.memory.exceeded ?? { outcome: "returned" };
    } catch (error) {
      // A guest that exits has made its call.
      if (calling !== null) this.#phase("first-call", calling);
      return this.#ending.outcome ?? run.memory?.exceeded ?? this.#failure(error);
    } finally {
      deadline.cancel();
      this.#say({ kind: "facts", calls: tracer.totalCalls, ...this.#facts.last() });
    }
  }

  #say(message) {
    this.#outbox.say(message);
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
    this.#say({ kind: "phase", phase: { name, duration_ns: nanosecondsSince(start), cached: false } });
  }
}
