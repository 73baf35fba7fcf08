// A composition linked part by part: each instance by itself, its imports the host's or another instance's.
import { exportOf } from "./calls.js";
import { crossing } from "./crossing.js";
import { createHost } from "./host/index.js";
import { closedStreams } from "./host/stdio.js";
import { HandleBudget } from "./handles.js";
import { Program } from "./instance.js";
import { createImports } from "./membrane.js";
import { MemoryWatch } from "./memory-watch.js";
import { OutsideHandles, PartHandles } from "./part-handles.js";
import { PartLedgers } from "./part-ledgers.js";

/**
 * What the page sends of a composition: its instances, each after those it is wired to.
 * @typedef {object} ComposedRequest
 * @property {Record<string, [string, Uint8Array][]>} programs what the transpiler made, by key
 * @property {ComposedPart[]} parts
 * @property {{name: string, source: any}[]} exports the whole's, as in a `Composition`
 */

/**
 * @typedef {object} ComposedPart
 * @property {string} instance
 * @property {string} program a key of `programs`
 * @property {any} inspection
 * @property {any[]} policy a row for each imported function, null where it is another part's
 * @property {Record<string, any[]>} scopes
 * @property {Record<string, {instance: string, export: string}>} wires by import, of those that other parts supply
 */

/** What cannot be linked, though it is a composition: the engine's fault, not a part's. */
export class Unlinkable extends Error {}

/** A composition whose parts are loaded. */
export class Composed {
  #programs;
  #request;
  #settings;

  /** @param {Map<string, Program>} programs @param {ComposedRequest} request @param {any} settings */
  constructor(programs, request, settings) {
    this.#programs = programs;
    this.#request = request;
    this.#settings = settings;
  }

  /** @param {ComposedRequest} request @param {any} settings */
  static async load(request, settings) {
    const programs = await Promise.all(Object.entries(request.programs).map(
      async ([key, files]) => [key, await Program.load(files, settings.limits.memoryBytes)],
    ));
    return new Composed(new Map(programs), request, settings);
  }

  /** The ledgers of a run. */
  ledger() {
    return new PartLedgers(this.#request.parts);
  }

  /** Fresh instances with one host between them. See `Whole.instantiate`. */
  async instantiate(run) {
    const { ledger: ledgers, ending, tracer, deadline = null } = run;
    const names = tracer?.names ?? null;
    const host = createHost({ settings: this.#settings, ...run });
    const memory = run.memory = new MemoryWatch(this.#settings.limits.memoryBytes, ending);
    const budget = new HandleBudget(ending);
    const instances = new Map();
    let firstTarget = 0;
    for (const [index, part] of this.#request.parts.entries()) {
      const { inspection, policy } = part;
      const supplierOf = (importName, functionName) => supplier(instances, part, importName, functionName);
      const handles = new PartHandles(inspection.imports, supplierOf, budget, names);
      const imports = createImports(inspection, {
        host, closedStreams, policy, ledger: ledgers.of(index), ending, tracer, deadline,
        part: { firstTarget, handles, ledgers, supplierOf },
      });
      firstTarget += policy.length;
      const exports = await started(this.#programs.get(part.program), imports, memory, part.instance);
      instances.set(part.instance, { exports, handles });
    }
    const outside = new OutsideHandles(budget, names);
    return (call) => exported(instances, this.#request.exports, outside, call);
  }
}

/** The exports of a part; what its JavaScript misses is the engine's fault. */
async function started(program, imports, memory, instance) {
  try {
    return await program.start(imports, memory);
  } catch (error) {
    if (error instanceof WebAssembly.LinkError || /unexpectedly undefined .*import/.test(error?.message)) {
      throw new Unlinkable(`\`${instance}\` cannot be linked by itself: ${error.message}`);
    }
    throw error;
  }
}

/** Who supplies an import of a part; null for the host. */
function supplier(instances, part, importName, functionName) {
  const isFunction = importName === "$root";
  const name = isFunction ? functionName : importName;
  if (name === undefined || !Object.hasOwn(part.wires, name)) return null;
  const wire = part.wires[name];
  return supplierAt(instances, wire.instance, wire.export, isFunction);
}

/** @returns {import("./part-handles.js").Supplier} */
function supplierAt(instances, instance, name, isFunction) {
  const { exports, handles } = instances.get(instance);
  const functions = isFunction ? exports : exportOf(exports, name);
  if (!functions || (isFunction && !exportOf(exports, name))) throw new Unlinkable(`\`${instance}\` has no export \`${name}\``);
  return { instance, handles, functions, export: isFunction ? name : null };
}

/** A function that the whole exports, called from outside. */
function exported(instances, exports, outside, call) {
  const name = call.interface ?? call.function;
  const { source } = exports.find((each) => each.name === name);
  const cross = crossing(call.signature, outside, supplierAt(instances, source.instance, source.export, !call.interface));
  return call.function.startsWith("[method]") ? ([self, ...args]) => cross(self, args) : (args) => cross(null, args);
}
