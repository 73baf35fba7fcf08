// What a composition's run worker needs, part by part: JavaScript, policy, wires; or why it cannot be linked so.
import { toolchain } from "../toolchain/client.js";
import { transpiled } from "./transpiled.js";

/** Instances of one composition (`composition-instances`), as on the server. */
const COMPOSITION_INSTANCES = 100;

/** What crosses a wire and can be passed in JavaScript. */
const LINKED_KINDS = ["interface", "function"];

/**
 * A composition with its parts (`shared::api::composition::LinkedComposition`).
 * @typedef {object} Linked
 * @property {any} composition
 * @property {Record<string, {bytes: Uint8Array, inspection?: any}>} components by their names in it; one that is not
 *   inspected yet is inspected here
 */

/** Why it is not run at all, if so. @param {Linked} linked */
export function refusal({ composition }) {
  const count = composition.instances.length;
  if (count <= COMPOSITION_INSTANCES) return null;
  return `this composition has ${count} instances; at most ${COMPOSITION_INSTANCES} are allowed (limit composition-instances)`;
}

/** Why it cannot be linked part by part, if so: `Composition::unlinkable`, and what JavaScript cannot pass. */
export function unlinkable({ composition }) {
  const { instances, exports } = composition;
  if (instances.length === 0) return "it has no parts";
  const wires = instances.flatMap(({ name, wires }) => wires.map(({ import: port, source }) => ({ what: `\`${port.name}\` of \`${name}\``, kind: port.kind, source })));
  const all = [...wires, ...exports.map(({ name, source }) => ({ what: `the export \`${name}\``, kind: "interface", source }))];
  const expression = all.find(({ source }) => source.from === "expression");
  if (expression) return `${expression.what} is more than a wire between two components`;
  const other = wires.find(({ kind, source }) => source.from === "instance" && !LINKED_KINDS.includes(kind));
  if (other) return `${other.what} is neither an interface nor a function`;
  const passedOn = exports.find(({ source }) => source.from === "host");
  return passedOn ? `the export \`${passedOn.name}\` is the host's` : null;
}

/** What one instance takes from where. */
class Wiring {
  /** Of what other instances supply, by import. @type {Record<string, {instance: string, export: string}>} */
  supplied = {};
  #host = new Map();

  constructor(instance) {
    for (const { import: port, source } of instance.wires) {
      if (source.from === "instance") this.supplied[port.name] = { instance: source.instance, export: source.export };
      else this.#host.set(port.name, source.import);
    }
  }

  /** Whether another instance supplies a function. */
  isSupplied(importName, functionName) {
    return Object.hasOwn(this.supplied, importName === "$root" ? functionName : importName);
  }

  /** The name under which the host supplies an import. */
  hostName(importName) {
    return this.#host.get(importName) ?? importName;
  }
}

/** The grants of an instance: what the whole has, and its own. */
const grantsOf = (settings, instance) => [...new Set([...settings.grants, ...(settings.componentGrants[instance] ?? [])])];

/** Whether single instances have grants of their own. */
export const hasOwnGrants = (settings) => Object.values(settings.componentGrants).some((grants) => grants.length > 0);

/** The grants of all instances together. */
export const allGrants = (settings) => [...new Set([...settings.grants, ...Object.values(settings.componentGrants).flat()])];

/**
 * The parts of a composition, each with what is decided for its imports.
 * @param {Linked} linked
 * @param {any} settings see `completed`
 * @returns {Promise<any[]>} `ComposedPart`s of `run/composed.js` without their programs, and their bytes
 */
export async function partsOf({ composition, components }, settings) {
  const inspections = new Map(await Promise.all(Object.entries(components).map(
    async ([name, { bytes, inspection }]) => [name, inspection ?? (await inspected(name, bytes))],
  )));
  return Promise.all(composition.instances.map(async (instance) => {
    const { name, component } = instance;
    const inspection = inspections.get(component);
    if (!inspection) throw new Error(`the composition has no component \`${component}\``);
    const wiring = new Wiring(instance);
    const grants = grantsOf(settings, name);
    const [policy, scopes] = await Promise.all([
      policyOf(inspection, wiring, grants),
      toolchain.call("policy_scopes", { grants }),
    ]);
    const { bytes } = components[component];
    return { instance: name, inspection, policy, scopes, wires: wiring.supplied, bytes };
  }));
}

async function inspected(name, bytes) {
  try {
    return await toolchain.call("inspect", { bytes });
  } catch (error) {
    throw new Error(`the component \`${name}\`: ${error.message}`);
  }
}

/** A row for each function that an instance imports of the host, null for one of another instance's. */
async function policyOf(inspection, wiring, grants) {
  const imports = inspection.imports.map(({ name, functions, ...rest }) => ({
    ...rest,
    name: wiring.hostName(name),
    functions: functions.filter((signature) => !wiring.isSupplied(name, signature.name)),
  }));
  const rows = await toolchain.call("policy_table", { inspection: { ...inspection, imports, wit: "" }, grants });
  let next = 0;
  return inspection.imports.flatMap(({ name, functions }) =>
    functions.map((signature) => (wiring.isSupplied(name, signature.name) ? null : rows[next++])));
}

/**
 * Transpiles each distinct component once, and again where an import of it may wait that elsewhere may not.
 * @param {any[]} parts of `partsOf`
 * @returns {Promise<{programs: Record<string, any>, parts: any[], needsJspi: boolean, cached: boolean}>}
 */
export async function transpiledParts(parts) {
  const programs = {};
  const keyed = [];
  const waits = new Map();
  let isCached = true;
  for (const { bytes, ...part } of parts) {
    const { instance, inspection, wires } = part;
    const waiting = Object.keys(wires).filter((name) => waits.get(wires[name].instance)).sort();
    const { key, result, cached } = transpiled({ sha256: inspection.sha256, bytes, waiting });
    let made;
    try {
      made = await result;
    } catch (error) {
      throw new Error(`this engine cannot run \`${instance}\` by itself: ${error.message}`);
    }
    waits.set(instance, made.needs_jspi);
    programs[key] = made.files;
    keyed.push({ ...part, program: key });
    isCached &&= cached;
  }
  return { programs, parts: keyed, needsJspi: [...waits.values()].some(Boolean), cached: isCached };
}
