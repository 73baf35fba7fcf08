// What a composition's run worker needs, part by part: JavaScript, policy, wires.
import { toolchain } from "../toolchain/client.js";
import { rejected } from "./refused.js";
import { transpiled } from "./transpiled.js";

export { staticWhy } from "./linking-check.js";

/**
 * A composition with its parts (`shared::api::composition::LinkedComposition`).
 * @typedef {object} Linked
 * @property {any} composition
 * @property {Record<string, {bytes: Uint8Array, inspection?: any}>} components by their names in it; one that is not
 *   inspected yet is inspected here
 */

/** By import what other instances supply; a type comes with the interfaces that have it. */
function suppliedTo(instance) {
  const wires = instance.wires.filter(({ import: port, source }) => source.from === "instance" && port.kind !== "type");
  return Object.fromEntries(wires.map(({ import: port, source }) => [port.name, { instance: source.instance, export: source.export }]));
}

/** Whether another instance supplies a function that is imported. */
const isSupplied = (wires, importName, functionName) => Object.hasOwn(wires, importName === "$root" ? functionName : importName);

/** The grants of an instance: what the whole has, and its own. */
const grantsOf = (settings, instance) => [...new Set([...settings.grants, ...(settings.componentGrants[instance] ?? [])])];

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
    const wires = suppliedTo(instance);
    const grants = grantsOf(settings, name);
    const [policy, scopes] = await Promise.all([
      policyOf(inspection, wires, grants),
      toolchain.call("policy_scopes", { grants }),
    ]);
    const { bytes } = components[component];
    return { instance: name, inspection, grants, policy, scopes, wires, bytes };
  }));
}

async function inspected(name, bytes) {
  try {
    return await toolchain.call("inspect", { bytes });
  } catch (error) {
    throw rejected(`The component \`${name}\`: ${error.message}`);
  }
}

/** A row for each function that an instance imports of the host, null for one of another instance's. */
async function policyOf(inspection, wires, grants) {
  const rows = await toolchain.call("policy_table", { inspection: { ...inspection, wit: "" }, grants });
  const supplied = inspection.imports.flatMap(({ name, functions }) =>
    functions.map((signature) => isSupplied(wires, name, signature.name)));
  return rows.map((row, index) => (supplied[index] ? null : row));
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
