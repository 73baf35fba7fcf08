// What a run's policy grants, and what the run used and was denied of it: a port of `shared::policy::Ledger`.
import { byUtf8 } from "./host/order.js";

/** More distinct needs than this of one capability become one (`NEEDS_PER_CAPABILITY`). */
const NEEDS_PER_CAPABILITY = 256;

const DEFAULT_PORTS = { http: 80, https: 443 };

/**
 * What one call needs of a capability:
 * `{access, place}` of filesystem, key-value and blob-store, `{name}` of environment and config,
 * `{method, scheme, host, port, path}` of http (`port` null for the scheme's own); null for all of it.
 * @typedef {{access: "read" | "write", place: string} | {name: string}
 *   | {method: string, scheme: string, host: string, port: number | null, path: string} | null} Scope
 */

/** Checks needs against the scopes that were granted, and remembers them. */
export class Ledger {
  #scopes;
  #used = new Needs();
  /** Capabilities of which something was used that any grant of them allows. */
  #usedAny = new Set();
  #denied = new Needs();
  #lastDenied = null;

  /** @param {Record<string, any[]>} scopes `policy_scopes` of the tools kit */
  constructor(scopes) {
    this.#scopes = scopes;
  }

  /**
   * Whether the policy covers this need; it is remembered as used or as denied.
   * @param {string} capability
   * @param {Scope} scope
   */
  check(capability, scope) {
    const isGranted = (this.#scopes[capability] ?? []).some((granted) => covers(capability, granted, scope));
    const grant = needText(capability, scope);
    if (isGranted) {
      this.#used.add(capability, grant);
    } else {
      this.#denied.add(capability, grant);
      this.#lastDenied = { capability, grant };
    }
    return isGranted;
  }

  /** A call was allowed whose need is known without its arguments. @param {any} need a PolicyRow's */
  use(need) {
    if (need.kind === "any") this.#usedAny.add(need.of);
    else if (need.kind === "grant") this.#used.put(need.of.split(" ")[0], need.of);
  }

  /** A call was denied whose need is known without its arguments. @param {{capability: string, grant?: string}} row */
  deny({ capability, grant }) {
    if (grant) this.#denied.put(capability, grant);
  }

  /** What the call in flight was denied, once. @returns {{capability: string, grant: string} | null} */
  takeDenied() {
    const denied = this.#lastDenied;
    this.#lastDenied = null;
    return denied;
  }

  /** The names that are granted of `environment` or `config`; null for all. @returns {string[] | null} */
  names(capability) {
    const granted = this.#scopes[capability] ?? [];
    return granted.includes(null) ? null : granted;
  }

  /** How often something new was remembered. */
  get changes() {
    return this.#used.changes + this.#denied.changes + this.#usedAny.size;
  }

  /** The distinct needs that were allowed, as the report tells them, in order. @returns {string[]} */
  get used() {
    const any = [...this.#usedAny].filter((capability) => !this.#used.has(capability));
    return [...this.#used.texts(), ...any.map((capability) => `any ${capability}`)].sort(byUtf8);
  }

  /** The distinct needs that were denied, as the report tells them, in order. @returns {string[]} */
  get denied() {
    return this.#denied.texts().sort(byUtf8);
  }
}

/** Distinct needs by capability, as text. */
class Needs {
  /** @type {Map<string, Set<string>>} */
  #byCapability = new Map();
  changes = 0;

  has(capability) {
    return this.#byCapability.has(capability);
  }

  /** Adds a need; very many become one. */
  add(capability, text) {
    const needs = this.#of(capability);
    if (needs.has(text) || needs.has(capability)) return;
    this.changes += 1;
    needs.add(text);
    if (needs.size <= NEEDS_PER_CAPABILITY) return;
    const one = collapsed(capability, needs);
    needs.clear();
    needs.add(one);
  }

  /** Adds a need of which there are only a few. */
  put(capability, text) {
    this.changes += 1;
    this.#of(capability).add(text);
  }

  texts() {
    return [...this.#byCapability.values()].flatMap((needs) => [...needs]);
  }

  #of(capability) {
    let needs = this.#byCapability.get(capability);
    if (!needs) this.#byCapability.set(capability, needs = new Set());
    return needs;
  }
}

/** One need that stands for very many. Files that were only read need no more than reading. */
function collapsed(capability, needs) {
  const reads = (need) => need.startsWith("filesystem read ");
  return capability === "filesystem" && [...needs].every(reads) ? "filesystem read /" : capability;
}

/** The least grant that covers this, as `shared::policy::Grant` writes it. */
function needText(capability, scope) {
  if (scope === null) return capability;
  if ("name" in scope) return `${capability} ${scope.name}`;
  if ("access" in scope) return `${capability} ${scope.access} ${scope.place}`;
  const port = scope.port === null || scope.port === DEFAULT_PORTS[scope.scheme] ? "" : `:${scope.port}`;
  return `${capability} ${scope.method} ${scope.scheme}://${scope.host}${port}${scope.path}`;
}

function covers(capability, granted, scope) {
  if (granted === null) return true;
  if (scope === null) return granted.access === "write" && (granted.place === null || granted.place === "/");
  if ("name" in scope) return granted === scope.name;
  if ("access" in scope) {
    if (scope.access === "write" && granted.access !== "write") return false;
    return granted.place === null || granted.place === scope.place || (capability === "filesystem" && isBelow(scope.place, granted.place));
  }
  return coversRequest(granted, scope);
}

/** Whether `path` is somewhere under `folder`; both are absolute, without `.`, `..` and trailing slashes. */
const isBelow = (path, folder) => path.startsWith(folder === "/" ? folder : `${folder}/`);

function coversRequest(granted, { method, scheme, host, port, path }) {
  if (granted.method !== "*" && granted.method !== method) return false;
  if (granted.scheme !== scheme) return false;
  if ((granted.port ?? DEFAULT_PORTS[scheme]) !== (port ?? DEFAULT_PORTS[scheme])) return false;
  if (granted.host !== "*" && granted.host !== host && !(granted.host.startsWith("*.") && host.endsWith(granted.host.slice(1)))) return false;
  return granted.path === path || (granted.path.endsWith("*") && path.startsWith(granted.path.slice(0, -1)));
}
