// From transpiled files to a running instance: load, compile, instantiate, with memory watched.
import { exportedFunction } from "./calls.js";
import { capMemory } from "./core-memory.js";
import { createHost } from "./host/index.js";
import { closedStreams } from "./host/stdio.js";
import { Ledger } from "./ledger.js";
import { createImports } from "./membrane.js";
import { MemoryWatch } from "./memory-watch.js";

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
   * A fresh instance.
   * @param {any} imports see `createImports`
   * @param {MemoryWatch} memory
   * @returns {Promise<any>} its exports
   */
  async start(imports, memory) {
    const instantiateCore = async (module, coreImports) => {
      memory.beforeInstance(this.#minimumBytes.get(module) ?? 0);
      const instance = await WebAssembly.instantiate(module, coreImports ?? {});
      memory.afterInstance(instance.exports);
      return instance;
    };
    return this.#instantiate((name) => this.#modules.get(name), imports, instantiateCore);
  }
}

/** What the page sends of a component that runs as one. @typedef {{files: [string, Uint8Array][], inspection: any, policy: any[], scopes: any}} WholeRequest */

/** A component that runs as one, whatever it is made of. */
export class Whole {
  #program;
  #request;
  #settings;

  /** @param {Program} program @param {WholeRequest} request @param {any} settings */
  constructor(program, request, settings) {
    this.#program = program;
    this.#request = request;
    this.#settings = settings;
  }

  /** @param {WholeRequest} request @param {any} settings */
  static async load(request, settings) {
    return new Whole(await Program.load(request.files, settings.limits.memoryBytes), request, settings);
  }

  /** The ledger of a run. */
  ledger() {
    return new Ledger(this.#request.scopes);
  }

  /**
   * A fresh instance with its own host.
   * @param {import("./host/index.js").HostContext & {tracer: import("./tracer.js").Tracer | null, memory?: any}} run
   *   gets `memory` before anything of the guest's runs
   * @returns {Promise<(call: any) => (args: any[]) => any>} its functions, see `CallScript`
   */
  async instantiate(run) {
    const { ledger, ending, tracer, deadline = null } = run;
    const { inspection, policy } = this.#request;
    const host = createHost({ settings: this.#settings, ...run });
    const imports = createImports(inspection, { host, closedStreams, policy, ledger, ending, tracer, deadline });
    run.memory = new MemoryWatch(this.#settings.limits.memoryBytes, ending);
    const exports = await this.#program.start(imports, run.memory);
    return (call) => exportedFunction(exports, call);
  }
}
