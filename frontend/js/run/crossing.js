// A call that goes from one part of a composition to another: its handles become the other's, its result comes
// back the same way. Everything else has one form in JavaScript on both sides.
import { invokeCall } from "./calls.js";
import { functionOf } from "./functions.js";
import { mapping } from "./mapping.js";
import { splitFunctionName } from "./names.js";
import { RunEnded } from "./ending.js";

/**
 * @param {any} signature as the caller sees it
 * @param {import("./part-handles.js").PartHandles} caller
 * @param {import("./part-handles.js").Supplier} supplier
 * @returns {(self: object | null, args: any[]) => any} answers the result, or a promise of it
 */
export function crossing(signature, caller, supplier) {
  const callee = supplier.handles;
  const call = functionOf(supplier.functions, supplier.export ?? signature.name);
  const isMethod = splitFunctionName(signature.name).kind === "method";
  const parameters = isMethod ? signature.parameters.slice(1) : signature.parameters;
  const selfResource = isMethod ? signature.parameters[0].ty.resource : "";
  const inward = (_, handle, isOwned, resource) => callee.receive(handle, isOwned, caller, resource);
  const outward = (_, object, isOwned, resource) => caller.accept(object, callee, resource);
  const pass = parameters.map(({ ty }) => mapping(ty, {}, inward));
  const hasHandles = pass.some(Boolean);
  const take = mapping(signature.result, {}, outward);
  return (self, args) => {
    const passed = hasHandles ? args.map((value, at) => pass[at]?.(value) ?? value) : args;
    const object = isMethod ? callee.receive(self, false, caller, selfResource) : null;
    const answer = invokeCall(() => call(object, passed), signature.result);
    if (answer instanceof Promise) return take ? answer.then(take) : answer;
    return take ? take(answer) : answer;
  };
}

/**
 * The same as an import of the caller's: on record, and never after the run's end.
 * @param {number} index the function's among the run's targets
 * @param {any} signature
 * @param {import("./part-handles.js").PartHandles} caller
 * @param {import("./part-handles.js").Supplier} supplier
 * @param {{ending: import("./ending.js").Ending, tracer: import("./tracer.js").Tracer | null, deadline: import("./deadline.js").Deadline | null}} run
 */
export function tracedCrossing(index, signature, caller, supplier, { ending, tracer, deadline }) {
  const cross = crossing(signature, caller, supplier);
  const isMethod = splitFunctionName(signature.name).kind === "method";

  return function (...args) {
    if (ending.isOver) throw new RunEnded(ending.reason);
    const self = isMethod ? this : null;
    const call = tracer?.begin(index, signature, self, args, true) ?? null;
    const returned = (value) => {
      tracer?.returned(call, value, null);
      return value;
    };
    const failed = (error) => {
      if (!(error instanceof RunEnded)) ending.failed(error);
      tracer?.interrupted(call, ending.reason, null);
      throw error;
    };
    let answer;
    try {
      if (deadline?.isOver(tracer.seenMs)) deadline.end();
      answer = cross(self, args);
    } catch (error) {
      return failed(error);
    }
    return answer instanceof Promise ? answer.then(returned, failed) : returned(answer);
  };
}
