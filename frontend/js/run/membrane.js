// The imports of one instance: every function goes through the policy and the tracer, then to the host.
//
// The guest never holds the host's own objects: a resource is an instance of a class made here from
// the component's own types, around the host's object. So each import is seen exactly as the
// component declares it, and calls inside the host are not mistaken for the guest's.
import { RunEnded } from "./ending.js";
import { Handles } from "./handles.js";
import { mapping } from "./mapping.js";
import { camelCase, pascalCase, splitFunctionName, unversioned } from "./names.js";
import { toJs } from "./values.js";

/**
 * @typedef {object} Context
 * @property {Record<string, any>} host see `host/index.js`
 * @property {Record<string, () => any>} closedStreams what a denied `get-stdin`, `get-stdout` or
 *   `get-stderr` gives, by its resource
 * @property {any[]} policy `policy_table` of the tools kit: what is decided for each import
 * @property {import("./ledger.js").Ledger} ledger
 * @property {import("./ending.js").Ending} ending
 * @property {import("./tracer.js").Tracer | null} tracer null for a run that is only timed
 * @property {import("./deadline.js").Deadline | null} deadline null for a run that is only timed
 */

/**
 * The import object for jco's `instantiate`.
 * @param {any} inspection
 * @param {Context} context
 */
export function createImports(inspection, context) {
  const handles = new Handles(inspection, context.ending);
  const { classes } = handles;
  const imports = {};
  let row = 0;
  for (const { name, functions } of inspection.imports) {
    const target = name === "$root" ? imports : { ...classes };
    for (const signature of functions) {
      const { kind, resource, name: bare } = splitFunctionName(signature.name);
      const wrapped = wrap(row++, signature, handles, context);
      const Class = resource && classes[pascalCase(resource)];
      if (kind === "function") target[camelCase(bare)] = wrapped;
      else if (kind === "constructor") define(Class, "construct", wrapped);
      else define(kind === "method" ? Class.prototype : Class, camelCase(bare), wrapped);
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

/**
 * The host's own function: `(self, args)`. A method is its object's; constructors and statics are a
 * class's among the interface's functions, by jco's name of the resource.
 */
function hostFunction(functions, signature) {
  const { kind, resource, name } = splitFunctionName(signature.name);
  const method = camelCase(name);
  const Class = resource ? functions[pascalCase(resource)] : null;
  switch (kind) {
    case "method": return (self, args) => self[method](...args);
    case "constructor": return (_, args) => new Class(...args);
    case "static": return (_, args) => Class[method](...args);
    default: return (_, args) => functions[method](...args);
  }
}

function wrap(index, signature, handles, { host, closedStreams, policy, ledger, ending, tracer, deadline }) {
  const row = policy[index];
  const isMethod = splitFunctionName(signature.name).kind === "method";
  const isResult = signature.result?.kind === "result";
  const isDenied = row.decision !== "allowed";
  const isByCall = row.need.kind === "by-call";
  const call = hostFunction(host[unversioned(row.interface)] ?? {}, signature);
  const parameters = isMethod ? signature.parameters.slice(1) : signature.parameters;
  const unwrap = (_, handle, isOwned) => (isOwned ? handles.given(handle) : handle.inner);
  const unwrapArgument = parameters.map(({ ty }) => mapping(ty, handles.classes, unwrap));
  const hasHandles = unwrapArgument.some(Boolean);
  const wrapResult = mapping(signature.result, handles.classes, (Class, inner) => handles.around(Class, inner));
  let isNoted = false;

  /** Calls the host's own function. */
  function forward(self, args) {
    const inner = hasHandles ? args.map((value, at) => unwrapArgument[at]?.(value) ?? value) : args;
    return call(isMethod ? self.inner : null, inner);
  }

  /** What the policy lets the guest have instead. */
  function refuse() {
    if (row.denial.kind === "closed-stream") return wrapResult(closedStreams[signature.result.resource]());
    if (row.denial.kind === "return") return row.denial.value ? toJs(signature.result, row.denial.value, null) : undefined;
    const { interface: interfaceName, capability } = row;
    return ending.end({ outcome: "denied", interface: interfaceName, function: signature.name, capability }, "denied");
  }

  const late = () => deadline.end();

  const succeeded = (value) => {
    const result = isResult ? { tag: "ok", val: value } : value;
    return wrapResult ? wrapResult(result) : result;
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

  /** What the host denied this call when it knew what the call is about. */
  const denied = () => (isByCall ? ledger.takeDenied() : null);

  /** The guest's result by `produce`, on record. */
  const settle = (produce, answer) => {
    let value;
    try {
      value = produce(answer);
    } catch (error) {
      tracer?.interrupted(error instanceof RunEnded ? error.message : String(error), denied());
      throw error;
    }
    tracer?.returned(value, denied());
    return value;
  };

  return function (...args) {
    // Also cuts short what a guest does after it was ended, in a destructor for one.
    if (ending.outcome) throw new RunEnded(ending.reason);
    if (!isNoted) {
      isNoted = true;
      if (isDenied) ledger.deny(row);
      else ledger.use(row.need);
    }
    tracer?.begin(index, signature, isMethod ? this : null, args);
    if (deadline?.isOver(tracer.seenMs)) return settle(late);
    if (isDenied) return settle(refuse);
    let answer;
    try {
      answer = forward(this, args);
    } catch (error) {
      return settle(failed, error);
    }
    if (!(answer instanceof Promise)) return settle(succeeded, answer);
    tracer?.waits();
    const until = deadline ? Promise.race([answer, deadline.passed]) : answer;
    return until.then((value) => settle(succeeded, value), (error) => settle(failed, error));
  };
}
