// What a run's policy grants, and what the run used and was denied of it: a port of `shared::policy::Ledger`.

/** More distinct needs than this of one capability become one, as on the server. */
const MOST_NEEDS = 256;

const DEFAULT_PORTS = { http: 80, https: 443 };

/**
 * What one call needs of a capability:
 * `{access, place}` of filesystem, key-value and blob-store, `{name}` of environment and config,
 * `{method, scheme, host, port, path}` of http (`port` null for the scheme's own).
 * @typedef {{access: "read" | "write", place: string} | {name: string}
 *   | {method: string, scheme: string, host: string, port: number | null, path: string}} Scope
 */

/** Checks needs against the scopes that were granted, and remembers them. */
export class Ledger {
  #scopes;
  #used = new Needs();
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
      this.#used.add(capability, grant, scope.access);
    } else {
      this.#denied.add(capability, grant, scope.access);
      this.#lastDenied = { capability, grant };
    }
    return isGranted;
  }

  /** A need that the policy table decided was met. @param {string} capability @param {string} need */
  use(capability, need) {
    this.#used.add(capability, need);
  }

  /** A need that the policy table decided was denied. @param {string} capability @param {string} need */
  deny(capability, need) {
    this.#denied.add(capability, need);
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

  /** Needs that were met, as text, in their order of text. */
  get used() {
    return this.#used.texts;
  }

  /** Needs that were denied, as text, in their order of text. */
  get denied() {
    return this.#denied.texts;
  }
}

/** Distinct needs by capability. */
class Needs {
  /** @type {Map<string, {texts: Set<string>, isCollapsed: boolean, writes: boolean}>} */
  #capabilities = new Map();

  add(capability, text, access) {
    let known = this.#capabilities.get(capability);
    if (!known) {
      known = { texts: new Set(), isCollapsed: false, writes: false };
      this.#capabilities.set(capability, known);
    }
    known.writes ||= access === "write";
    if (known.isCollapsed) return;
    known.texts.add(text);
    if (known.texts.size > MOST_NEEDS) {
      known.isCollapsed = true;
      known.texts.clear();
    }
  }

  get texts() {
    const texts = [];
    for (const [capability, { texts: own, isCollapsed, writes }] of this.#capabilities) {
      if (!isCollapsed) texts.push(...own);
      else if (capability === "filesystem") texts.push(`filesystem ${writes ? "write" : "read"} /`);
      else texts.push(capability);
    }
    return texts.sort();
  }
}

/** The least grant that covers this, as `shared::policy::Grant` writes it. */
function needText(capability, scope) {
  if ("name" in scope) return `${capability} ${scope.name}`;
  if ("access" in scope) return `${capability} ${scope.access} ${scope.place}`;
  const port = scope.port === null || scope.port === DEFAULT_PORTS[scope.scheme] ? "" : `:${scope.port}`;
  return `${capability} ${scope.method} ${scope.scheme}://${scope.host}${port}${scope.path}`;
}

function covers(capability, granted, scope) {
  if (granted === null) return true;
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
