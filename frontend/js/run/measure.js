// Timing: untraced instances after the traced run, for as long as they are quick.
import { CallScript, takesHandles } from "./calls.js";
import { Ending, RunEnded } from "./ending.js";

/** All untraced calls together may take this long. */
const MEASURE_MS = 500;

/** Durations in whole nanoseconds, of a clock that counts milliseconds. */
export const nanosecondsSince = (startMs) => Math.max(0, Math.round((performance.now() - startMs) * 1e6));

/**
 * Times `instantiate` and `first-call` of a fresh untraced instance, then warm calls: for a command
 * each is a fresh instance's instantiate and run, else the last call repeated on one instance.
 * @param {import("./instance.js").Whole | import("./composed.js").Composed} program
 * @param {any} request as the page sent it, see `engine/browser.js`
 * @param {(type: any, value: any) => void} onValue hears what the first calls returned
 * @returns {Promise<{instantiateNs: number, firstCallNs: number, warmNs: number[]}>}
 */
export async function measure(program, request, onValue) {
  const { settings, calls, isCommand } = request;
  const untraced = () => program.instantiate({
    ledger: program.ledger(),
    ending: new Ending(),
    tracer: null,
    onOutput: () => {},
  });
  const began = performance.now();
  let start = performance.now();
  const find = await untraced();
  const instantiateNs = nanosecondsSince(start);

  const script = new CallScript(find);
  let last = null;
  let firstCallNs = 0;
  for (const [index, call] of calls.entries()) {
    last = script.prepare(call);
    start = performance.now();
    const { value, hasExited } = await toItsEnd(last);
    if (index === 0) firstCallNs = nanosecondsSince(start);
    if (hasExited) break;
    const type = call.signature.result;
    onValue(type, value);
    script.keep(type, value);
  }

  const warmNs = [];
  const measured = { instantiateNs, firstCallNs, warmNs };
  if (!isCommand && takesHandles(calls.at(-1))) return measured;
  while (warmNs.length < settings.warmCalls && performance.now() - began < MEASURE_MS) {
    start = performance.now();
    if (isCommand) {
      await toItsEnd(new CallScript(await untraced()).prepare(calls[0]));
    } else {
      const value = last();
      if (value instanceof Promise) await value;
    }
    warmNs.push(nanosecondsSince(start));
  }
  return measured;
}

/** Makes a call; a guest that exits has run to its end too. */
async function toItsEnd(invoke) {
  try {
    return { value: await invoke(), hasExited: false };
  } catch (error) {
    if (error instanceof RunEnded && error.message === "exit") return { value: undefined, hasExited: true };
    throw error;
  }
}
