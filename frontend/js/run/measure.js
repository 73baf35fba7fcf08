// Timing: untraced instances after the traced run, for as long as they are quick.
import { CallScript, invokeCall, takesHandles } from "./calls.js";
import { Ending, RunEnded } from "./ending.js";
import { Ledger } from "./ledger.js";

/** All untraced calls together may take this long. */
const MEASURE_MS = 500;

/** Durations in whole nanoseconds, of a clock that counts milliseconds. */
export const nanosecondsSince = (startMs) => Math.max(0, Math.round((performance.now() - startMs) * 1e6));

/**
 * Times `instantiate` and `first-call` of a fresh untraced instance, then warm calls: for a command
 * each is a fresh instance's instantiate and run, else the last call repeated on one instance.
 * @param {import("./instance.js").Program} program
 * @param {any} request as the page sent it, see `engine/browser.js`
 */
export async function measure(program, request) {
  const { settings, calls, isCommand, scopes } = request;
  const untraced = () => program.instantiate(request, {
    ledger: new Ledger(scopes),
    ending: new Ending(),
    tracer: null,
    onOutput: () => {},
  });
  const began = performance.now();
  let start = performance.now();
  const exports = await untraced();
  const instantiateNs = nanosecondsSince(start);

  const script = new CallScript(exports);
  let last = null;
  let firstCallNs = 0;
  for (const [index, call] of calls.entries()) {
    last = script.prepare(call);
    start = performance.now();
    const value = await toItsEnd(last, call.signature.result);
    if (index === 0) firstCallNs = nanosecondsSince(start);
    if (!isCommand) script.keep(call.signature.result, value);
  }

  const warmNs = [];
  if (!isCommand && takesHandles(calls.at(-1))) return { instantiateNs, firstCallNs, warmNs };
  const resultType = calls.at(-1).signature.result;
  while (warmNs.length < settings.warmCalls && performance.now() - began < MEASURE_MS) {
    start = performance.now();
    if (isCommand) {
      await toItsEnd(new CallScript(await untraced()).prepare(calls[0]), resultType);
    } else {
      const value = invokeCall(last, resultType);
      if (value instanceof Promise) await value;
    }
    warmNs.push(nanosecondsSince(start));
  }
  return { instantiateNs, firstCallNs, warmNs };
}

/** Makes a call; a guest that exits has run to its end too. */
async function toItsEnd(invoke, resultType) {
  try {
    return await invokeCall(invoke, resultType);
  } catch (error) {
    if (error instanceof RunEnded && error.message === "exit") return undefined;
    throw error;
  }
}
