// From transpiled files to a running instance: load, compile, instantiate, with memory watched.
import { capMemory, GROW_REFUSED } from "./core-memory.js";
import { createHost } from "./host/index.js";
import { closedStreams } from "./host/stdio.js";
import { createImports } from "./membrane.js";

/** Core instances one run may have (`core-instances`), as on the server. */
const CORE_INSTANCES = 128;

/** A component whose JavaScript is loaded and whose core modules are compiled. */
export class Program {
  #instantiate;
  #modules;
  #minimumBytes;

  constructor(instantiate, modules, minimumBytes) {
    this.#instantiate = instantiate;
    this.#modules = modules;
    this.#minimumBytes = minimumBytes;
  }

  /**
   * @param {[string, Uint8Array][]} files what the transpiler made
   * @param {number} memoryLimitBytes
   */
  static async load(files, memoryLimitBytes) {
    const script = files.find(([name]) => name.endsWith(".js"));
    const address = URL.createObjectURL(new Blob([script[1]], { type: "text/javascript" }));
    const minimumBytes = new Map();
    const [{ instantiate }, ...modules] = await Promise.all([
      import(address),
      ...files.filter(([name]) => name.endsWith(".wasm")).map(async ([name, bytes]) => {
        const capped = capMemory(bytes, memoryLimitBytes);
        const module = await WebAssembly.compile(capped.module);
        minimumBytes.set(module, capped.minimumBytes);
        return [name, module];
      }),
    ]);
    URL.revokeObjectURL(address);
    return new Program(instantiate, new Map(modules), minimumBytes);
  }

  /**
   * A fresh instance with its own host.
   * @param {{inspection: any, policy: any[], settings: any}} request
   * @param {import("./host/index.js").HostContext & {tracer: import("./tracer.js").Tracer | null, memory?: any}} run
   *   gets `memory` before anything of the guest's runs
   * @returns {Promise<any>} its exports
   */
  async instantiate({ inspection, policy, settings }, run) {
    const { ledger, ending, tracer, deadline = null } = run;
    const host = createHost({ settings, ...run });
    const imports = createImports(inspection, { host, closedStreams, policy, ledger, ending, tracer, deadline });
    const memory = new MemoryWatch(settings.limits.memoryBytes, ending);
    run.memory = memory;
    const instantiateCore = async (module, coreImports) => {
      memory.beforeInstance(this.#minimumBytes.get(module) ?? 0);
      const instance = await WebAssembly.instantiate(module, coreImports ?? {});
      memory.afterInstance(instance.exports);
      return instance;
    };
    return this.#instantiate((name) => this.#modules.get(name), imports, instantiateCore);
  }
}

/** The linear memories of one instance: their sum, their limit, and whether a growth was refused. */
class MemoryWatch {
  #limitBytes;
  #ending;
  #memories = new Set();
  #refusals = [];
  #instances = 0;
  #minimumBytes = 0;

  constructor(limitBytes, ending) {
    this.#limitBytes = limitBytes;
    this.#ending = ending;
  }

  beforeInstance(minimumBytes) {
    this.#instances += 1;
    if (this.#instances > CORE_INSTANCES) this.#ending.limit("core-instances", CORE_INSTANCES);
    this.#minimumBytes += minimumBytes;
    if (this.#minimumBytes > this.#limitBytes) this.#ending.limit("memory-bytes", this.#limitBytes);
  }

  afterInstance(exports) {
    for (const [name, value] of Object.entries(exports)) {
      if (value instanceof WebAssembly.Memory) this.#memories.add(value);
      else if (name === GROW_REFUSED) this.#refusals.push(value);
    }
  }

  /** Memories never shrink, so the sum of their sizes is the peak so far. */
  get bytes() {
    let sum = 0;
    for (const memory of this.#memories) sum += memory.buffer.byteLength;
    return sum;
  }

  /** The limit that this instance met, whatever the guest made of it; null when it met none. */
  get exceeded() {
    const refused = this.#refusals.some((global) => global.value === 1);
    return refused || this.bytes > this.#limitBytes
      ? { outcome: "limit-exceeded", limit: "memory-bytes", value: this.#limitBytes }
      : null;
  }
}
