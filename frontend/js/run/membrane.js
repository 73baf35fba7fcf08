// The imports of one instance: every function goes through the policy and the tracer, then to the host.
//
// The guest never holds the host's own objects: a resource is an instance of a class made here from
// the component's own types, around the host's object. So each import is seen exactly as the
// component declares it, and calls inside the host are not mistaken for the guest's.
import { RunEnded } from "./ending.js";
import { camelCase, pascalCase, splitFunctionName, unversioned } from "./names.js";
import { isTaggedOption } from "./types.js";
import { toJs } from "./values.js";

const symbolDispose = Symbol.dispose ?? Symbol.for("dispose");
/** Marks a resource class being called by this file, with the host's object, not by the guest. */
const INNER = Symbol("inner");
/** Where a resource class keeps the import that its constructor is. */
const MAKE = Symbol("make");

/**
 * @typedef {object} Context
 * @property {Record<string, any>} host see `host/index.js`
 * @property {Record<string, () => any>} closedStreams what a denied `get-stdin`, `get-stdout` or
 *   `get-stderr` gives, by its resource
 * @property {any[]} policy `policy_table` of the tools kit: what is decided for each import
 * @property {import("./ending.js").Ending} ending
 * @property {import("./tracer.js").Tracer | null} tracer null for a run that is only timed
 */

/**
 * The import object for jco's `instantiate`.
 * @param {any} inspection
 * @param {Context} context
 */
export function createImports(inspection, context) {
  const classes = resourceClasses(inspection);
  const rows = new Map(context.policy.map((row) => [`${row.interface}#${row.function}`, row]));
  const imports = {};
  for (const { name, functions } of inspection.imports) {
    const target = name === "$root" ? imports : { ...classes };
    for (const signature of functions) {
      const { kind, resource, name: bare } = splitFunctionName(signature.name);
      const wrapped = wrap(rows.get(`${name}#${signature.name}`), signature, { kind, resource, bare }, classes, context);
      if (kind === "function") target[camelCase(bare)] = wrapped;
      else if (kind === "method") define(classes[pascalCase(resource)].prototype, camelCase(bare), wrapped);
      else if (kind === "static") define(classes[pascalCase(resource)], camelCase(bare), wrapped);
      else classes[pascalCase(resource)][MAKE] ??= wrapped;
    }
    if (name !== "$root") {
      imports[name] = target;
      imports[unversioned(name)] ??= target;
    }
  }
  return imports;
}

/** The first import of a resource's function names it; two versions of one interface share classes. */
function define(object, name, value) {
  if (!Object.hasOwn(object, name)) Object.defineProperty(object, name, { value, configurable: true });
}

/** A class for each resource that the component imports, by jco's name for it. */
function resourceClasses(inspection) {
  const classes = Object.create(null);
  const names = inspection.imports.flatMap(({ resources, functions }) => [
    ...resources,
    ...functions.map(({ name }) => splitFunctionName(name).resource).filter(Boolean),
  ]);
  for (const name of names) {
    classes[pascalCase(name)] ??= class Resource {
      constructor(...args) {
        if (args[0] !== INNER) return Resource[MAKE](...args);
        this.inner = args[1];
      }

      [symbolDispose]() {
        this.inner?.[symbolDispose]?.();
      }
    };
  }
  return classes;
}

function wrap(row, signature, { kind, resource, bare }, classes, { host, closedStreams, ending, tracer }) {
  const interfaceName = row.interface;
  const isResult = signature.result?.kind === "result";
  const parameters = kind === "method" ? signature.parameters.slice(1) : signature.parameters;
  const unwrapArgument = parameters.map(({ ty }) => mapping(ty, classes, (_, object) => object.inner));
  const wrapResult = mapping(signature.result, classes, (Class, inner) => new Class(INNER, inner));
  const isDenied = row.decision !== "allowed";
  const decision = isDenied ? { decision: row.decision, capability: row.capability } : { decision: row.decision };
  const method = camelCase(bare);
  const functions = host[unversioned(interfaceName)] ?? {};

  /** Calls the host's own function. */
  function forward(self, args) {
    const inner = args.map((value, index) => unwrapArgument[index]?.(value) ?? value);
    switch (kind) {
      case "method":
        return self.inner[method](...inner);
      case "static":
        return functions[pascalCase(resource)][method](...inner);
      case "constructor":
        return new functions[pascalCase(resource)](...inner);
      default:
        return functions[method](...inner);
    }
  }

  /** What the policy lets the guest have instead. */
  function refuse() {
    if (row.denial.kind === "closed-stream") return wrapResult(closedStreams[signature.result.resource]());
    if (row.denial.kind === "return") return row.denial.value ? toJs(signature.result, row.denial.value, null) : undefined;
    return ending.end(
      { outcome: "denied", interface: interfaceName, function: signature.name, capability: decision.capability },
      "denied",
    );
  }

  const succeeded = (value) => {
    const outer = wrapResult ? wrapResult(isResult ? { tag: "ok", val: value } : value) : value;
    return isResult && !wrapResult ? { tag: "ok", val: outer } : outer;
  };

  /** A thrown payload is the result's error; anything else is the host refusing. */
  const failed = (error) => {
    if (error instanceof RunEnded) throw error;
    if (isResult && !(error instanceof Error)) {
      const result = { tag: "err", val: error };
      return wrapResult ? wrapResult(result) : result;
    }
    const message = error instanceof Error ? error.message : String(error);
    return ending.end({ outcome: "trapped", kind: "host-refused", message, backtrace: [] }, message);
  };

  return function (...args) {
    // Also cuts short what a guest does after it was ended, in a destructor for one.
    if (ending.outcome) throw new RunEnded(ending.reason);
    const call = tracer?.call(interfaceName, signature, kind === "method" ? [this, ...args] : args, decision);
    const settle = (produce) => {
      let value;
      try {
        value = produce();
      } catch (error) {
        call?.interrupted(error instanceof RunEnded ? error.message : String(error));
        throw error;
      }
      call?.returned(value);
      return value;
    };
    if (isDenied) return settle(refuse);
    let answer;
    try {
      answer = forward(this, args);
    } catch (error) {
      return settle(() => failed(error));
    }
    if (!(answer instanceof Promise)) return settle(() => succeeded(answer));
    call?.waits();
    return answer.then((value) => settle(() => succeeded(value)), (error) => settle(() => failed(error)));
  };
}

/**
 * A function that maps every handle inside a value of `type`; null when it has none.
 * @param {any} type
 * @param {Record<string, any>} classes
 * @param {(Class: any, object: any) => any} handle
 * @returns {((value: any) => any) | null}
 */
function mapping(type, classes, handle) {
  const of = (inner) => (inner ? mapping(inner, classes, handle) : null);
  switch (type?.kind) {
    case "own": case "borrow": {
      const Class = classes[pascalCase(type.resource)];
      return (object) => handle(Class, object);
    }
    case "list": {
      const element = of(type.element);
      return element && ((values) => Array.from(values, element));
    }
    case "option": {
      const some = of(type.some);
      if (!some) return null;
      if (isTaggedOption(type)) return (value) => (value.tag === "some" ? { tag: "some", val: some(value.val) } : value);
      return (value) => (value === undefined || value === null ? undefined : some(value));
    }
    case "result": {
      const cases = { ok: of(type.ok), err: of(type.err) };
      if (!cases.ok && !cases.err) return null;
      return ({ tag, val }) => ({ tag, val: cases[tag] ? cases[tag](val) : val });
    }
    case "tuple": {
      const items = type.items.map(of);
      return items.some(Boolean) ? (values) => values.map((value, index) => items[index]?.(value) ?? value) : null;
    }
    case "record": {
      const fields = type.fields.map(({ name, ty }) => [camelCase(name), of(ty)]).filter(([, map]) => map);
      if (fields.length === 0) return null;
      return (value) => ({ ...value, ...Object.fromEntries(fields.map(([name, map]) => [name, map(value[name])])) });
    }
    case "variant": {
      const cases = new Map(type.cases.map(({ name, ty }) => [name, of(ty)]).filter(([, map]) => map));
      if (cases.size === 0) return null;
      return (value) => (cases.has(value.tag) ? { tag: value.tag, val: cases.get(value.tag)(value.val) } : value);
    }
    default:
      return null;
  }
}
