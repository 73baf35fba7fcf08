// What was sent as a composition, checked before anything is made of it: as `backend/src/engine/linked/check.rs` does.
import { unversioned } from "../run/names.js";
import { Refused, rejected } from "./refused.js";

/** Instances of one composition (`composition-instances`), as on the server. */
const COMPOSITION_INSTANCES = 100;

/** What crosses a wire and can be linked; types come with the interfaces that have them. */
const LINKED_KINDS = ["interface", "function", "type"];

const invalid = (why) => rejected(`The composition does not fit together: ${why}.`);

/**
 * @param {import("./linking.js").Linked} linked
 * @param {any} settings see `completed`
 * @param {any[]} calls ResolvedCalls
 * @returns {string | null} why it runs as the one component that it was composed to, if it cannot be linked
 * @throws {Refused} when it is not run at all
 */
export function staticWhy({ composition, components }, settings, calls) {
  const { instances, exports } = composition;
  if (instances.length > COMPOSITION_INSTANCES) {
    throw new Refused({ outcome: "limit-exceeded", limit: "composition-instances", value: COMPOSITION_INSTANCES });
  }
  if (instances.length === 0) throw invalid("it has no instance");
  const before = new Map();
  let why = expressionWhy(composition);
  for (const instance of instances) {
    const { name, component } = instance;
    if (!Object.hasOwn(components, component)) throw invalid(`\`${name}\` is of a component \`${component}\` that was not sent`);
    why ??= wiresWhy(instance, before);
    if (before.has(name)) throw invalid(`two instances are called \`${name}\``);
    before.set(name, instance);
  }
  const names = new Set();
  for (const { name, source } of exports) {
    if (source.from === "instance") requireExport(before, "the whole", source);
    if (names.has(name)) throw invalid(`\`${name}\` is exported twice`);
    names.add(name);
  }
  const unknown = Object.keys(settings.componentGrants).find((name) => !before.has(name));
  if (unknown !== undefined) throw invalid(`there are grants for \`${unknown}\`, and no instance is called so`);
  return why ?? callsWhy(exports, calls);
}

/** `Composition::unlinkable` */
function expressionWhy({ instances, exports }) {
  const wires = instances.flatMap(({ name, wires }) => wires.map(({ import: port, source }) => [`\`${port.name}\` of \`${name}\``, source]));
  const all = [...wires, ...exports.map(({ name, source }) => [`the export \`${name}\``, source])];
  const [what] = all.find(([, source]) => source.from === "expression") ?? [];
  return what ? `${what} is more than a wire between two components` : null;
}

function wiresWhy({ name, wires }, before) {
  let why = null;
  const supplied = new Set();
  for (const { import: port, source } of wires) {
    const what = `\`${port.name}\` of \`${name}\``;
    if (source.from === "host" && unversioned(source.import) !== unversioned(port.name)) {
      why ??= `${what} is imported as \`${source.import}\``;
    }
    if (source.from !== "instance") continue;
    requireExport(before, name, source);
    if (!LINKED_KINDS.includes(port.kind)) why ??= `${what} is neither an interface nor a function`;
    if (port.kind !== "type" && supplied.has(port.name)) throw invalid(`${what} is wired twice`);
    if (port.kind !== "type") supplied.add(port.name);
  }
  return why;
}

function requireExport(before, taker, { instance, export: name }) {
  const found = before.get(instance);
  if (!found) throw invalid(`\`${taker}\` is wired to \`${instance}\`, which does not come before it`);
  if (!found.exports.some((offered) => offered.name === name)) throw invalid(`\`${instance}\` exports no \`${name}\``);
}

function callsWhy(exports, calls) {
  const isPart = (name) => exports.some((each) => each.name === name && each.source.from === "instance");
  const missing = calls.map((call) => call.interface ?? call.function).find((name) => !isPart(name));
  return missing === undefined ? null : `no part's export is the whole's \`${missing}\``;
}
