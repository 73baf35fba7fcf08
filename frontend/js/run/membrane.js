// The imports of one instance: every function goes through the policy and the tracer, then to the host; in a
// composition some go to another part instead.
//
// The guest never holds the host's own objects: a resource is an instance of a class made here from
// the component's own types, around the host's object. So each import is seen exactly as the
// component declares it, and calls inside the host are not mistaken for the guest's.
import { tracedCrossing } from "./crossing.js";
import { RunEnded } from "./ending.js";
import { functionOf } from "./functions.js";
import { define, HandleBudget, Handles, innerOf } from "./handles.js";
import { mapping } from "./mapping.js";
import { camelCase, pascalCase, splitFunctionName, unversioned } from "./names.js";
import { toJs } from "./values.js";

/**
 * @typedef {object} Context
 * @property {Record<string, any>} host see `host/index.js`
 * @property {Record<string, () => any>} closedStreams what a denied `get-stdin`, `get-stdout` or
 *   `get-stderr` gives, by its resource
 * @property {any[]} policy `policy_table` of the tools kit: what is decided for each import; null where it is
 *   another part's
 * @property {import("./ledger.js").Ledger} ledger
 * @property {import("./ending.js").Ending} ending
 * @property {import("./tracer.js").Tracer | null} tracer null for a run that is only timed
 * @property {import("./deadline.js").Deadline | null} deadline null for a run that is only timed
 * @property {Part} [part] what else there is to know of a part of a composition
 */

/**
 * @typedef {object} Part
 * @property {number} firstTarget the index of its first imported function among those of all parts
 * @property {import("./part-handles.js").PartHandles} handles
 * @property {import("./part-ledgers.js").PartLedgers} ledgers
 * @property {(importName: string, functionName: string) => import("./part-handles.js").Supplier | null} supplierOf
 *   null for the host
 */

/**
 * The import object for jco's `instantiate`.
 * @param {any} inspection
 * @param {Context} context
 */
export function createImports(inspection, context) {
  const { ending, part } = context;
  const handles = part?.handles ?? new Handles(inspection.imports, new HandleBudget(ending));
  const imports = {};
  let row = 0;
  for (const { name, functions } of inspection.imports) {
    const classes = handles.classesOf(name);
    const target = { ...classes };
    for (const signature of functions) {
      const { kind, resource, name: bare } = splitFunctionName(signature.name);
      const supplier = part?.supplierOf(name, signature.name);
      const index = (part?.firstTarget ?? 0) + row;
      const wrapped = supplier
        ? tracedCrossing(index, signature, handles, supplier, context)
        : wrap(index, context.policy[row], signature, handles, context);
      row += 1;
      if (kind !== "function") define(classes[pascalCase(resource)], kind, camelCase(bare), wrapped);
      else if (name === "$root") imports[bare] = { default: wrapped };
      else target[camelCase(bare)] = wrapped;
    }
    if (name !== "$root") {
      imports[name] = target;
      imports[unversioned(name)] ??= target;
    }
  }
  return imports;
}

function wrap(index, row, signature, handles, { host, closedStreams, ledger, ending, tracer, deadline, part }) {
  const isMethod = splitFunctionName(signature.name).kind === "method";
  const isResult = signature.result?.kind === "result";
  const isDenied = row.decision !== "allowed";
  const isByCall = row.need.kind === "by-call";
  const call = functionOf(host[unversioned(row.interface)] ?? {}, signature.name);
  const parameters = isMethod ? signature.parameters.slice(1) : signature.parameters;
  const unwrap = (_, handle, isOwned) => (isOwned ? handles.given(handle) : innerOf(handle));
  const unwrapArgument = parameters.map(({ ty }) => mapping(ty, handles.classes, unwrap));
  const hasHandles = unwrapArgument.some(Boolean);
  const wrapResult = mapping(signature.result, handles.classes, (Class, inner) => handles.around(Class, inner));
  let isNoted = false;

  /** Calls the host's own function. */
  function forward(self, args) {
    const inner = hasHandles ? args.map((value, at) => unwrapArgument[at]?.(value) ?? value) : args;
    part?.ledgers.turnTo(ledger);
    return call(isMethod ? innerOf(self) : null, inner);
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
  const settle = (recorded, produce, answer) => {
    let value;
    try {
      value = produce(answer);
    } catch (error) {
      tracer?.interrupted(recorded, error instanceof RunEnded ? error.message : String(error), denied());
      throw error;
    }
    tracer?.returned(recorded, value, denied());
    return value;
  };

  return function (...args) {
    // Also cuts short what a guest does after it was ended, in a destructor for one.
    if (ending.isOver) throw new RunEnded(ending.reason);
    if (!isNoted) {
      isNoted = true;
      if (isDenied) ledger.deny(row);
      else ledger.use(row.need);
    }
    const recorded = tracer?.begin(index, signature, isMethod ? this : null, args, false) ?? null;
    if (deadline?.isOver(tracer.seenMs)) return settle(recorded, late);
    if (isDenied) return settle(recorded, refuse);
    let answer;
    try {
      answer = forward(this, args);
    } catch (error) {
      return settle(recorded, failed, error);
    }
    if (!(answer instanceof Promise)) return settle(recorded, succeeded, answer);
    tracer?.waits(recorded);
    const until = deadline ? Promise.race([answer, deadline.passed]) : answer;
    return until.then((value) => settle(recorded, succeeded, value), (error) => settle(recorded, failed, error));
  };
}
