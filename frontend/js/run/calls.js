// Calling exported functions: finding them on jco's instance, passing values, reading results.
import { camelCase, pascalCase, splitFunctionName } from "./names.js";
import { toJs } from "./values.js";

/**
 * @param {any} exports what jco's `instantiate` answered
 * @param {{interface: string | null, function: string}} call a ResolvedCall
 * @returns {(args: any[]) => any} calls it; may answer a promise
 */
export function exportedFunction(exports, call) {
  const holder = call.interface ? exports[call.interface] ?? exports[camelCase(call.interface)] : exports;
  const { kind, resource, name } = splitFunctionName(call.function);
  const Class = resource ? holder?.[pascalCase(resource)] : null;
  const method = camelCase(name);
  switch (kind) {
    case "constructor":
      return (args) => new Class(...args);
    case "method":
      return ([self, ...args]) => self[method](...args);
    case "static":
      return (args) => Class[method](...args);
    default:
      return (args) => holder[method](...args);
  }
}

/** The calls of one run on one instance, and the handles that they returned. */
export class CallScript {
  #exports;
  #returned = [];

  constructor(exports) {
    this.#exports = exports;
  }

  /** What is needed to make `call` now, with its arguments converted. @param {any} call */
  prepare(call) {
    const target = exportedFunction(this.#exports, call);
    const args = call.arguments.map((value, index) =>
      toJs(call.signature.parameters[index].ty, value, (name) => this.#handle(name)));
    return () => target(args);
  }

  /** Remembers what a call returned, for `$n`. */
  keep(value) {
    this.#returned.push(value);
  }

  #handle(name) {
    const value = this.#returned[Number(name.slice(1)) - 1];
    // A handle inside `ok(…)` or `some(…)` stands for itself.
    const handle = value && typeof value === "object" && "tag" in value ? value.val : value;
    if (handle === null || typeof handle !== "object") {
      throw new TypeError(`the handle ${name} is not there: that call returned no handle`);
    }
    return handle;
  }
}

/**
 * Makes a prepared call. jco throws the payload of an `err`; here it comes back as a value.
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
