// The run worker: one component or composition, one traced run, then its timing. It lives inside the sandboxed
// frame, talks to the page over one port, and is thrown away afterwards.
import { CallScript, Rejected } from "./calls.js";
import { Composed, Unlinkable } from "./composed.js";
import { Deadline } from "./deadline.js";
import { Ending } from "./ending.js";
import { Facts } from "./facts.js";
import { Whole } from "./instance.js";
import { LiveHttp } from "./live-http.js";
import { measure, nanosecondsSince } from "./measure.js";
import { Outbox } from "./outbox.js";
import { HandleNames, Tracer } from "./tracer.js";
import { outcomeOf } from "./trap.js";
import { comparableText } from "./wave.js";

/** The traced run is measured afterwards when it took no longer than this. */
const SHORT_RUN_MS = 500;
Error.stackTraceLimit = 64;

self.onmessage = ({ ports: [port] }) => {
  port.onmessage = ({ data }) => {
    const run = new Run(data, (message) => port.postMessage(message));
    port.onmessage = ({ data: answer }) => (answer.kind === "whole" ? run.takeWhole(answer) : run.live?.take(answer));
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
  /** What the traced calls returned, where something is to be compared with it. */
  #texts = [];
  #whole;
  /**
   * The composed component, to be timed, or why there is none; it may come after the run has begun.
   * @type {(message: {whole: import("./instance.js").WholeRequest | null, why?: string}) => void}
   */
  takeWhole;

  /** @param {any} request see `engine/browser.js` @param {(message: any) => void} post */
  constructor(request, post) {
    this.#request = request;
    this.#outbox = new Outbox(post, () => this.#facts?.news() ?? {});
    this.#whole = new Promise((resolve) => this.takeWhole = resolve);
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
    const { composed, whole, settings } = this.#request;
    const start = performance.now();
    let program;
    try {
      program = composed ? await Composed.load(composed, settings) : await Whole.load(whole, settings);
    } catch (error) {
      if (composed) return this.#unlinked(error);
      const why = `this browser cannot load the component: ${error.message}`;
      return this.#say({ kind: "outcome", outcome: { outcome: "unsupported-by-engine", why } });
    }
    this.#phase("compile", start);
    const began = performance.now();
    this.#ledger = program.ledger();
    this.#facts = new Facts(settings, this.#ledger);
    const outcome = await this.#traced(program);
    if (outcome instanceof Unlinkable) return this.#unlinked(outcome);
    this.#say({ kind: "outcome", outcome });
    const isComplete = outcome.outcome === "returned" || outcome.outcome === "exited";
    // Nobody wants a request made again and again to see how long it takes.
    const isRepeatable = !(this.live?.requests > 0);
    if (settings.warmCalls > 0 && isComplete && isRepeatable && performance.now() - began <= SHORT_RUN_MS) {
      this.#say({ kind: "stage", name: "measure" });
      await (this.#request.timesWhole ? this.#measureWhole(program) : this.#measure(program));
    }
  }

  /** Times what ran; what does not run untraced is not measured, the traced run stands. */
  async #measure(program, told = {}) {
    const measured = await measure(program, this.#request, () => {}).catch(() => null);
    if (measured || told.why) this.#say({ kind: "measured", ...measured, ...told });
  }

  /**
   * A composition was linked to be traced; what it is to people is the composed component, so that is timed. Where
   * that does not run, the parts are.
   */
  async #measureWhole(program) {
    // The page's transpiler has a limit of its own.
    this.#say({ kind: "waiting-for-whole" });
    const { whole: request, why } = await this.#whole;
    this.#say({ kind: "timing" });
    const asOne = (why) => ({ timed: "linked", why: `the composed component does not run as one here: ${why}` });
    if (!request) return this.#measure(program, asOne(why));
    const texts = [];
    try {
      const start = performance.now();
      const whole = await Whole.load(request, this.#request.settings);
      const compileNs = nanosecondsSince(start);
      const measured = await measure(whole, this.#request, (type, value) => texts.push(comparableText(type, value)));
      const agree = texts.length === this.#texts.length && texts.every((text, index) => text === this.#texts[index]);
      this.#say({ kind: "measured", ...measured, timed: "static", compileNs, agree });
    } catch (error) {
      const { outcome, why = error.message } = outcomeOf(error);
      const agree = outcome === "trapped" ? false : undefined;
      await this.#measure(program, { ...asOne(why), agree });
    }
  }

  /** The parts cannot be put together here, and nothing of them has run. */
  #unlinked(error) {
    this.#say({ kind: "unlinked", why: error.message });
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
      const instantiating = program.instantiate(run);
      this.#facts.memory = run.memory;
      const find = await instantiating;
      this.#phase("instantiate", start);
      this.#say({ kind: "stage", name: "call" });
      const script = new CallScript(find);
      for (const [index, call] of calls.entries()) {
        const invoke = script.prepare(call);
        tracer.restart();
        start = performance.now();
        if (index === 0) calling = start;
        const answer = invoke();
        const value = answer instanceof Promise ? await answer : answer;
        if (index === 0) this.#phase("first-call", start);
        calling = null;
        // A guest may go on after a refusal that ended it, when its own code catches nothing.
        if (this.#ending.isOver) break;
        const type = call.signature.result;
        if (this.#request.timesWhole) this.#texts.push(comparableText(type, value));
        script.keep(type, value);
        this.#say({ kind: "value", value: { export: call.export, value: type ? tracer.renderWhole(type, value) : null } });
      }
      return this.#ending.outcome ?? run.memory.exceeded ?? this.#ending.failure ?? { outcome: "returned" };
    } catch (error) {
      if (error instanceof Unlinkable && tracer.totalCalls === 0) return error;
      // A guest that exits has made its call.
      if (calling !== null) this.#phase("first-call", calling);
      return this.#ending.outcome ?? run.memory?.exceeded ?? this.#ending.failure ?? failureOf(error);
    } finally {
      deadline.cancel();
      this.#say({ kind: "facts", calls: tracer.totalCalls, ...this.#facts.last() });
    }
  }

  #say(message) {
    this.#outbox.say(message);
  }

  #phase(name, start) {
    this.#say({ kind: "phase", phase: { name, duration_ns: nanosecondsSince(start), cached: false } });
  }
}

/** What a run ends with that threw. */
function failureOf(error) {
  if (error instanceof Rejected) return { outcome: "rejected", why: error.message };
  if (error instanceof Unlinkable) return { outcome: "unsupported-by-engine", why: error.message };
  return outcomeOf(error);
}
