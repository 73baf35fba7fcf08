// Calling exported functions: finding them on jco's instance, passing values, reading results.
import { functionOf } from "./functions.js";
import { camelCase } from "./names.js";
import { toJs } from "./values.js";
import { someOf } from "./wave.js";

/** What an instance exports under this name. @param {any} exports what jco's `instantiate` answered @param {string} name */
export const exportOf = (exports, name) => exports[name] ?? exports[camelCase(name)];

/**
 * @param {any} exports what jco's `instantiate` answered
 * @param {{interface: string | null, function: string, signature: any}} call a ResolvedCall
 * @returns {(args: any[]) => any} calls it, an `err` as a value; may answer a promise
 */
export function exportedFunction(exports, call) {
  const target = functionOf(call.interface ? exportOf(exports, call.interface) : exports, call.function);
  const isMethod = call.function.startsWith("[method]");
  return (args) => {
    const invoke = isMethod ? () => target(args[0], args.slice(1)) : () => target(null, args);
    return invokeCall(invoke, call.signature.result);
  };
}

/** The arguments do not fit what earlier calls left. */
export class Rejected extends Error {}

/** The calls of one run on one instance, and the handles that they returned. */
export class CallScript {
  #find;
  /** What each call returned, if it was a handle; null when it was none or was given away. */
  #handles = [];

  /** @param {(call: any) => (args: any[]) => any} find the exported function of a ResolvedCall */
  constructor(find) {
    this.#find = find;
  }

  /** What is needed to make `call` now, with its arguments converted. @param {any} call */
  prepare(call) {
    const target = this.#find(call);
    const parameters = call.signature.parameters;
    const args = call.arguments.map((value, index) => toJs(parameters[index].ty, value, (name) => this.#handle(name)));
    for (const [index, { ty }] of parameters.entries()) {
      if (ty.kind === "own") this.#handles[handleIndex(call.arguments[index].value)] = null;
    }
    return () => target(args);
  }

  /** Remembers what a call returned, for `$n`. */
  keep(type, value) {
    this.#handles.push(type ? firstHandle(type, value) : null);
  }

  #handle(name) {
    const handle = this.#handles[handleIndex(name)];
    if (handle) return handle;
    throw new Rejected(handle === undefined
      ? `${name} names no earlier call`
      : `${name} is no handle any more, or never was: that call returned none, or a later call took it`);
  }
}

/** `$3` → 2. */
const handleIndex = (name) => Number(name.slice(1)) - 1;

/** The first handle in a value of `type`, or null. */
function firstHandle(type, value) {
  switch (type.kind) {
    case "own": case "borrow":
      return value;
    case "list":
      return holdsHandles(type) ? firstOf(Array.from(value, (item) => [type.element, item])) : null;
    case "tuple":
      return firstOf(type.items.map((item, index) => [item, value[index]]));
    case "record":
      return firstOf(type.fields.map(({ name, ty }) => [ty, value[camelCase(name)]]));
    case "option": {
      const some = someOf(type, value);
      return some && firstHandle(type.some, some.val);
    }
    case "result": {
      const payload = value.tag === "ok" ? type.ok : type.err;
      return payload ? firstHandle(payload, value.val) : null;
    }
    case "variant": {
      const payload = type.cases.find(({ name }) => name === value.tag)?.ty;
      return payload ? firstHandle(payload, value.val) : null;
    }
    default:
      return null;
  }
}

function firstOf(pairs) {
  for (const [type, value] of pairs) {
    const handle = firstHandle(type, value);
    if (handle) return handle;
  }
  return null;
}

/** Whether a value of this type can hold an owned handle. */
function holdsHandles(type) {
  if (!type || typeof type !== "object") return false;
  return type.kind === "own" || Object.values(type).flat().some((part) => holdsHandles(part?.ty ?? part));
}

/** Whether making `call` gives handles away, so that it cannot be made twice. */
export const takesHandles = (call) => call.signature.parameters.some(({ ty }) => holdsHandles(ty));

/**
 * Makes a call. jco throws the payload of an `err`; here it comes back as a value.
 * @param {() => any} invoke
 * @param {any} resultType the function's result WitType, or null
 */
export function invokeCall(invoke, resultType) {
  const isResult = resultType?.kind === "result";
  const succeeded = (value) => (isResult ? { tag: "ok", val: value } : value);
  const failed = (error) => {
    if (isResult && error instanceof Error && Object.hasOwn(error, "payload")) return { tag: "err", val: error.payload };
    if (isResult && !(error instanceof Error)) return { tag: "err", val: error };
    throw error;
  };
  let value;
  try {
    value = invoke();
  } catch (error) {
    return failed(error);
  }
  return value instanceof Promise ? value.then(succeeded, failed) : succeeded(value);
}
