// Timing: untraced instances after the traced run, for as long as they are quick.
import { CallScript, invokeCall } from "./calls.js";
import { Ending } from "./ending.js";

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
  const { settings, calls, isCommand } = request;
  const untraced = () => program.instantiate(request, {
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
    const value = await settled(invokeCall(last, call.signature.result));
    if (index === 0) firstCallNs = nanosecondsSince(start);
    script.keep(value);
  }

  const warmNs = [];
  const resultType = calls.at(-1).signature.result;
  while (warmNs.length < settings.warmCalls && performance.now() - began < MEASURE_MS) {
    start = performance.now();
    try {
      if (isCommand) {
        await settled(invokeCall(new CallScript(await untraced()).prepare(calls[0]), resultType));
      } else {
        const value = invokeCall(last, resultType);
        if (value instanceof Promise) await value;
      }
    } catch (error) {
      // A call that cannot be repeated, because it used a handle up: what was measured stands.
      if (!isCommand) break;
      if (!isExit(error)) throw error;
    }
    warmNs.push(nanosecondsSince(start));
  }
  return { instantiateNs, firstCallNs, warmNs };
}

/** A guest that exits has run to its end. */
async function settled(value) {
  try {
    return await value;
  } catch (error) {
    if (!isExit(error)) throw error;
    return undefined;
  }
}

const isExit = (error) => error?.name === "RunEnded" && error.message === "exited";
